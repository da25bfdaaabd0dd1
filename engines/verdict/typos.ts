/**
 * One typing error in a protected label: a letter more, less, another one, or two neighbours swapped. The table holds the
 * hash of every label and of every label with one letter removed; a query tries itself and itself with one letter
 * removed, which finds all of these cases without comparing every label. What is found is verified letter by letter.
 */

interface TypoTable {
  labels: string[];
  /** hash → numbers of labels */
  byHash: Map<number, number[]>;
}

const shortest = 6;
const longest = 32;
const prime = 0x01000193;

/** All hashes of a label: with each letter removed, and whole (last). */
function hashes(label: string): number[] {
  const out: number[] = [];
  const { length } = label;
  let before = 0;
  const behind = new Array<number>(length + 1).fill(0);
  const power = new Array<number>(length + 1).fill(1);
  for (let i = 1; i <= length; i++) power[i] = Math.imul(power[i - 1] as number, prime);
  for (let i = length - 1; i >= 0; i--) {
    behind[i] = (Math.imul(label.charCodeAt(i), power[length - 1 - i] as number) + (behind[i + 1] as number)) | 0;
  }
  for (let i = 0; i < length; i++) {
    out.push((Math.imul(before, power[length - 1 - i] as number) + (behind[i + 1] as number)) | 0);
    before = (Math.imul(before, prime) + label.charCodeAt(i)) | 0;
  }
  out.push(before);
  return out;
}

/** "vp|bank": when little is left beside "bank", every other bank is one letter away; such labels take no part. */
const tooCommon = (label: string): boolean => label.length < shortest || (label.endsWith('bank') && label.length < 8);

export function buildTypoTable(labels: string[]): TypoTable {
  const byHash = new Map<number, number[]>();
  labels.forEach((label, index) => {
    if (tooCommon(label)) return;
    for (const hash of new Set(hashes(label))) {
      const list = byHash.get(hash);
      if (list === undefined) byHash.set(hash, [index]);
      else list.push(index);
    }
  });
  return { labels, byHash };
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

/** @returns the number of the label that `letters` is one error away from, or -1 */
export function findTypo({ labels, byHash }: TypoTable, letters: string): number {
  if (letters.length < shortest - 1 || letters.length > longest) return -1;
  for (const hash of hashes(letters)) {
    for (const index of byHash.get(hash) ?? []) if (isOneTypo(letters, labels[index] as string)) return index;
  }
  return -1;
}
