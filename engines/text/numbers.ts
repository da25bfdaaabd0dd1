import { asksForShortCode, type Cue, findBank, findCue, isUnit, isVersion } from './cues.ts';
import { letters, type Near, wordsAfter, wordsBefore } from './near.ts';
import { readHost } from './hosts.ts';
import { finishIp, goesOnAsHost } from './links.ts';
import {
  accountObservable,
  type Found,
  phoneObservable,
  place,
  socialObservable,
  vietQrObservables,
} from './observables.ts';
import { readPhone } from './phones.ts';
import type { Scan } from './scan.ts';
import { isDigitSign, isLetterSign, isSpaceUnit, signAt } from './signs.ts';
import { parseVietQr } from './vietqr.ts';

const MOST_GROUPS = 16;
const MOST_DIGITS = 24;

/** What stood between two groups of digits. */
const SPACE = 1;
const FULL_STOP = 2;
const DASH = 4;
const SLASH = 8;
const OPEN = 16;
const CLOSE = 32;
const UNDERLINE = 64;

const COMMA_SIGN = 44;
const PLUS_SIGN = 43;

/** Groups of digits of one reading; scratch space. `gaps[i]` is what stands behind group i. */
const starts = new Int32Array(MOST_GROUPS);
const ends = new Int32Array(MOST_GROUPS);
const gaps = new Int32Array(MOST_GROUPS);

/**
 * Reads what begins with a digit: telephone numbers and short codes, bank accounts, IP addresses, payment QRs.
 * What is none of these (codes, amounts, dates, volumes) is passed over. Returns where the scan goes on.
 */
export function readNumber(scan: Scan, start: number): number {
  const { text } = scan;
  const end = digitsEnd(text, start);
  scan.steps += end - start;
  const count = end - start;
  const next = signAt(text, end);
  const gap = count < 25 ? gapAt(text, end) : 0;
  if (count < 7 && gap === 0) return count < 3 || count > 6 ? end : readShortCode(scan, start, end, next);
  if (count >= 6 && text.startsWith('000201', start)) {
    const stop = readPaymentQr(scan, start);
    if (stop > start) return stop;
  }
  const groups = gap === 0 ? single(start, end) : readGroups(scan, start);
  const stop = ends[groups - 1] as number;
  if (goesOnAsHost(text, start, stop)) return ends[0] as number;
  const total = countDigits(text, 0, groups - 1);
  if (groups === 4 && gaps[0] === FULL_STOP && gaps[1] === FULL_STOP && gaps[2] === FULL_STOP && total <= 12) {
    const after = readAddress(scan, start, stop);
    if (after > 0) return after;
  }
  if (total < 8 && (total < 6 || groups > 1)) {
    const first = ends[0] as number;
    return groups === 1 || first - start > 6 || first - start < 3
      ? first
      : readShortCode(scan, start, first, signAt(text, first));
  }
  return readGrouped(scan, groups) ?? end;
}

/** Decides what the groups are: by the words before, the bank beside, and the numbering plan. */
function readGrouped(scan: Scan, groups: number): number | undefined {
  const { text, ref } = scan;
  const start = starts[0] as number;
  const glued = gluedWord(scan, start);
  if (glued === undefined || isInsideCode(text, start, ends[0] as number)) return undefined;
  const before = wordsBefore(text, start, scan.floor, 6);
  let cue = glued === 'o' ? undefined : findCue(before);
  if (glued !== '' && glued !== 'o' && cue === undefined && findBank(before.slice(0, 1), false, ref) === undefined)
    return undefined;

  for (let from = 0; from < groups; from++) {
    if (
      from > 0 &&
      ((gaps[from - 1] as number) & (SPACE | SLASH)) === 0 &&
      (ends[from] as number) - (starts[from] as number) < 9
    )
      continue;
    const plus = from === 0 && hasPlus(text, start);
    const phone = matchPhone(scan, from, groups, plus, glued === 'o', cue);
    const account = from > 0 ? undefined : matchAccount(scan, groups, cue, phone, before);
    if (account !== undefined) {
      scan.steps += 40;
      return emit(scan, accountObservable(account.number, account.bank), start, account.end);
    }
    if (phone !== undefined && !isDenied(phone.value, cue, from, ref.country)) {
      const first = from === 0 ? start - (plus ? 1 : 0) - (glued === 'o' ? 1 : 0) : (starts[from] as number);
      const opened = signAt(text, first - 1) === 40 && ((gaps[from] as number) & CLOSE) !== 0 ? 1 : 0;
      return emit(scan, socialOrPhone(phone.value, cue), first - opened, phone.end);
    }
    if (cue === 'code' || cue === 'reference' || cue === 'money') cue = undefined;
    if (from === 0 && (cue === undefined || cue === 'account' || cue === 'login') && (ends[0] as number) - start >= 12)
      return undefined;
  }
  return undefined;
}

