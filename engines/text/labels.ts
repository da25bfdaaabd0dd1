import type { Scan } from './state.ts';
import { isDigitSign, isLetterSign, isSpaceUnit, signAt } from './signs.ts';
import { endingKind } from './tlds.ts';

const DOT = 46;
const HYPHEN = 45;
const UNDERSCORE = 95;
const SLASH = 47;
const LONGEST_LABEL = 63;
const MOST_LABELS = 40;

/** Labels of a host as they stand in the text; scratch space of one reading. */
export const starts = new Int32Array(MOST_LABELS);
export const ends = new Int32Array(MOST_LABELS);

/** Reads labels from a place on into the scratch space, beginning at index `count`; returns how many there are. */
export function readLabels(scan: Scan, from: number, count: number, obfuscated: boolean): number {
  const { text } = scan;
  let at = from;
  let loose = obfuscated;
  while (count < MOST_LABELS) {
    starts[count] = at;
    const end = labelEnd(text, at);
    ends[count++] = end;
    scan.steps += end - at + 1;
    const next = separatorAfter(text, end, loose);
    if (next < 0) break;
    if (next > end + 1) loose = true;
    at = next;
  }
  return count;
}

export function joinLabels(text: string, last: number): string {
  const first = starts[0] as number;
  const end = ends[last] as number;
  // Nothing but single full stops between them, as nearly always.
  let joined = last + 1;
  for (let i = 0; i <= last; i++) joined += (ends[i] as number) - (starts[i] as number);
  if (end - first === joined - 1 && isPlain(text, first, end)) return text.slice(first, end);
  let name = '';
  for (let i = 0; i <= last; i++) name += (i > 0 ? '.' : '') + plainHost(text, starts[i] as number, ends[i] as number);
  return name;
}

/** An ending as it stands, in lower case: `cơm` is not `com`, full-width letters are. */
export function writtenEnding(text: string, label: number): string {
  const start = starts[label] as number;
  const end = ends[label] as number;
  if (isPlain(text, start, end)) return text.slice(start, end).toLowerCase();
  const written = plainHost(text, start, end);
  return /^[a-z]+$/i.test(written) ? written.toLowerCase() : written.normalize('NFKC').toLowerCase();
}

/** `com`, `vn` after a full stop and a blank; a sentence begins with a capital or another word. */
export function isSpacedEnding(text: string, from: number): boolean {
  const unit = text.charCodeAt(from);
  if (unit < 97 || unit > 122) return false;
  const end = labelEnd(text, from);
  return endingKind(text.slice(from, end), true) !== undefined || separatorAfter(text, end, true) >= 0;
}

/** Where the label after a separator begins, or -1; blanks and brackets count only in hosts that already have some. */
function separatorAfter(text: string, end: number, obfuscated: boolean): number {
  let at = end;
  if (obfuscated && isSpaceUnit(text.charCodeAt(at))) at++;
  const sign = signAt(text, at);
  let after = -1;
  if (sign === DOT) after = at + 1;
  else if (sign === 91 || sign === 40 || sign === 123) after = bracketedDot(text, at);
  if (after < 0) return -1;
  if (obfuscated && isSpaceUnit(text.charCodeAt(after))) after++;
  return isHostSign(signAt(text, after)) ? after : -1;
}

/** End of `[.]`, `(dot)`, `{chấm}` that begins at a bracket, or -1. */
export function bracketedDot(text: string, open: number): number {
  const match = /^[[({]\s?(?:\.|dot|ch[aấâ]m)\s?[\])}]/i.exec(text.slice(open, open + 9));
  return match === null ? -1 : open + match[0].length;
}

/** End of `[at]`, `(a còng)` that begins at a bracket, or -1. */
export function bracketedAt(text: string, open: number): number {
  const match = /^[[({]\s?(?:@|at|a c[oò]ng)\s?[\])}]/i.exec(text.slice(open, open + 11));
  return match === null ? -1 : open + match[0].length;
}

/** Scheme before a host, defanged and broken ones too: `hxxps://`, `http:/`, `https[:]//`, `http :// `. */
export function schemeBefore(text: string, host: number, floor: number): { name: string; start: number } | undefined {
  let at = host;
  while (at > floor && host - at < 2 && isSpaceUnit(text.charCodeAt(at - 1))) at--;
  if (text.charCodeAt(at - 1) !== SLASH) return undefined;
  const head = text.slice(Math.max(floor, at - 16), at);
  const match = /(h[tx*]{2}ps?|ftp|sms|tel)\s?(?::|\[:\])?\s?\/{1,3}$/i.exec(head);
  if (match === null) return undefined;
  const written = (match[1] ?? '').toLowerCase();
  return { name: written === 'ftp' ? 'ftp' : written.endsWith('s') ? 'https' : 'http', start: at - match[0].length };
}

/** `https://svip- acb.com`: a blank behind a hyphen of a link is a fault of the paste. */
export function brokenStart(text: string, first: number, floor: number): number {
  if (first - 2 < floor || !isSpaceUnit(text.charCodeAt(first - 1)) || text.charCodeAt(first - 2) !== HYPHEN)
    return first;
  const earlier = labelStart(text, first - 1, floor);
  return schemeBefore(text, earlier, floor) === undefined ? first : earlier;
}

export function labelStart(text: string, end: number, floor: number): number {
  let start = end;
  const limit = Math.max(floor, end - LONGEST_LABEL);
  while (start > limit && isHostSign(signAt(text, start - 1))) start--;
  while (start < end && !isLetterOrDigit(signAt(text, start))) start++;
  return start;
}

export function labelEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && end - start < LONGEST_LABEL && isHostSign(signAt(text, end))) end++;
  while (end > start && !isLetterOrDigit(signAt(text, end - 1)) && signAt(text, end - 1) !== 0) end--;
  return end;
}

export function hostEnd(text: string, start: number): number {
  let end = start;
  while (
    end < text.length &&
    end - start < 253 &&
    (isHostSign(signAt(text, end)) || (signAt(text, end) === DOT && isHostSign(signAt(text, end + 1))))
  )
    end++;
  return end;
}

/** Whether a stretch is printable ASCII without blanks: nothing in it has to be left out or looked up. */
export function isPlain(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x20 || unit >= 0x7f) return false;
  }
  return true;
}

/** The host between two places without signs that are not seen. */
export function plainHost(text: string, start: number, end: number): string {
  const written = text.slice(start, end);
  return isPlain(text, start, end) ? written : visible(written);
}

/** Without blanks and signs that are not seen. */
export function visible(text: string): string {
  return text.replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
}

export function isHostSign(sign: number): boolean {
  return isLetterOrDigit(sign) || sign === HYPHEN || sign === UNDERSCORE || sign === 0;
}

export function isLetterOrDigit(sign: number): boolean {
  return isLetterSign(sign) || isDigitSign(sign);
}
