import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAutomaton, findPhrases } from './automaton.ts';

type Hit = [phrase: number, from: number, to: number];

/** The obvious way: every phrase at every place. */
function searchSlowly(phrases: number[][], text: number[]): Hit[] {
  const hits: Hit[] = [];
  for (let to = 0; to < text.length; to++) {
    phrases.forEach((phrase, index) => {
      const from = to - phrase.length + 1;
      if (phrase.length > 0 && from >= 0 && phrase.every((symbol, i) => text[from + i] === symbol))
        hits.push([index, from, to]);
    });
  }
  return hits;
}

function searchFast(phrases: number[][], text: number[]): Hit[] {
  const hits: Hit[] = [];
  findPhrases(buildAutomaton(phrases), Uint8Array.from(text), text.length, (...hit) => hits.push(hit));
  return hits;
}

const byPlace = (hits: Hit[]): Hit[] => hits.sort((a, b) => a[2] - b[2] || a[0] - b[0]);
const word = (symbols: number, longest: number) =>
  fc.array(fc.nat({ max: symbols }), { maxLength: longest, size: 'max' });

describe('findPhrases', () => {
  it('finds what a search of every phrase at every place finds', () => {
    let found = 0;
    let overlapping = 0;
    fc.assert(
      fc.property(fc.array(word(1, 5), { minLength: 4, maxLength: 12 }), word(1, 200), (phrases, text) => {
        const expected = byPlace(searchSlowly(phrases, text));
        expect(byPlace(searchFast(phrases, text))).toEqual(expected);
        found += expected.length;
        overlapping += expected.filter((hit, i) => i > 0 && hit[1] <= (expected[i - 1] as Hit)[2]).length;
      }),
      { seed: 20261121, numRuns: 500 },
    );
    // Without hits, or without overlaps, the comparison above would prove nothing.
    expect(found).toBeGreaterThan(5_000);
    expect(overlapping).toBeGreaterThan(1_000);
  });

  it('reports phrases inside phrases and the same phrase twice', () => {
    const phrases = [[1, 2], [2], [1, 2, 1, 2], [1, 2]];
    expect(byPlace(searchFast(phrases, [1, 2, 1, 2]))).toEqual(byPlace(searchSlowly(phrases, [1, 2, 1, 2])));
  });

  it('holds its transitions in one table without missing edges', () => {
    const automaton = buildAutomaton([
      [1, 2, 3],
      [3, 1, 4],
    ]);
    const states = automaton.next.length / 32;
    expect(states).toBe(7);
    expect(automaton.next.every((state) => state < states)).toBe(true);
    expect(states - automaton.firstEnding).toBe(2);
  });
});