/** Whether the words before say that even a well-formed telephone number is something else. */
function isDenied(value: string, cue: Cue | undefined, from: number, country: string): boolean {
  // `miễn phí 18009000`: a service number after a word of money is still one.
  if (value.startsWith(`+${country}1`)) return false;
  return cue === 'code' || (from === 0 && (cue === 'reference' || cue === 'money'));
}

/** The longest run of groups from `from` on that is a telephone number. */
function matchPhone(
  scan: Scan,
  from: number,
  groups: number,
  plus: boolean,
  missingZero: boolean,
  cue: Cue | undefined,
): { value: string; end: number } | undefined {
  const { text, ref } = scan;
  for (let to = groups - 1; to >= from; to--) {
    const size = countDigits(text, from, to) + (missingZero ? 1 : 0);
    if (size > 15 || (size < 8 && !plus) || !isOneNumber(text, from, to)) continue;
    const digits = (missingZero ? '0' : '') + digitsOf(text, from, to);
    if (digits.startsWith('00') && !digits.startsWith(`00${ref.country}`) && !isPhoneCue(cue)) continue;
    let value = readPhone(digits, plus, ref);
    if (value === undefined && isPhoneCue(cue) && size === ref.mobileDigits && !digits.startsWith('0'))
      value = readPhone(`0${digits}`, false, ref);
    if (value === undefined) continue;
    if (!plus && !digits.startsWith('0') && from < to && !isGroupedLikePhone(text, from, to, digits, ref.country))
      continue;
    const end = ends[to] as number;
    if (isFollowedByMore(text, end)) continue;
    return { value, end };
  }
  return undefined;
}

/** `84 912 345 678`, `1900 54 54 13`; but not `84.912.345.678` (an amount) or `1800 2025 11`. */
function isGroupedLikePhone(text: string, from: number, to: number, digits: string, country: string): boolean {
  const head = (ends[from] as number) - (starts[from] as number);
  if (digits.startsWith(country))
    return head === country.length ? (gaps[from] as number) !== FULL_STOP || to - from > 3 : true;
  return (
    head >= 4 && (digits.length === 8 || digits.length === 10) && !text.slice(starts[from], ends[to]).includes('(')
  );
}

/** Groups that belong together: one kind of separator, no date, brackets only around an area code. */
function isOneNumber(text: string, from: number, to: number): boolean {
  let kinds = 0;
  for (let i = from; i < to; i++) {
    const gap = gaps[i] as number;
    if ((gap & (OPEN | CLOSE)) !== 0 && i > from + 1) return false;
    kinds |= gap & ~(SPACE | OPEN | CLOSE);
    if ((gap & SLASH) !== 0 && gap !== SLASH) return false;
  }
  if ((kinds & (kinds - 1)) !== 0) return false;
  if ((kinds & SLASH) !== 0) {
    // 20/11/2025 is a date, 0912/345/678 is not.
    for (let i = from; i < to; i++) if (gaps[i] !== SLASH) return false;
    if ((ends[from] as number) - (starts[from] as number) < 3) return false;
  }
  const last = ends[to] as number;
  // A unit glued to the last group (`0912345678 5GB`) takes the group away.
  if (from === to) return true;
  if (isLetterSign(signAt(text, last)) || signAt(text, last) === 37) return false;
  // The hour of a time of day (`0912345678 10:30`), or a year in a date with full stops (`09.02.2021 …`).
  if (signAt(text, last) === 58 && isDigitSign(signAt(text, last + 1))) return false;
  return !isDate(from, to);
}

function matchAccount(
  scan: Scan,
  groups: number,
  cue: Cue | undefined,
  phone: { value: string; end: number } | undefined,
  before: readonly Near[],
): { number: string; bank: string | undefined; end: number } | undefined {
  const { text, ref } = scan;
  // `SĐT 0912… MB Bank`: what the writer called a telephone number stays one.
  if (cue !== undefined && cue !== 'account' && cue !== 'login') return undefined;
  if (phone !== undefined && (phone.value.startsWith(`+${ref.country}1`) || !phone.value.startsWith(`+${ref.country}`)))
    return undefined;
  const to = lastAccountGroup(text, groups);
  const start = starts[0] as number;
  const end = ends[to] as number;
  const size = countDigits(text, 0, to);
  if (size < 6 || size > 19 || isAmount(text, start, end, to) || isDate(0, to)) return undefined;
  const after = wordsAfter(text, end, 7);
  const beside = nearestBank(findBank(before, false, ref), findBank(after, true, ref));
  if (cue === 'account' || cue === 'login') {
    // `Tài khoản: 0912…` with no bank is mostly where somebody signs in.
    if (beside === undefined && (size < 8 || (cue === 'login' && phone !== undefined))) return undefined;
    return { number: digitsOf(text, 0, to), bank: beside?.bin, end };
  }
  if (beside !== undefined && beside.distance <= 2 && size >= 8 && !isFollowedByMore(text, end))
    return { number: digitsOf(text, 0, to), bank: beside.bin, end };
  if (phone === undefined && isWholeText(text, start, end) && size >= 8)
    return { number: digitsOf(text, 0, to), bank: undefined, end };
  return undefined;
}

