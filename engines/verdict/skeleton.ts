const a = 97;
const z = 122;

/** What a single digit between letters looks like: 0 o, 1 l, 3 e, 4 a, 5 s, 7 t, 8 b; as letters 1–26, 0 for none. */
const digitLetters = Uint8Array.from([15, 12, 0, 5, 1, 19, 0, 20, 2, 0]);

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** A label holds no more letters than this. */
const longestLabel = 63;

/** A host label as the eye takes it; one is filled again and again. */
export interface Skeleton {
  /** letters only, a = 1 … z = 26 */
  codes: Uint8Array;
  length: number;
  /** 1 where a hyphen or a number stands in front of the letter; one entry more than letters, for the end */
  breaks: Uint8Array;
  /** how many digits stand in it that are not read as letters */
  digits: number;
  /** how many digits are read as letters */
  leet: number;
  /** how many pairs of letters are read as one (rn, vv) */
  pairs: number;
  /** whether a letter stands beside itself */
  doubled: boolean;
  /** whether it ends with a single digit that looks like a letter */
  lastDigit: boolean;
}

/**
 * How signs are read. between: single digits between letters as the letters they resemble · last: the last sign too ·
 * none: no digit · plain: no digit, and no pair of letters as one
 */
export type Way = 'between' | 'last' | 'none' | 'plain';

export const createSkeleton = (): Skeleton => ({
  codes: new Uint8Array(longestLabel),
  length: 0,
  breaks: new Uint8Array(longestLabel + 1),
  digits: 0,
  leet: 0,
  pairs: 0,
  doubled: false,
  lastDigit: false,
});

/**
 * Reads a label as the eye takes it: i, l and 1 are one letter (written l), 0 is o, rn is m, vv is w. A single digit may
 * stand for the letter it resembles; other digits and hyphens are left out (`sh0pee-88` → `shopee`).
 * @param from @param end where the label stands in `host`
 */
export function readSkeleton(into: Skeleton, host: string, from: number, end: number, way: Way): void {
  const { codes, breaks } = into;
  let size = 0;
  let apart = 0;
  into.digits = 0;
  into.leet = 0;
  into.pairs = 0;
  into.doubled = false;
  into.lastDigit = false;
  const last = Math.min(end, from + longestLabel);
  for (let i = from; i < last; i++) {
    const code = host.charCodeAt(i);
    if (code >= a && code <= z) {
      const next = i + 1 < last ? host.charCodeAt(i + 1) : 0;
      breaks[size] = apart;
      apart = 0;
      if (code === next) into.doubled = true;
      const pair = way === 'plain' ? 0 : pairLetter(code, next);
      if (pair !== 0) {
        codes[size++] = pair;
        into.pairs += 1;
        i += 1;
      } else codes[size++] = code === 105 ? 12 : code - 96;
    } else if (isDigit(code)) {
      let next = i + 1;
      while (next < last && isDigit(host.charCodeAt(next))) next += 1;
      const letter = next === i + 1 ? (digitLetters[code - 48] as number) : 0;
      if (next === last) into.lastDigit = letter !== 0 && size > 0 && apart === 0;
      const read =
        next === last ? way === 'last' : (way === 'between' || way === 'last') && host.charCodeAt(next) !== 45;
      if (letter !== 0 && read) {
        breaks[size] = apart;
        apart = 0;
        codes[size++] = letter;
        into.leet += 1;
      } else {
        apart = 1;
        into.digits += next - i;
      }
      i = next - 1;
    } else apart = 1;
  }
  breaks[size] = apart;
  into.length = size;
}

/** rn is m, vv is w. */
function pairLetter(code: number, next: number): number {
  if (code === 114 && next === 110) return 13;
  return code === 118 && next === 118 ? 23 : 0;
}

const scratch = createSkeleton();

/** As {@link readSkeleton}, as text. */
export function skeleton(label: string): string {
  readSkeleton(scratch, label, 0, label.length, 'between');
  return String.fromCharCode(...scratch.codes.subarray(0, scratch.length).map((code) => code + 96));
}
