import { compileReference } from '@khien/engines/text';
import { createChecker, type Lookup } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';
import { expect, test } from 'vitest';
import { render } from './render.ts';
import { CheckAnswer } from './schema.ts';
import { writeAnswers } from './write.ts';

const check = createChecker({ reference: compileReference(reference), ...rules });
/** Every third key is listed. */
const lookup: Lookup = (keys) =>
  keys.map((key, i) => (i % 3 === 0 ? { kind: 'scam', source: `“${key}”`, listedAt: '2026-01-05' } : undefined));
const texts = rules.schemes.schemes
  .flatMap(({ examples }) => [...examples.positive, ...examples.negative])
  .map((example) => (typeof example === 'string' ? example : example.text));
const verdicts = texts.flatMap((text) => [
  check({ text }, lookup),
  check({ text }, (keys) => keys.map(() => undefined)),
]);

test.each(['vi', 'en'] as const)('writes what is rendered, in %s', (locale) => {
  const expected = verdicts.map((verdict) => render({ ...verdict, listAge: '2026-11-21T00:00Z' }, locale));
  expect(new Set(expected.map(({ grade }) => grade)).size).toBeGreaterThan(3);
  // Guessed far too small, so that it has to grow.
  const page = writeAnswers(locale, 'json', 1);
  const lines = writeAnswers(locale, 'ndjson', verdicts.length);
  for (const verdict of verdicts) {
    page.add({ ...verdict, listAge: '2026-11-21T00:00Z' });
    lines.add({ ...verdict, listAge: '2026-11-21T00:00Z' });
  }
  const written = (JSON.parse(page.end().toString()) as { verdicts: unknown[] }).verdicts;
  expect(written).toEqual(expected);
  for (const one of written) CheckAnswer.strict().parse(one);
  const end = lines.end().toString();
  expect(end.endsWith('\n')).toBe(true);
  expect(
    end
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(expected);
});

test('writes nothing at all as an empty page', () => {
  expect(writeAnswers('vi', 'json', 0).end().toString()).toBe('{"verdicts":[]}');
});
