import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTypoTable, findTypo, isOneTypo } from './typos.ts';

/** Optimal-string-alignment distance by its textbook table. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] as number;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = least;
    }
  }
  return at(a.length, b.length);
}

const codesOf = (word: string): Uint8Array => Uint8Array.from(word, (letter) => letter.charCodeAt(0) - 96);

const letters = (least: number, most: number) =>
  fc.array(fc.constantFrom('a', 'b'), { minLength: least, maxLength: most }).map((list) => list.join(''));

describe('isOneTypo', () => {
  it('is a distance of exactly one', () => {
    let near = 0;
    fc.assert(
      fc.property(letters(0, 8), letters(0, 8), (a, b) => {
        expect(isOneTypo(a, b)).toBe(distance(a, b) === 1);
        near += distance(a, b) === 1 ? 1 : 0;
      }),
      { seed: 7, numRuns: 4_000 },
    );
    expect(near).toBeGreaterThan(50);
  });
});

describe('findTypo', () => {
  it('finds a label exactly when some label is one error away', () => {
    let found = 0;
    fc.assert(
      fc.property(fc.uniqueArray(letters(6, 10), { minLength: 1, maxLength: 8 }), letters(5, 11), (labels, word) => {
        const table = buildTypoTable(labels);
        const index = findTypo(table, codesOf(word), word.length);
        const expected = labels.some((label) => isOneTypo(word, label));
        expect(index >= 0).toBe(expected);
        if (index >= 0) expect(isOneTypo(word, labels[index] as string)).toBe(true);
        found += index >= 0 ? 1 : 0;
      }),
      { seed: 11, numRuns: 3_000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('finds any error in any label', () => {
    const word = fc.array(fc.constantFrom(...'abcdefgh'), { minLength: 6, maxLength: 12 }).map((list) => list.join(''));
    const place = fc.nat(11);
    const kinds = fc.constantFrom('insert', 'remove', 'replace', 'swap');
    let found = 0;
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 5 }), place, kinds, (labels, nth, kind) => {
        const label = labels[nth % labels.length] as string;
        const at = nth % (label.length - 1);
        const [before, here, after] = [label.slice(0, at), label[at] ?? '', label.slice(at + 1)];
        const wrong = {
          insert: `${before}x${here}${after}`,
          remove: before + after,
          replace: `${before}x${after}`,
          swap: before + (after[0] ?? '') + here + after.slice(1),
        }[kind];
        fc.pre(wrong !== label);
        const index = findTypo(buildTypoTable(labels), codesOf(wrong), wrong.length);
        expect(isOneTypo(wrong, labels[index] ?? ''), wrong).toBe(true);
        found += 1;
      }),
      { seed: 13, numRuns: 3_000 },
    );
    expect(found).toBeGreaterThan(2_500);
  });

  it('takes no part for short labels and banks with two letters of their own', () => {
    const table = buildTypoTable(['momo', 'vpbank']);
    expect(findTypo(table, codesOf('mono'), 4)).toBe(-1);
    expect(findTypo(table, codesOf('wpbank'), 6)).toBe(-1);
  });
});
