import { readHost, type Host } from './hosts.ts';
import { isSharedHost } from './keys.ts';
import { emailObservable, hostObservable, place, urlObservable } from './observables.ts';
import type { Scan } from './scan.ts';
import { isDigitSign, isLetterSign, isSpaceUnit, signAt } from './signs.ts';
import { letters, wordsBefore } from './near.ts';
import { isSyllable } from './syllables.ts';
import { endingKind } from './tlds.ts';

const DOT = 46;
const HYPHEN = 45;
const UNDERSCORE = 95;
const AT = 64;
const SLASH = 47;
const COLON = 58;
const LONGEST_LABEL = 63;
const MOST_LABELS = 40;
/** Words that announce a link, so that an ending that is also a word may be one. */
const ANNOUNCED = new Set([
  'link',
  'web',
  'website',
  'cap',
  'vao',
  'tai',
  'trang',
  'app',
  'click',
  'at',
  'visit',
  'url',
  'domain',
  'mien',
  'site',
  'nhap',
]);

/** Labels of a host as they stand in the text; scratch space of one reading. */
const starts = new Int32Array(MOST_LABELS);
const ends = new Int32Array(MOST_LABELS);

/**
 * Reads the host around the separator at `[dot, after)`: a full stop, or `[.]`, `(dot)`. Returns where the scan goes
 * on. Takes hosts with and without scheme, with blanks around their dots, and links with a user name in front.
 */
export function readLink(scan: Scan, dot: number, after: number, spoken: boolean): number {
  const { text } = scan;
  const defanged = spoken || after - dot > 1;
  let left = dot;
  if (isSpaceUnit(text.charCodeAt(left - 1))) left--;
  const spacedLeft = left < dot;
  let right = after;
  if (isSpaceUnit(text.charCodeAt(right))) right++;
  const spacedRight = right > after;
  // The common case, a full stop at the end of a sentence, ends here.
  if (
    !isHostSign(signAt(text, right)) ||
    (spacedRight && !defanged && !isSpacedEnding(text, right)) ||
    (spacedLeft && !spacedRight && !defanged && !isSpacedEnding(text, right))
  )
    return after;
  const first = brokenStart(text, labelStart(text, left, scan.floor), scan.floor);
  scan.steps += left - first;
  if (first === left) return after;

  const obfuscated = defanged || spacedLeft || spacedRight;
  starts[0] = first;
  ends[0] = left;
  const count = readLabels(scan, right, 1, obfuscated);
  const chainEnd = ends[count - 1] as number;
  const scheme = schemeBefore(text, first, scan.floor);
  if (text.charCodeAt(chainEnd) === AT) {
    // `first.last@…` is left to the reader of addresses; `https://bank.vn@evil.top` is a link with a user name.
    return scheme === undefined ? chainEnd : readAfterUser(scan, scheme, chainEnd + 1);
  }
  if (scheme === undefined && first > scan.floor && text.charCodeAt(first - 1) === AT) return chainEnd;
  const found = chooseHost(scan, count, scheme !== undefined, obfuscated);
  if (found === undefined) return Math.max(after, Math.min(chainEnd, ends[0] as number));
  return finish(scan, scheme?.start ?? first, scheme?.name ?? 'http', found.host, found.end);
}

/** Reads an address at its `@`; returns where the scan goes on. */
export function readEmail(scan: Scan, at: number, after: number): number {
  const { text } = scan;
  const defanged = after - at > 1;
  const left = defanged && isSpaceUnit(text.charCodeAt(at - 1)) ? at - 1 : at;
  let start = left;
  const floor = Math.max(scan.floor, left - 64);
  while (start > floor && isLocalUnit(text.charCodeAt(start - 1))) start--;
  while (start < left && !/[a-z0-9]/i.test(text.charAt(start))) start++;
  if (start === left) return after;
  const first = defanged && isSpaceUnit(text.charCodeAt(after)) ? after + 1 : after;
  const count = readLabels(scan, first, 0, defanged);
  for (let last = count - 1; last >= 1; last--) {
    const end = ends[last] as number;
    // What a sentence glued on behind (`a@b.com.Vui lòng`) is no ending.
    if (endingKind(writtenEnding(text, last)) === undefined) continue;
    const found = emailObservable(text.slice(start, left), joinLabels(text, last));
    if (found !== undefined) return emit(scan, place(found, text, start, end));
  }
  return after;
}

