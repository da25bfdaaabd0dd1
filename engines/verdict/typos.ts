/**
 * One typing error in a protected label: a letter more, less, another one, or two neighbours swapped. The table holds the
 * hash of every label and of every label with one letter removed; a query tries itself and itself with one letter
 * removed, which finds all of these cases without comparing every label. What is found is verified letter by letter.
 */

export interface TypoTable {
  labels: string[];
  /** hash → numbers of labels */
  byHash: Map<number, number[]>;
  /** a bit for the upper 18 bits of every hash: most queries end here, in a near cache */
  maybe: Uint8Array;
  /** for three letters: 1 when some label begins with them, 2 when some label ends with them */
  edges: Uint8Array;
}

const shortest = 6;
const longest = 32;
const prime = 0x01000193;
const powers = new Int32Array(longest + 2).fill(1);
for (let i = 1; i < powers.length; i++) powers[i] = Math.imul(powers[i - 1] as number, prime);

// Scratch of one call: hashes with each letter removed, then of the whole word.
const hashes = new Int32Array(longest + 1);
const behind = new Int32Array(longest + 1);

function writeHashes(codes: Uint8Array, length: number): void {
  behind[length] = 0;
  for (let i = length - 1; i >= 0; i--) {
    behind[i] = Math.imul(codes[i] as number, powers[length - 1 - i] as number) + (behind[i + 1] as number);
  }
  let before = 0;
  for (let i = 0; i < length; i++) {
    hashes[i] = Math.imul(before, powers[length - 1 - i] as number) + (behind[i + 1] as number);
    before = (Math.imul(before, prime) + (codes[i] as number)) | 0;
  }
  hashes[length] = before;
}

/** One error leaves the first three letters or the last three as they are, in words of this length or longer. */
const edged = 7;
const three = (codes: Uint8Array, at: number): number =>
  ((codes[at] as number) << 10) | ((codes[at + 1] as number) << 5) | (codes[at + 2] as number);

/** "vp|bank": when little is left beside "bank", every other bank is one letter away; such labels take no part. */
const tooCommon = (label: string): boolean =>
  label.length < shortest || label.length >= longest || (label.endsWith('bank') && label.length < 8);

const codesOf = (word: string): Uint8Array => Uint8Array.from(word, (letter) => letter.charCodeAt(0) - 96);

/** @param labels a–z only; short ones take no part */
export function buildTypoTable(labels: string[]): TypoTable {
  const byHash = new Map<number, number[]>();
  const maybe = new Uint8Array(1 << 15);
  const edges = new Uint8Array(1 << 15);
  labels.forEach((label, index) => {
    if (tooCommon(label)) return;
    const codes = codesOf(label);
    for (const [at, bit] of [
      [0, 1],
      [label.length - 3, 2],
    ] as const) {
      edges[three(codes, at)] = (edges[three(codes, at)] as number) | bit;
    }
    writeHashes(codes, label.length);
    for (const hash of hashes.subarray(0, label.length + 1)) {
      const list = byHash.get(hash) ?? [];
      if (!list.includes(index)) byHash.set(hash, [...list, index]);
      maybe[hash >>> 17] = (maybe[hash >>> 17] as number) | (1 << ((hash >>> 14) & 7));
    }
  });
  return { labels, byHash, maybe, edges };
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
 * @param codes letters, a = 1 … z = 26
 * @returns the number of the label that the word is one error away from, or -1
 */
export function findTypo({ labels, byHash, maybe, edges }: TypoTable, codes: Uint8Array, length: number): number {
  if (length < shortest - 1 || length > longest) return -1;
  if (length >= edged) {
    const begins = (edges[three(codes, 0)] as number) & 1;
    if (begins === 0 && ((edges[three(codes, length - 3)] as number) & 2) === 0) return -1;
  }
  writeHashes(codes, length);
  for (let i = 0; i <= length; i++) {
    const hash = hashes[i] as number;
    if (((maybe[hash >>> 17] as number) & (1 << ((hash >>> 14) & 7))) === 0) continue;
    const word = String.fromCharCode(...codes.subarray(0, length).map((code) => code + 96));
    const found = byHash.get(hash)?.find((index) => isOneTypo(word, labels[index] as string));
    if (found !== undefined) return found;
  }
  return -1;
}
