import { hasUnit, matchAccount } from './accounts.ts';
import { asksForShortCode, mayAskForShortCode, type Cue, findBank, findCue, isVersion } from './cues.ts';
import {
  CLOSE,
  countDigits,
  digitsEnd,
  digitsOf,
  ends,
  FULL_STOP,
  gapAt,
  gaps,
  isDate,
  isFollowedByMore,
  OPEN,
  readGroups,
  SLASH,
  single,
  SPACE,
  starts,
} from './digits.ts';
import { readHost } from './hosts.ts';
import { finishIp } from './links.ts';
import { letters, wordsBefore } from './near.ts';
import {
  accountObservable,
  type Found,
  phoneObservable,
  place,
  socialObservable,
  vietQrObservables,
} from './observables.ts';
import { readPhone } from './phones.ts';
import { goesOnAsHost } from './plausible.ts';
import type { Scan } from './state.ts';
import { isDigitSign, isLetterSign, isSpaceUnit, signAt } from './signs.ts';
import type { CompiledReference } from './reference.ts';
import { parseVietQr } from './vietqr.ts';

const COMMA_SIGN = 44;
const PLUS_SIGN = 43;
const DIGIT_BY_DIGIT = 10;

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
  const read = readGrouped(scan, groups);
  if (read !== undefined) return read;
  // A number written digit by digit has ten groups: what began earlier in a long row was tried with all of them.
  return groups > DIGIT_BY_DIGIT ? (starts[groups - DIGIT_BY_DIGIT] as number) : end;
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
  if (!plus && !missingZero && !isPhoneCue(cue) && !mayBegin(text, from, groups, ref)) return undefined;
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

/** Whether a number of eight digits and more can begin like this: most runs of digits cannot, and are passed over here. */
function mayBegin(text: string, from: number, groups: number, ref: CompiledReference): boolean {
  const digits = digitsOf(text, from, groups - 1);
  return digits.startsWith('0') || digits.startsWith(ref.country) || ref.services.has(digits.slice(0, 4));
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

/** `gọi 156`, `gửi 9029`: three to six digits that the words before ask to call or to text to. */
function readShortCode(scan: Scan, start: number, end: number, next: number): number {
  const { text, ref } = scan;
  if (isLetterSign(next) || next === 37 || next === 47 || next === 58 || next === 42 || signAt(text, start) === 48)
    return end;
  if ((next === 46 || next === COMMA_SIGN || next === 45) && isDigitSign(signAt(text, end + 1))) return end;
  const previous = text.charCodeAt(start - 1);
  if (previous !== previous || !(isSpaceUnit(previous) || previous === 58 || previous === 40)) return end;
  const last = signAt(text, start - 2);
  const lastButOne = signAt(text, start - 3);
  if (isLetterSign(last) && isLetterSign(lastButOne) && !mayAskForShortCode(lastButOne, last)) return end;
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

function isNameSign(sign: number): boolean {
  return isLetterSign(sign) || isDigitSign(sign);
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

function hasPlus(text: string, start: number): boolean {
  return signAt(text, start - 1) === PLUS_SIGN;
}

function emit(scan: Scan, found: Found, start: number, end: number): number {
  scan.out.push(place(found, scan.text, start, end));
  scan.floor = end;
  return end;
}
