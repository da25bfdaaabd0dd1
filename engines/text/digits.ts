import { letters } from './near.ts';
import type { Scan } from './state.ts';
import { isDigitSign, isLetterSign, isSpaceUnit, signAt } from './signs.ts';

const COMMA_SIGN = 44;
const MOST_GROUPS = 16;
const MOST_DIGITS = 24;

/** What stood between two groups of digits. */
export const SPACE = 1;
export const FULL_STOP = 2;
export const DASH = 4;
export const SLASH = 8;
export const OPEN = 16;
export const CLOSE = 32;
export const UNDERLINE = 64;

/** Groups of digits of one reading; scratch space. `gaps[i]` is what stands behind group i. */
export const starts = new Int32Array(MOST_GROUPS);
export const ends = new Int32Array(MOST_GROUPS);
export const gaps = new Int32Array(MOST_GROUPS);

export function single(start: number, end: number): number {
  starts[0] = start;
  ends[0] = end;
  gaps[0] = 0;
  forget();
  return 1;
}

export function readGroups(scan: Scan, start: number): number {
  const { text } = scan;
  forget();
  let groups = 0;
  let digits = 0;
  let at = start;
  while (groups < MOST_GROUPS && digits < MOST_DIGITS) {
    const from = at;
    at = digitsEnd(text, at);
    if (at === from) break;
    digits += at - from;
    starts[groups] = from;
    ends[groups] = at;
    const gap = gapAt(text, at);
    gaps[groups++] = gap >> 8;
    if (gap === 0) break;
    at += gap & 0xff;
  }
  scan.steps += at - start;
  return groups;
}

/** End of a run of digits of any script, with what is not seen between them. */
export function digitsEnd(text: string, start: number): number {
  let end = start;
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit >= 48 && unit <= 57) continue;
    if (unit < 128) break;
    const sign = signAt(text, end);
    if (!isDigitSign(sign) && (sign !== 0 || end === start)) break;
  }
  return end;
}

/** What stands between a digit and the next, if it may stand inside a number: kinds << 8 | length; 0 when it may not. */
export function gapAt(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first > 64 && first < 128 && first !== 95) return 0;
  let kinds = 0;
  let at = from;
  for (; at - from < 4; at++) {
    const unit = text.charCodeAt(at);
    const sign = signAt(text, at);
    if (isDigitSign(sign)) break;
    if (isSpaceUnit(unit)) kinds |= SPACE;
    else if (sign === 46) {
      // `9704...1278` is masked.
      if ((kinds & FULL_STOP) !== 0) return 0;
      kinds |= FULL_STOP;
    } else if (sign === 45) kinds |= DASH;
    else if (sign === 47) kinds |= SLASH;
    else if (sign === 40) kinds |= OPEN;
    else if (sign === 41) kinds |= CLOSE;
    else if (sign === 95) kinds |= UNDERLINE;
    else if (sign !== 0) return 0;
  }
  return at > from && isDigitSign(signAt(text, at)) ? (kinds << 8) | (at - from) : 0;
}

function forget(): void {
  written = '';
  measured = 0;
}

/** Of the groups of this reading: their digits as one text, and how many stand before each; made as far as asked for. */
let written = '';
let measured = 0;
const before = new Int32Array(MOST_GROUPS + 1);

/** Readings of many groups ask for every run of them: each group is looked at once and not once for each run. */
function measure(text: string, to: number): void {
  for (; measured <= to; measured++) {
    written += digitsIn(text, starts[measured] as number, ends[measured] as number);
    before[measured + 1] = written.length;
  }
}

/** The digits of a group: as they stand, unless there are others than ASCII or hidden signs among them. */
function digitsIn(text: string, start: number, end: number): string {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) > 57) return letters(text, start, end);
  return text.slice(start, end);
}

export function countDigits(text: string, from: number, to: number): number {
  measure(text, to);
  return (before[to + 1] as number) - (before[from] as number);
}

export function digitsOf(text: string, from: number, to: number): string {
  measure(text, to);
  return written.slice(before[from], before[to + 1]);
}

/** Day, month, year: two short groups and four digits that begin with 19 or 20, or all three short. */
export function isDate(from: number, to: number): boolean {
  if (to < from + 2 || sizeOf(from) > 2 || sizeOf(from + 1) > 2) return false;
  return sizeOf(from + 2) === 4 || (to === from + 2 && sizeOf(to) === 2);
}

export function sizeOf(group: number): number {
  return (ends[group] as number) - (starts[group] as number);
}

/** Digits go on behind another sign, or the number is masked (`0912xxx`, `0912***`). */
export function isFollowedByMore(text: string, end: number): boolean {
  const next = signAt(text, end);
  if (next === 42 || next === 37) return true;
  if (!isLetterSign(next)) return next === COMMA_SIGN && isDigitSign(signAt(text, end + 1));
  let at = end;
  while (isLetterSign(signAt(text, at)) || signAt(text, at) === 0) at++;
  return isDigitSign(signAt(text, at)) || letters(text, end, Math.min(at, end + 3)) === 'xxx';
}