/** Reads labels from a place on into the scratch space, beginning at index `count`; returns how many there are. */
function readLabels(scan: Scan, from: number, count: number, obfuscated: boolean): number {
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

function joinLabels(text: string, last: number): string {
  let name = '';
  for (let i = 0; i <= last; i++) name += (i > 0 ? '.' : '') + plainHost(text, starts[i] as number, ends[i] as number);
  return name;
}

/** An ending as it stands, in lower case: `cơm` is not `com`, full-width letters are. */
function writtenEnding(text: string, label: number): string {
  const written = plainHost(text, starts[label] as number, ends[label] as number);
  return /^[a-z]+$/.test(written) ? written : written.normalize('NFKC').toLowerCase();
}

/** Reads what stands after `://` where no ordinary host name does: IPv6, numbers for addresses, other scripts. */
export function readStrangeUrl(scan: Scan, colon: number): number {
  const { text } = scan;
  const from = colon + 3;
  const scheme = schemeBefore(text, from, scan.floor);
  const written = /^(?:\[[0-9a-f:.]{2,45}\]|0x[0-9a-f]{8}|\d{8,10}|[^\s/?#:@[\]<>"']{1,100})/i.exec(
    text.slice(from, from + 110),
  )?.[0];
  if (scheme === undefined || written === undefined) return colon + 1;
  scan.steps += written.length;
  const ordinary =
    /^[\x21-\x7e\u00c0-\u1eff]*$/.test(written) &&
    /[a-z]/i.test(written) &&
    !written.startsWith('[') &&
    !/^0x/i.test(written);
  if (ordinary || (!/[^\d.]/.test(written) && written.includes('.'))) return from;
  const host = readHost(strictHost(written));
  return host === undefined ? from : finish(scan, scheme.start, scheme.name, host, from + written.length);
}

/** An IP address that was recognised among numbers: takes port and path with it. */
export function finishIp(scan: Scan, start: number, host: Host, end: number): number {
  const scheme = schemeBefore(scan.text, start, scan.floor);
  return finish(scan, scheme?.start ?? start, scheme?.name ?? 'http', host, end);
}

function readAfterUser(scan: Scan, scheme: { start: number; name: string }, from: number): number {
  const end = hostEnd(scan.text, from);
  scan.steps += end - from;
  const host = readHost(plainHost(scan.text, from, end));
  return host === undefined ? from : finish(scan, scheme.start, scheme.name, host, end);
}

function finish(scan: Scan, start: number, scheme: string, host: Host, hostStop: number): number {
  const { text } = scan;
  const end = pathEnd(text, hostStop);
  scan.steps += end - hostStop;
  const rest = text.slice(hostStop, end);
  const found = rest === '' ? hostObservable(host) : urlObservable(scheme, host, rest);
  return emit(scan, place(found, text, start, end));
}

function emit(scan: Scan, observable: ReturnType<typeof place>): number {
  scan.out.push(observable);
  scan.floor = observable.end;
  return observable.end;
}

/** The longest run of labels that is a host: cuts what a sentence glued on behind (`vietcombank.com.Vui lòng`). */
function chooseHost(
  scan: Scan,
  count: number,
  scheme: boolean,
  obfuscated: boolean,
): { host: Host; end: number } | undefined {
  const { text } = scan;
  const first = starts[0] as number;
  for (let last = count - 1; last >= 1; last--) {
    const end = ends[last] as number;
    const ending = writtenEnding(text, last);
    const kind = endingKind(ending);
    if (kind === undefined && !(last === count - 1 && isNamed(scan, count, ending, scheme))) continue;
    if (!scheme && kind !== undefined && !isPlausible(scan, count, last, ending, kind, obfuscated)) continue;
    const host = readHost(joinLabels(text, last));
    if (host !== undefined && (host.registrable !== undefined || scheme || isAloneOnLine(text, first, end)))
      return { host, end };
  }
  return undefined;
}

/** An ending that does not exist is taken when a scheme or a line of its own says that a host is meant. */
function isNamed(scan: Scan, count: number, ending: string, scheme: boolean): boolean {
  if (scheme) return /^(?=[0-9-]*[a-z])[a-z0-9-]{2,}$/.test(ending);
  return count > 2 && isAloneOnLine(scan.text, starts[0] as number, ends[count - 1] as number);
}

/** Whether labels without a scheme are meant as a host and not as two sentences without a blank between. */
function isPlausible(
  scan: Scan,
  count: number,
  last: number,
  ending: string,
  kind: NonNullable<ReturnType<typeof endingKind>>,
  obfuscated: boolean,
): boolean {
  const { text } = scan;
  const before = letters(text, starts[last - 1] as number, ends[last - 1] as number);
  const end = ends[last] as number;
  if (before === '') return false;
  if (last > 1 && letters(text, starts[0] as number, ends[0] as number) === 'www') return true;
  if (last === count - 1 && !obfuscated && isAloneOnLine(text, starts[0] as number, end)) return true;
  const capital = isCapitalised(text.slice(starts[last] as number, end));
  if (capital && kind !== 'sentence') return false;
  const syllable = isSyllable(before);
  if (capital && syllable) return false;
  if (obfuscated && syllable && !isEnclosed(text, starts[0] as number, end)) return false;
  if (kind === 'sentence' || kind === 'strong') return before.length > 1 || hasPath(text, end) || ending === 'com';
  if (hasPath(text, end) || /[a-z-][0-9-]|[0-9-][a-z-]/.test(before)) return true;
  if (isSharedHost(`${before}.${ending}`) || (kind === 'weak' && hasOddLabel(text, last))) return true;
  if (kind === 'wordy') return before.length > 1 && !syllable;
  return !syllable && wordsBefore(text, starts[0] as number, scan.floor, 1).some(({ word }) => ANNOUNCED.has(word));
}

/** Three labels or more of which one is no word: `olso8rv.gezne.de`. */
function hasOddLabel(text: string, last: number): boolean {
  for (let i = 0; last > 1 && i < last; i++) {
    const label = letters(text, starts[i] as number, ends[i] as number);
    if (/[a-z]\d|\d[a-z]/.test(label) || (label.length > 3 && !isSyllable(label))) return true;
  }
  return false;
}

/** `[ ehoaq. com ]`: brackets around a host with blanks in it. */
function isEnclosed(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start).trimEnd();
  const after = text.slice(end, end + 2).trimStart();
  return /[[({<"“]$/.test(before) && /^[\])}>"”]/.test(after);
}

/** A host that somebody pasted by itself is meant as one, whatever its ending. */
function isAloneOnLine(text: string, start: number, end: number): boolean {
  let at = start - 1;
  while (isSpaceUnit(text.charCodeAt(at))) at--;
  if (at >= 0 && text.charCodeAt(at) !== 10) return false;
  at = end;
  while (isSpaceUnit(text.charCodeAt(at))) at++;
  const unit = text.charCodeAt(at);
  return at >= text.length || unit === 10 || unit === 13;
}

/** Whether a number goes on as the name of a host: `0912345678-vn.weebly.com`, but not `0912345678.Vui lòng`. */
export function goesOnAsHost(text: string, start: number, end: number): boolean {
  const next = text.charCodeAt(end);
  if (next !== DOT && next !== HYPHEN) return false;
  const name = /^[\w-]*(?:\.[\w-]+)*\.([a-z]{2,24})(?![\w-])/i.exec(text.slice(end, end + 120));
  if (name === null) return false;
  const kind = endingKind(name[1] ?? '');
  return (
    kind !== undefined &&
    (kind !== 'weak' || isAloneOnLine(text, start, end + name[0].length)) &&
    !isCapitalised(name[1] ?? '')
  );
}

function isCapitalised(label: string): boolean {
  return (
    label.length > 1 &&
    label.charAt(0) !== label.charAt(0).toLowerCase() &&
    label.slice(1) === label.slice(1).toLowerCase()
  );
}

function hasPath(text: string, end: number): boolean {
  const next = text.charCodeAt(end);
  return (next === SLASH || next === 63) && isPathUnit(text, end + 1);
}

/** `com`, `vn` after a full stop and a blank; a sentence begins with a capital or another word. */
function isSpacedEnding(text: string, from: number): boolean {
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
function schemeBefore(text: string, host: number, floor: number): { name: string; start: number } | undefined {
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
function brokenStart(text: string, first: number, floor: number): number {
  if (first - 2 < floor || !isSpaceUnit(text.charCodeAt(first - 1)) || text.charCodeAt(first - 2) !== HYPHEN)
    return first;
  const earlier = labelStart(text, first - 1, floor);
  return schemeBefore(text, earlier, floor) === undefined ? first : earlier;
}

function labelStart(text: string, end: number, floor: number): number {
  let start = end;
  const limit = Math.max(floor, end - LONGEST_LABEL);
  while (start > limit && isHostSign(signAt(text, start - 1))) start--;
  while (start < end && !isLetterOrDigit(signAt(text, start))) start++;
  return start;
}

function labelEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && end - start < LONGEST_LABEL && isHostSign(signAt(text, end))) end++;
  while (end > start && !isLetterOrDigit(signAt(text, end - 1)) && signAt(text, end - 1) !== 0) end--;
  return end;
}

function hostEnd(text: string, start: number): number {
  let end = start;
  while (
    end < text.length &&
    end - start < 253 &&
    (isHostSign(signAt(text, end)) || (signAt(text, end) === DOT && isHostSign(signAt(text, end + 1))))
  )
    end++;
  return end;
}

/** Port, path and query as far as they go; closing punctuation belongs to the sentence. */
function pathEnd(text: string, from: number): number {
  let end = from;
  if (text.charCodeAt(end) === COLON) {
    let digits = end + 1;
    while (digits - end < 6 && text.charCodeAt(digits) >= 48 && text.charCodeAt(digits) <= 57) digits++;
    if (digits > end + 1) end = digits;
  }
  const next = text.charCodeAt(end);
  if (next !== SLASH && next !== 63 && next !== 35) return end;
  let stop = end;
  let brackets = 0;
  while (stop < text.length && isPathUnit(text, stop)) {
    const unit = text.charCodeAt(stop);
    if (unit === 40) brackets++;
    else if (unit === 41 && --brackets < 0) break;
    stop++;
  }
  while (stop > end + 1 && isTrailing(text.charCodeAt(stop - 1), text.charCodeAt(stop - 2))) stop--;
  return stop;
}

/** What a link may hold beyond its host: no blanks, quotes, brackets; letters of any script. */
function isPathUnit(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit !== unit || unit <= 0x20) return false;
  if (unit < 0x7f)
    return (
      unit !== 34 &&
      unit !== 39 &&
      unit !== 60 &&
      unit !== 62 &&
      unit !== 91 &&
      unit !== 93 &&
      unit !== 92 &&
      unit !== 94 &&
      unit !== 96 &&
      (unit < 123 || unit === 126)
    );
  const sign = signAt(text, index);
  return sign === 0 || isLetterOrDigit(sign);
}

function isTrailing(unit: number, before: number): boolean {
  if (unit === 41) return false;
  return (
    unit === DOT ||
    unit === 44 ||
    unit === COLON ||
    unit === 59 ||
    unit === 33 ||
    unit === 42 ||
    unit === 126 ||
    (unit === 63 && before !== SLASH) ||
    unit === 63 ||
    unit === UNDERSCORE
  );
}

/** The host between two places without signs that are not seen. */
function plainHost(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
}

/** `3232235777` and `0xc0a80101` are addresses to a browser. */
function strictHost(written: string): string {
  if (written.startsWith('[')) return written.slice(1, -1);
  if (!/^(?:0x[0-9a-f]+|\d+)$/i.test(written)) return written;
  const number = Number(written);
  return number > 0xffffffff ? '' : [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

function isHostSign(sign: number): boolean {
  return isLetterOrDigit(sign) || sign === HYPHEN || sign === UNDERSCORE || sign === 0;
}

function isLetterOrDigit(sign: number): boolean {
  return isLetterSign(sign) || isDigitSign(sign);
}

function isLocalUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === DOT ||
    unit === UNDERSCORE ||
    unit === HYPHEN ||
    unit === 43 ||
    unit === 37
  );
}
