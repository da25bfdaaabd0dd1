import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COVERED, createLures, LURING, NOT_COVERED } from './lures.ts';

const codesOf = (word: string): Uint8Array => Uint8Array.from(word, (letter) => letter.charCodeAt(0) - 96);

describe('createLures', () => {
  const covers = createLures(['nap', 'quatang'], ['vn', 'e', 'app']);
  it.each([
    ['', COVERED],
    ['vn', COVERED],
    ['evn', COVERED],
    ['vne', NOT_COVERED],
    ['nap', LURING],
    ['vnnapvn', LURING],
    ['quattang', LURING],
    ['appp', COVERED],
    ['ap', NOT_COVERED],
    ['napx', NOT_COVERED],
  ])('%s: %i', (word, expected) => expect(covers(codesOf(word), 0, word.length)).toBe(expected));

  it('covers what whole words make up, and nothing else', () => {
    // Without a letter twice in a row, which would count once.
    const word = fc.constantFrom('ab', 'ba', 'ac', 'ca', 'bc', 'cb', 'aba', 'abc', 'bca', 'cab', 'acb');
    const words = fc.uniqueArray(word, { minLength: 1, maxLength: 3 });
    const text = fc.array(word, { maxLength: 4 }).map((list) => list.join(''));
    const seen = [0, 0, 0];
    fc.assert(
      fc.property(words, words, text, (lures, fillers, letters) => {
        fc.pre(!/(.)\1/.test(letters));
        const any = `(?:${[...lures, ...fillers].join('|')})*`;
        const covered = new RegExp(`^${any}$`).test(letters);
        const luring = new RegExp(`^${any}(?:${lures.join('|')})${any}$`).test(letters);
        const kind = createLures(lures, fillers)(codesOf(letters), 0, letters.length);
        expect(kind).toBe(luring ? LURING : covered ? COVERED : NOT_COVERED);
        seen[kind] = (seen[kind] ?? 0) + 1;
      }),
      { seed: 9, numRuns: 2_000 },
    );
    expect(Math.min(...seen)).toBeGreaterThan(100);
  });
});
