import { type Cue, findBank, isUnit } from './cues.ts';
import {
  countDigits,
  DASH,
  digitsOf,
  ends,
  FULL_STOP,
  gaps,
  isDate,
  isFollowedByMore,
  SPACE,
  starts,
} from './digits.ts';
import { type Near, wordsAfter } from './near.ts';
import type { Scan } from './state.ts';
import { isDigitSign, isLetterSign, signAt } from './signs.ts';

const COMMA_SIGN = 44;
const PLUS_SIGN = 43;
const NEAR = 2;

export function matchAccount(
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
  // Without a word for an account only a bank within two words makes one.
  const reach = cue === undefined ? NEAR : Number.POSITIVE_INFINITY;
  if (reach === NEAR && phone !== undefined && size < 8) return undefined;
  const after = wordsAfter(text, end, 7);
  const beside = nearestBank(findBank(before, false, ref, reach), findBank(after, true, ref, reach));
  if (cue === 'account' || cue === 'login') {
    // `Tài khoản: 0912…` with no bank is mostly where somebody signs in.
    if (beside === undefined && (size < 8 || (cue === 'login' && phone !== undefined))) return undefined;
    return { number: digitsOf(text, 0, to), bank: beside?.bin, end };
  }
  if (beside !== undefined && beside.distance <= NEAR && size >= 8 && !isFollowedByMore(text, end))
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

export function hasUnit(text: string, end: number): boolean {
  const [unit, next] = wordsAfter(text, end, 2);
  // `0123456789 ngân hàng …` is no thousand (`ngàn`).
  return (
    unit !== undefined && unit.start - end <= 1 && isUnit(unit.word) && !(unit.word === 'ngan' && next?.word === 'hang')
  );
}

function isWholeText(text: string, start: number, end: number): boolean {
  return text.length - (end - start) < 12 && text.slice(0, start).trim() === '' && text.slice(end).trim() === '';
}
