import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const src = new URL('../../', import.meta.url);
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.(css|svelte)$/.test(name) && !name.includes('paraglide'),
);
const texts = files.map((name) => ({ name, text: readFileSync(new URL(name, src), 'utf8') }));
const tokens = new Set(
  [...readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').matchAll(/(--[\w-]+):/g)].map(([, name]) => name),
);

test('every token that a sheet uses exists', () => {
  const unknown = texts.flatMap(({ name, text }) => {
    const own = new Set([...text.matchAll(/(--[\w-]+):/g)].map(([, token]) => token));
    return [...text.matchAll(/var\((--[\w-]+)/g)]
      .map(([, token]) => token)
      .filter((token) => !tokens.has(token) && !own.has(token))
      .map((token) => `${name}: ${token}`);
  });
  expect(files.length).toBeGreaterThan(20);
  expect(unknown).toEqual([]);
});

test('colours stand in the tokens and nowhere else', () => {
  const hard = texts
    .filter(({ name }) => !name.endsWith('tokens.css'))
    .flatMap(({ name, text }) =>
      [...text.matchAll(/(?<![&\w{])#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi)].map(([found]) => `${name}: ${found}`),
    )
    .filter((line) => !/#(each|if|key|await|snippet)/.test(line));
  expect(hard).toEqual([]);
});
