import { rules } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, readWords } from '../text/index.ts';
import { buildPhrases, findPhrases, wordsOf } from './phrases.ts';

type Hit = [phrase: number, from: number, end: number];

/** The obvious way: every phrase at every word. */
function searchSlowly(phrases: string[][], text: string): Hit[] {
  const words = [...text.matchAll(/[a-z]+|\d+(?:[.,]\d+)*/g)];
  const written = wordsOf(text);
  const hits: Hit[] = [];
  words.forEach((last, to) => {
    phrases.forEach((phrase, index) => {
      const from = to - phrase.length + 1;
      if (phrase.length > 0 && from >= 0 && phrase.every((word, i) => written[from + i] === word))
        hits.push([index, words[from]?.index ?? -1, last.index + last[0].length]);
    });
  });
  return hits;
}

function searchFast(phrases: string[][], text: string): Hit[] {
  const hits: Hit[] = [];
  findPhrases(buildPhrases(phrases), { ...fold(''), ascii: text, words: readWords(text) }, (...hit) => hits.push(hit));
  return hits;
}

const byPlace = (hits: Hit[]): Hit[] => hits.toSorted((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0]);

describe('wordsOf', () => {
  it.each([
    ['nhan ngay 2.000.000vnd trong 24h!', 'nhan ngay # vnd trong # h'],
    ['  lien -- he: 0912 345', 'lien he # #'],
    ['sim4g', 'sim # g'],
    ['1.5.2026.', '#'],
    ['a..1,,2', 'a # #'],
    ['', ''],
  ])('%s', (text, expected) => expect(wordsOf(text).join(' ')).toBe(expected));
});

describe('findPhrases', () => {
  it('finds what a search of every phrase at every word finds', () => {
    let found = 0;
    let overlapping = 0;
    const pieces = [
      'a',
      'b',
      'ab',
      '1',
      '2',
      '.',
      ',',
      ' ',
      ' ',
      '-',
      '1.2',
      'b1',
      'abcdefg',
      'xabcdefg',
      'bcdefg',
      'é',
    ];
    const text = fc.array(fc.constantFrom(...pieces), { size: 'max', maxLength: 80 }).map((list) => list.join(''));
    const phrase = fc.array(fc.constantFrom('a', 'b', 'ab', '#', 'abcdefg', 'xabcdefg', 'bcdefg'), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(phrase, { minLength: 1, maxLength: 12, size: 'max' }), text, (phrases, message) => {
        const hits = searchFast(phrases, message);
        const expected = searchSlowly(phrases, message);
        expect(byPlace(hits)).toEqual(byPlace(expected));
        // Reported by their end, the longest first: what reads them relies on it.
        expect(hits.map(([, from, end]) => [end, from])).toEqual(
          expected.map(([, from, end]) => [end, from]).toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d),
        );
        found += hits.length;
        overlapping += hits.filter((hit, i) => i > 0 && hit[1] < (hits[i - 1] as Hit)[2]).length;
      }),
      { seed: 20261121, numRuns: 2_000 },
    );
    // Without hits, or without overlaps, the comparison above would prove nothing.
    expect(found).toBeGreaterThan(5_000);
    expect(overlapping).toBeGreaterThan(500);
  });

  it("finds the pack's own phrases in its examples", () => {
    const { lexicon, schemes } = rules.schemes;
    const groups = [...Object.values(lexicon), ...schemes.flatMap(({ groups = {} }) => Object.values(groups))];
    const phrases = groups.flatMap((group) =>
      group.phrases.map((text) => wordsOf(fold(text.replaceAll('#', '0')).ascii)),
    );
    let found = 0;
    for (const { examples } of schemes) {
      for (const example of [...examples.positive, ...examples.negative]) {
        const { ascii } = fold(typeof example === 'string' ? example : example.text);
        const hits = searchFast(phrases, ascii);
        expect(byPlace(hits)).toEqual(byPlace(searchSlowly(phrases, ascii)));
        found += hits.length;
      }
    }
    expect(found).toBeGreaterThan(1_000);
  });
});