function nearestBank<B extends { distance: number }>(before: B | undefined, after: B | undefined): B | undefined {
  if (before === undefined || after === undefined) return before ?? after;
  return after.distance < before.distance ? after : before;
}

/**
 * Accounts are written in one piece, in groups of equal size, or with full stops or dashes (`0011.00.1932418`); after
 * a blank, a group of another size is another number.
 */
function lastAccountGroup(text: string, groups: number): number {
  const size = (ends[0] as number) - (starts[0] as number);
  const kind = gaps[0] as number;
  if (kind !== SPACE && kind !== FULL_STOP && kind !== DASH) return 0;
  if (kind === SPACE && (size > 5 || size < 2)) return 0;
  let last = 0;
  while (last + 1 < groups && gaps[last] === kind && !isLetterSign(signAt(text, ends[last + 1] as number))) {
    const next = (ends[last + 1] as number) - (starts[last + 1] as number);
    if (kind === SPACE && next > size + 1) break;
    last++;
    if (kind === SPACE && next < size - 1) break;
  }
  return last;
}

/** A number with a unit behind it, a sign before it, or thousands marked as such. */
function isAmount(text: string, start: number, end: number, to: number): boolean {
  if (signAt(text, end) === COMMA_SIGN && isDigitSign(signAt(text, end + 1))) return true;
  const before = signAt(text, start - 1);
  if (before === PLUS_SIGN || before === 36) return true;
  // Eight digits and `MB` are an account at that bank, not a volume.
  if (hasUnit(text, end) && !(end - start > 7 && wordsAfter(text, end, 1)[0]?.word === 'mb')) return true;
  if (to === 0 || gaps[0] !== FULL_STOP || signAt(text, start) === 48) return false;
  for (let i = 1; i <= to; i++) if ((ends[i] as number) - (starts[i] as number) !== 3) return false;
  return (ends[0] as number) - start <= 3;
}

function hasUnit(text: string, end: number): boolean {
  const [unit, next] = wordsAfter(text, end, 2);
  // `0123456789 ngân hàng …` is no thousand (`ngàn`).
  return (
    unit !== undefined && unit.start - end <= 1 && isUnit(unit.word) && !(unit.word === 'ngan' && next?.word === 'hang')
  );
}

function isNameSign(sign: number): boolean {
  return isLetterSign(sign) || isDigitSign(sign);
}

/** Day, month, year: two short groups and four digits that begin with 19 or 20, or all three short. */
function isDate(from: number, to: number): boolean {
  if (to < from + 2 || sizeOf(from) > 2 || sizeOf(from + 1) > 2) return false;
  return sizeOf(from + 2) === 4 || (to === from + 2 && sizeOf(to) === 2);
}

function sizeOf(group: number): number {
  return (ends[group] as number) - (starts[group] as number);
}

/** `gọi 156`, `gửi 9029`: three to six digits that the words before ask to call or to text to. */
function readShortCode(scan: Scan, start: number, end: number, next: number): number {
  const { text, ref } = scan;
  if (isLetterSign(next) || next === 37 || next === 47 || next === 58 || next === 42 || signAt(text, start) === 48)
    return end;
  if ((next === 46 || next === COMMA_SIGN || next === 45) && isDigitSign(signAt(text, end + 1))) return end;
  const previous = text.charCodeAt(start - 1);
  if (previous !== previous || !(isSpaceUnit(previous) || previous === 58 || previous === 40)) return end;
  const before = wordsBefore(text, start, scan.floor, 3);
  if (!asksForShortCode(before)) return end;
  scan.steps += 30;
  const code = letters(text, start, end);
  if (!ref.publicCodes.has(code)) {
    const spoken = before[0];
    if (hasUnit(text, end)) return end;
    // `goi` without marks is also a data package and `so` any number: then only what looks like an operator's line.
    const sure =
      spoken !== undefined &&
      (spoken.word === 'gui' || spoken.word === 'hotline' || spoken.word === 'dai' || spoken.word === 'cskh');
    if (
      !sure &&
      !(text.slice(spoken?.start, spoken?.end).toLowerCase().normalize('NFC') === 'gọi' || /^1\d{2,5}$/.test(code))
    )
      return end;
    if (/^(?:19|20)\d\d$/.test(code) || code.length > 6) return end;
  }
  return emit(scan, phoneObservable(code), start, end);
}

