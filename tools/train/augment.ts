/** Writes a message as scammers and hurried people do: without accents, in leetspeak, with letters apart or replaced. */
import type { Label } from './corpus.ts';
import type { Random } from './random.ts';

const leet: Record<string, string[]> = {
  a: ['4', '@'],
  e: ['3'],
  i: ['1', '!', 'j'],
  o: ['0'],
  s: ['5', '$'],
  t: ['7'],
  l: ['1'],
  b: ['8'],
  g: ['9'],
};
const twins: Record<string, string[]> = {
  a: ['а', 'ａ'],
  c: ['с'],
  e: ['е', 'ｅ'],
  h: ['һ'],
  i: ['і'],
  n: ['ո', 'ｎ'],
  o: ['о', 'ο'],
  p: ['р'],
  s: ['ѕ'],
  t: ['ｔ'],
  u: ['ս'],
  x: ['х'],
  y: ['у'],
};
const foreign: Record<string, string[]> = {
  a: ['ä', 'å'],
  e: ['ë'],
  i: ['ï'],
  o: ['ö', 'ø'],
  u: ['ü'],
  n: ['ñ'],
  y: ['ÿ'],
  c: ['ç'],
};
/** Addresses and numbers stay as they are: a link with other letters leads elsewhere. */
const untouched = /[./@:]|\d{3}/;

export const stripAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D');

/** Each word is changed with the given share; `change` gets its letters. */
const perWord = (text: string, share: number, random: Random, change: (word: string) => string): string =>
  text.replace(/\S+/g, (word) =>
    word.length > 1 && !untouched.test(word) && random.chance(share) ? change(word) : word,
  );

const perLetter =
  (table: Record<string, string[]>, share: number, random: Random) =>
  (word: string): string =>
    Array.from(word, (letter) => {
      const others = table[stripAccents(letter).toLowerCase()];
      return others !== undefined && random.chance(share) ? random.pick(others) : letter;
    }).join('');

const separate =
  (random: Random) =>
  (word: string): string => {
    const sign = random.pick(['.', '-', '_', '/', ',', ' ', '*', '\u200b']);
    if (random.chance(0.4)) return Array.from(word).join(sign);
    const cut = 1 + random.below(word.length - 1);
    return `${word.slice(0, cut)}${sign}${word.slice(cut)}`;
  };

const teen = (text: string): string =>
  text
    .replace(/\bkhông\b/gi, 'k')
    .replace(/\bđược\b/gi, 'đc')
    .replace(/\bgì\b/gi, 'j')
    .replace(/\brồi\b/gi, 'r')
    .replace(/\bvậy\b/gi, 'v')
    .replace(/\bbiết\b/gi, 'bít')
    .replace(/\bnhé\b/gi, 'nha')
    .replace(/\bchuyển khoản\b/gi, 'ck')
    .replace(/\btài khoản\b/gi, 'tk');

/** How often each disguise is used; honest people hardly ever do. */
const disguised: Record<Label, number> = { scam: 0.3, illegal: 0.45, ham: 0.03 };

export function augment(text: string, label: Label, random: Random): string {
  let out = text;
  if (random.chance(0.08)) out = teen(out);
  if (random.chance(0.45)) out = stripAccents(out);
  if (random.chance(disguised[label])) {
    const share = random.pick([0.2, 0.35, 0.5, 0.8]);
    out = random.pick([
      () => perWord(out, share, random, perLetter(leet, 0.5, random)),
      () => perWord(out, share, random, separate(random)),
      () => perWord(out, share, random, perLetter(twins, 0.4, random)),
      () => perWord(out, share / 2, random, perLetter(foreign, 0.5, random)),
    ])();
  }
  const how = random.next();
  if (how < 0.06) out = out.replace(/\S+/g, (word) => (untouched.test(word) ? word : word.toUpperCase()));
  else if (how < 0.14) out = out.toLowerCase();
  else if (how < 0.18) out = out.replace(/[.,!?;:]+(?=\s|$)/g, '');
  return out;
}
