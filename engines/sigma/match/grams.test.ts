import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../fold.ts';
import { buildFinder, canBeFound } from './grams.ts';

const symbols = fc.constantFrom(...'abcKkſK\\u0İ.:-/\u212aσςΣßđĐ\ud83d\ude00\0 ');
const literal = fc.string({ unit: symbols, minLength: 1, maxLength: 12 }).map(fold).filter(canBeFound);
const text = fc.string({ unit: symbols, maxLength: 60 });

const found = (literals: readonly string[], value: string): Set<string> => {
  const hits = new Set<string>();
  buildFinder(literals.map((entry, id) => ({ text: entry, id }))).scan(value, (id) => hits.add(literals[id] as string));
  return hits;
};

test('finds every literal that is in a text, whatever its case', () => {
  fc.assert(
    fc.property(fc.array(literal, { minLength: 1, maxLength: 40 }), text, fc.nat(), (literals, around, pick) => {
      const inside = literals[pick % literals.length] as string;
      const half = around.length >> 1;
      const value = around.slice(0, half) + inside.toUpperCase().slice(0, inside.length) + around.slice(half);
      const hits = found(literals, value);
      for (const one of literals) if (fold(value).includes(one)) expect(hits).toContain(one);
    }),
    { numRuns: 2_000 },
  );
});

test('tells of ASCII texts exactly what is in them', () => {
  const ascii = fc.string({ unit: fc.constantFrom(...'abcdeABCDE.\\-0'), minLength: 3, maxLength: 9 });
  fc.assert(
    fc.property(fc.array(ascii.map(fold), { minLength: 1, maxLength: 60 }), fc.array(ascii), (literals, parts) => {
      const value = parts.join('');
      expect(found(literals, value)).toEqual(new Set(literals.filter((one) => fold(value).includes(one))));
    }),
  );
});

test.each(['', 'ab', 'é', '😀', 'x'.repeat(100_000), 'é'.repeat(100_000), '\ud83d'.repeat(100_000)])(
  'reads texts of any length',
  (value) => {
    expect(found(['abc', '😀', '^^'], value)).toEqual(new Set(value === '😀' ? ['😀'] : []));
  },
);

test('short literals of letters are not looked for', () => {
  expect(canBeFound('ab')).toBe(false);
  expect(canBeFound('^^')).toBe(true);
  expect(canBeFound('abc')).toBe(true);
  expect(canBeFound('é')).toBe(true);
});