function readAddress(scan: Scan, start: number, end: number): number {
  const { text } = scan;
  const before = signAt(text, start - 1);
  const after = signAt(text, end);
  if (isLetterSign(before) || before === 46 || before === 45 || before === COMMA_SIGN) return 0;
  // Part of a version, of a name such as `….in-addr.arpa`, or of a range.
  if (isLetterSign(after) || after === 45 || (after === 46 && isNameSign(signAt(text, end + 1)))) return 0;
  const host = readHost(text.slice(start, end));
  if (host === undefined || !host.ip) return 0;
  if (hasUnit(text, end) || wordsBefore(text, start, scan.floor, 1).some(({ word }) => isVersion(word))) return 0;
  return finishIp(scan, start, host, end);
}

function readPaymentQr(scan: Scan, start: number): number {
  const { text } = scan;
  const payload = text.slice(start, start + 700);
  const read = parseVietQr(payload);
  scan.steps += payload.length;
  if (!read.ok) return 0;
  const end = start + read.qr.length;
  for (const found of vietQrObservables(read.qr, payload.slice(0, read.qr.length)))
    scan.out.push(place(found, text, start, end));
  scan.floor = end;
  return end;
}

function socialOrPhone(value: string, cue: Cue | undefined): Found {
  if ((cue === 'zalo' || cue === 'viber' || cue === 'whatsapp') && value.startsWith('+'))
    return socialObservable(`${cue}:${value.slice(1)}`);
  return phoneObservable(value);
}

function isPhoneCue(cue: Cue | undefined): boolean {
  return cue === 'phone' || cue === 'zalo' || cue === 'viber' || cue === 'whatsapp' || cue === 'telegram';
}

/**
 * The word glued to the front of a number: empty when there is none, `o` when a letter O stands for the zero,
 * undefined when the number is part of a code or of a masked number.
 */
function gluedWord(scan: Scan, start: number): string | undefined {
  const { text } = scan;
  const sign = signAt(text, start - 1);
  if (sign === 42 || sign === 35) return undefined;
  if (!isLetterSign(sign) && sign !== 0) return '';
  let from = start;
  while (
    from > scan.floor &&
    start - from < 24 &&
    (isLetterSign(signAt(text, from - 1)) || signAt(text, from - 1) === 0)
  )
    from--;
  const word = letters(text, from, start);
  if (word === 'x' || word.endsWith('xx') || isDigitSign(signAt(text, from - 1))) return undefined;
  return word;
}

/** `ZALOPAY.0867256447.CashIn`: a part of a transfer's reference. */
function isInsideCode(text: string, start: number, end: number): boolean {
  return (
    signAt(text, start - 1) === 46 &&
    isNameSign(signAt(text, start - 2)) &&
    signAt(text, end) === 46 &&
    isNameSign(signAt(text, end + 1))
  );
}

/** Digits go on behind another sign, or the number is masked (`0912xxx`, `0912***`). */
function isFollowedByMore(text: string, end: number): boolean {
  const next = signAt(text, end);
  if (next === 42 || next === 37) return true;
  if (!isLetterSign(next)) return next === COMMA_SIGN && isDigitSign(signAt(text, end + 1));
  let at = end;
  while (isLetterSign(signAt(text, at)) || signAt(text, at) === 0) at++;
  return isDigitSign(signAt(text, at)) || letters(text, end, Math.min(at, end + 3)) === 'xxx';
}

function hasPlus(text: string, start: number): boolean {
  return signAt(text, start - 1) === PLUS_SIGN;
}

function isWholeText(text: string, start: number, end: number): boolean {
  return text.length - (end - start) < 12 && text.slice(0, start).trim() === '' && text.slice(end).trim() === '';
}

function single(start: number, end: number): number {
  starts[0] = start;
  ends[0] = end;
  gaps[0] = 0;
  return 1;
}

function readGroups(scan: Scan, start: number): number {
  const { text } = scan;
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
function digitsEnd(text: string, start: number): number {
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
function gapAt(text: string, from: number): number {
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

function countDigits(text: string, from: number, to: number): number {
  let count = 0;
  for (let group = from; group <= to; group++) {
    for (let i = starts[group] as number; i < (ends[group] as number); i++) if (signAt(text, i) !== 0) count++;
  }
  return count;
}

function digitsOf(text: string, from: number, to: number): string {
  let out = '';
  for (let group = from; group <= to; group++) out += letters(text, starts[group] as number, ends[group] as number);
  return out;
}

function emit(scan: Scan, found: Found, start: number, end: number): number {
  scan.out.push(place(found, scan.text, start, end));
  scan.floor = end;
  return end;
}
