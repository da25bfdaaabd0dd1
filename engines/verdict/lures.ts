import { skeleton } from './skeleton.ts';

/** How well words cover a stretch of letters. */
export const NOT_COVERED = 0;
/** By words that stand beside any name (`online`, `vn`), or there is nothing to cover. */
export const COVERED = 1;
/** By words of which one promises, threatens or asks (`nhanqua`, `xacthuc`). */
export const LURING = 2;

/**
 * @param codes letters, a = 1 … z = 26
 * @returns how well the letters from `from` to `end` are covered
 */
export type Covers = (codes: Uint8Array, from: number, end: number) => number;

const symbols = 32;
const longest = 64;

/**
 * Prepares the question whether a stretch of a label is made of nothing but the words that squats put beside a name. A
 * letter written twice counts once (`memberrship`). Words of one letter count at the beginning of the label only
 * (`ebidv`).
 */
export function createLures(lures: Iterable<string>, fillers: Iterable<string>): Covers {
  const noEdges = Array.from({ length: symbols }, () => 0);
  const next = noEdges.slice();
  const ends = [0];
  const add = (word: string, kind: number): void => {
    let state = 0;
    for (const letter of skeleton(word)) {
      const slot = state * symbols + letter.charCodeAt(0) - 96;
      if (next[slot] === 0) {
        next[slot] = ends.length;
        next.push(...noEdges);
        ends.push(0);
      }
      state = next[slot] as number;
    }
    ends[state] = Math.max(ends[state] as number, kind);
  };
  for (const word of fillers) add(word, COVERED);
  for (const word of lures) add(word, LURING);
  const edges = Uint16Array.from(next);
  const kinds = Uint8Array.from(ends);
  // The best way to reach each place by whole words: a label of many ways to be cut is not cut in all of them.
  const reached = new Uint8Array(longest + 1);

  return (codes, from, end) => {
    if (from >= end) return COVERED;
    reached.fill(0, from, end + 1);
    reached[from] = COVERED;
    for (let start = from; start < end; start++) {
      const before = reached[start] as number;
      if (before === 0) continue;
      let state = 0;
      let last = 0;
      for (let at = start; at < end; at++) {
        const code = codes[at] as number;
        const to = edges[state * symbols + code] as number;
        if (to !== 0) state = to;
        else if (code !== last) break;
        last = code;
        const kind = kinds[state] as number;
        if (kind === 0 || (at === start && start !== 0)) continue;
        const best = kind > before ? kind : before;
        if (best > (reached[at + 1] as number)) reached[at + 1] = best;
      }
    }
    return reached[end] as number;
  };
}
