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
}

export const createSkeleton = (): Skeleton => ({
  codes: new Uint8Array(longestLabel),
  length: 0,
  breaks: new Uint8Array(longestLabel + 1),
  digits: 0,
  leet: 0,
});

/**
 * Reads a label as the eye takes it: i, l and 1 are one letter (written l), 0 is o, rn is m, vv is w. A single digit
 * between letters stands for the letter it resembles; longer numbers, digits at the end, and hyphens are left out
 * (`sh0pee-88` → `shopee`).
 * @param from @param end where the label stands in `host`
 * @param leet whether single digits may stand for letters; otherwise all digits are left out (`momo3s` → `momos`)
 */
export function readSkeleton(into: Skeleton, host: string, from: number, end: number, leet: boolean): void {
  const { codes, breaks } = into;
  let size = 0;
  let apart = 0;
  into.digits = 0;
  into.leet = 0;
  const last = Math.min(end, from + longestLabel);
  for (let i = from; i < last; i++) {
    const code = host.charCodeAt(i);
    if (code >= a && code <= z) {
      const next = i + 1 < last ? host.charCodeAt(i + 1) : 0;
      breaks[size] = apart;
      apart = 0;
      if (code === 114 && next === 110) {
        codes[size++] = 13;
        i += 1;
      } else if (code === 118 && next === 118) {
        codes[size++] = 23;
        i += 1;
      } else codes[size++] = code === 105 ? 12 : code - 96;
    } else if (isDigit(code)) {
      let next = i + 1;
      while (next < last && isDigit(host.charCodeAt(next))) next += 1;
      const single = leet && next === i + 1 && next < last && host.charCodeAt(next) !== 45;
      const letter = single ? (digitLetters[code - 48] as number) : 0;
      if (letter !== 0) {
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

const scratch = createSkeleton();

/** As {@link readSkeleton}, as text. */
export function skeleton(label: string): string {
  readSkeleton(scratch, label, 0, label.length, true);
  return lettersOf(scratch.codes, 0, scratch.length);
}

/** Letters written as codes, as text. */
export const lettersOf = (codes: Uint8Array, from: number, end: number): string =>
  String.fromCharCode(...codes.subarray(from, end).map((code) => code + 96));
