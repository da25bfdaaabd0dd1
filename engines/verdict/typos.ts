/**
 * One typing error in a protected label: a letter more, less, another one, or two neighbours swapped. The table holds the
 * hash of every label and of every label with one letter removed; a query tries itself and itself with one letter
 * removed, which finds all of these cases without comparing every label. What is found is verified letter by letter.
 */

export interface TypoTable {
  labels: string[];
  /** hash → numbers of labels */
  byHash: Map<number, number[]>;
  /** a bit for the upper 16 bits of every hash: most queries end here */
  maybe: Uint8Array;
}

const shortest = 6;
const longest = 32;
const prime = 0x01000193;
const powers = new Int32Array(longest + 2).fill(1);
for (let i = 1; i < powers.length; i++) powers[i] = Math.imul(powers[i - 1] as number, prime);
const behind = new Int32Array(longest + 2);

/** Calls `each` with the hash of the word with each letter removed, then of the whole word. */
function eachHash(word: string, each: (hash: number) => void): void {
  const { length } = word;
  behind[length] = 0;
  for (let i = length - 1; i >= 0; i--) {
    behind[i] = Math.imul(word.charCodeAt(i), powers[length - 1 - i] as number) + (behind[i + 1] as number);
  }
  let before = 0;
  for (let i = 0; i < length; i++) {
    each((Math.imul(before, powers[length - 1 - i] as number) + (behind[i + 1] as number)) | 0);
    before = (Math.imul(before, prime) + word.charCodeAt(i)) | 0;
  }
  each(before);
}

/** "vp|bank": when little is left beside "bank", every other bank is one letter away; such labels take no part. */
const tooCommon = (label: string): boolean =>
  label.length < shortest || label.length > longest || (label.endsWith('bank') && label.length < 8);

/** @param labels a–z only; short ones take no part */
export function buildTypoTable(labels: string[]): TypoTable {
  const byHash = new Map<number, number[]>();
  const maybe = new Uint8Array(1 << 16);
  labels.forEach((label, index) => {
    if (tooCommon(label)) return;
    eachHash(label, (hash) => {
      const list = byHash.get(hash) ?? [];
      if (!list.includes(index)) byHash.set(hash, [...list, index]);
      maybe[hash >>> 16] = 1;
    });
  });
  return { labels, byHash, maybe };
}

/** True when one insertion, deletion, substitution or swap of neighbours makes `a` of `b`; false when they are equal. */
export function isOneTypo(a: string, b: string): boolean {
  if (a.length > b.length) return isOneTypo(b, a);
  if (b.length - a.length > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  if (a.length < b.length) return a.slice(i) === b.slice(i + 1);
  if (a.slice(i + 1) === b.slice(i + 1)) return true;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

/**
 * @param word a–z only
 * @returns the number of the label that `word` is one error away from, or -1
 */
export function findTypo({ labels, byHash, maybe }: TypoTable, word: string): number {
  if (word.length < shortest - 1 || word.length > longest) return -1;
  let found = -1;
  eachHash(word, (hash) => {
    if (maybe[hash >>> 16] === 0 || found >= 0) return;
    for (const index of byHash.get(hash) ?? []) if (isOneTypo(word, labels[index] as string)) found = index;
  });
  return found;
}
