import fc from 'fast-check';

/** What makes a match that was nearly found fail at last. */
const endings = ['\u0001!', '\n', ' '];

/** Slower than this for one text, and somebody else is kept waiting. */
export const HANG_MS = 50;

/** What doubles with each part takes longer than the bar by then. */
const MOST_PARTS = 22;
const LONGEST_PART = 24;

/**
 * Tries to make a regular expression slow with texts of at most `maxLength` symbols: runs of single symbols, of pairs,
 * and of pieces of texts that match, also behind what stands before them, each ended by something that does not. A search of quadratic or worse time shows
 * as a text that takes longer than the bar; linear ones take well under a millisecond.
 * @returns the worst time in milliseconds of CPU and the text that took it
 */
export function attack(regex: RegExp, maxLength: number, seed: number): { ms: number; text: string } {
  const pattern = new RegExp(regex.source, regex.flags.includes('g') ? regex.flags : `${regex.flags}g`);
  let worst = { ms: 0, text: '' };
  // First: it grows slowest, and what it finds would keep the rest waiting for ever.
  for (const text of repeated(regex, seed)) {
    if (text.length > maxLength) continue;
    const ms = timeOf(pattern, text);
    if (ms > worst.ms) worst = { ms, text };
    if (ms > HANG_MS && timeOf(pattern, text) > HANG_MS) return worst;
  }
  for (const [piece, end] of [...pieces(regex, seed)].flatMap((piece) => endings.map((end) => [piece, end] as const))) {
    // Growing lengths: an exponential pattern is caught before it keeps the test itself waiting.
    for (const length of [24, 200, 2_000, maxLength].filter((n) => n <= maxLength)) {
      const text = `${piece.repeat(Math.ceil(length / piece.length)).slice(0, length - end.length)}${end}`;
      let ms = timeOf(pattern, text);
      if (ms > worst.ms) {
        // Once more: a pause of the machine is not the pattern's fault.
        ms = Math.min(ms, timeOf(pattern, text), timeOf(pattern, text));
        if (ms > worst.ms) worst = { ms, text };
      }
      if (ms > HANG_MS) return worst;
    }
  }
  return worst;
}

/** Texts that match up to a place, then one part of them again and again, and no end: what a pattern with `^` fears. */
function* repeated(regex: RegExp, seed: number): Generator<string> {
  for (const match of matching(regex, seed).slice(0, 5)) {
    const stride = Math.ceil(match.length / 50);
    for (let from = 0; from < match.length; from += stride) {
      for (let size = 1; size <= Math.min(LONGEST_PART, match.length - from); size++) {
        const part = match.slice(from, from + size);
        // One more at a time: caught before it keeps the test itself waiting.
        for (let times = 2; times <= MOST_PARTS; times++)
          yield `${match.slice(0, from)}${part.repeat(times)}${endings[0]}`;
      }
    }
  }
}

function timeOf(pattern: RegExp, text: string): number {
  const before = process.threadCpuUsage();
  for (const _match of text.matchAll(pattern)) {
    // only looking
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function pieces(regex: RegExp, seed: number): Set<string> {
  const symbols = new Set([...'a1 .-/:@,Ắ', ...regex.source.replace(/[\\()[\]{}|?*+^$]/g, '')].slice(0, 40));
  const list = new Set<string>(symbols);
  for (const a of symbols) for (const b of symbols) list.add(a + b);
  for (const match of matching(regex, seed)) {
    list.add(match);
    for (let i = 0; i < 6; i++) list.add(match.slice(i, i + 1 + ((i * 7) % 11)));
  }
  list.delete('');
  return list;
}

/** Texts that the pattern matches; none for patterns whose features the generator does not know. */
function matching(regex: RegExp, seed: number): string[] {
  try {
    return fc.sample(fc.stringMatching(regex), { seed, numRuns: 20 }).map((text) => text.slice(0, 200));
  } catch {
    return [];
  }
}
