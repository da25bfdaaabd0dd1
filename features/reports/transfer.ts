import { findBanks, type BankName } from './transfer-banks.ts';
import { foldSame, reMoney } from './transfer-text.ts';
import type { Transfer } from './schema.ts';

const label = (words: string) => `(?<![a-z0-9])(?:${words})\\s{0,3}[:.=]?\\s{0,3}`;
const balance =
  /(?<![a-z0-9])(?:so du|sodu|sdc|sdkd|sd)(?: (?:cuoi|hien tai|kha dung|tk|moi|sau gd)){0,2}(?: [0-9x*]{5,19})?(?: la)?\s{0,3}[:.=]?\s{0,3}$/;
const fee = /(?<![a-z0-9])(?:phi|vat|thue)(?: [a-z]{1,10}){0,2}\s{0,3}[:.=]?\s{0,3}$/;
const moved =
  /(?<![a-z0-9])(?:so tien(?: gd| giao dich| chuyen)?|gd|giao dich|ps|bien dong|thay doi|tang|giam|ghi no|ghi co|chuyen(?: thanh cong| khoan)?|thanh toan|nhan)\s{0,3}[:.=]?\s{0,3}$/;
const accountToken = '([0-9][0-9x*]{4,18}[0-9]|[0-9x*]{2,12}[0-9]{3,6})(?![0-9a-z])';
const ownAccount = new RegExp(
  `(?<!(?:den|toi|cho|vao|sang|qua) )${label('(?:so )?(?:tk|tai khoan)(?: so| nguon| chuyen| thanh toan| trich no| ghi no)?|stk|tu (?:tk|tai khoan|stk)')}${accountToken}`,
);
const peerAccount = new RegExp(
  `${label(
    '(?:den|toi|cho|vao|sang|qua)(?: (?:so )?(?:tk|tai khoan|stk))?|(?:so )?(?:tk|tai khoan|stk) (?:nhan|thu huong|huong|dich|den)|nguoi nhan|ct di|ct den',
  )}${accountToken}`,
  'g',
);
/** MB's way: `DEN: TRAN THI B - 9876543210`. */
const namedPeer = /(?<![a-z0-9])den\s?:\s?([a-z ]{3,40}?) ?- ?([0-9]{6,19})(?![0-9a-z])/;
const holder = new RegExp(
  `${label('ten (?:nguoi nhan|nguoi thu huong|thu huong|nguoi huong)|nguoi (?:nhan|thu huong)|chu tai khoan')}([a-z][a-z ]{3,40}?)(?=$|[\\n.,;|(0-9-])`,
);
const reference = new RegExp(
  `${label(
    '(?:ma|so)(?: so)? (?:gd|giao dich|tham chieu|but toan|lenh|ct|chung tu)(?: ?/ ?trace)?|ref(?: no)?|trace(?: no)?|so tc',
  )}([a-z0-9][a-z0-9.-]{4,60})`,
  'g',
);
const bareFt = /(?<![a-z0-9])ft\d{10,20}[a-z0-9]{0,6}(?![a-z0-9])/g;
const memo =
  /(?<![a-z0-9])(?:nd(?: ck| gd)?|noi dung(?: ck| gd| chuyen khoan| giao dich)?|loi nhan)\s?:\s?([^\n|]{1,200})/;
const nextLabel = /[.;,]? ?(?:so du|sd|ref|ma gd|ma giao dich|trace|so gd) ?[:.]|\s-\sma giao dich/;

/**
 * Reads a Vietnamese bank's or wallet's message about a transfer (SMS or app notice). Only what is certain is answered:
 * two possible amounts, a date without its year (and no `now` to place it), a number that could be either account: the
 * field stays empty, because a wrong transaction number costs the victim the hour that counts.
 * @param banks every bank's BIN with the names it goes by
 * @param now when the message was pasted; places a date written without a year in the last 60 days
 */
export function parseTransfer(text: string, banks: readonly BankName[], now?: Date): Transfer {
  const original = text.normalize('NFC').slice(0, 4000);
  const folded = foldSame(original);
  const found: Transfer = {};

  const money = readMoney(folded);
  Object.assign(found, money);

  const at = readInstant(folded, now);
  if (at) found.at = at;

  const own = ownAccount.exec(folded)?.[1];
  const named = namedPeer.exec(folded);
  const peers = new Set([...folded.matchAll(peerAccount)].map((m) => m[1] as string));
  if (named?.[2]) peers.add(named[2]);
  if (own) peers.delete(own);
  const peer = peers.size === 1 ? [...peers][0] : undefined;
  const incoming = found.direction === 'in';
  if (own) found[incoming ? 'toAccount' : 'fromAccount'] = own;
  if (peer && !incoming) found.toAccount = peer;
  const who = named?.[1] ?? holder.exec(folded)?.[1];
  if (who && !incoming) {
    const start = folded.indexOf(who);
    found.toHolder = original.slice(start, start + who.length).trim();
  }

  const code = readReference(folded, original);
  if (code) found.reference = code;

  const { writer, receiver } = findBanks(folded, banks);
  if (writer) found.bank = writer;
  if (receiver && !incoming) found.toBank = receiver;

  const note = memo.exec(folded);
  if (note?.[1]) {
    const start = note.index + note[0].length - note[1].length;
    const end = nextLabel.exec(note[1])?.index ?? note[1].length;
    const words = original.slice(start, start + end).trim();
    if (words) found.memo = words;
  }
  return found;
}

interface Sum {
  value: number;
  sign: '' | '+' | '-';
  /** Carries a currency, or follows a word such as `So tien`. */
  named: boolean;
}

/** Signed sums are surest (`-2,500,000VND`); without one, all others that look like the moved sum must agree. */
function readMoney(folded: string): Pick<Transfer, 'amount' | 'direction' | 'balance'> {
  const sums: Sum[] = [];
  const balances = new Set<number>();
  for (const match of folded.matchAll(reMoney)) {
    const [whole, sign = '', digits = '', currency] = match;
    const grouped = /[., ]/.test(digits);
    const value = Number(digits.replace(/[., ]/g, ''));
    const before = folded.slice(Math.max(0, match.index - 40), match.index);
    if (value === 0 || whole.length === 0) continue;
    // Vietcombank's `SD TK 000… -2,500,000VND` is the change, not what is left: a sign outweighs the words.
    if (!sign && balance.test(before)) {
      if (currency || grouped) balances.add(value);
      continue;
    }
    if (fee.test(before) || !(currency || grouped)) continue;
    const mark = sign === '' ? '' : sign === '+' ? '+' : '-';
    sums.push({ value, sign: mark, named: currency !== undefined || moved.test(before) });
  }
  const signed = sums.filter((s) => s.sign !== '');
  const surest = signed.length > 0 ? signed : sums.filter((s) => s.named);
  const values = new Set(surest.map((s) => s.value));
  const out: Pick<Transfer, 'amount' | 'direction' | 'balance'> = {};
  if (values.size === 1) {
    out.amount = [...values][0] as number;
    const signs = new Set(surest.map((s) => s.sign));
    const sign = signs.size === 1 ? [...signs][0] : '';
    if (
      sign === '-' ||
      (!sign && /chuyen(?: tien| khoan)? thanh cong|chuyen thanh cong|ghi no|da chuyen/.test(folded))
    ) {
      out.direction = 'out';
    } else if (sign === '+' || /ghi co|da nhan/.test(folded)) out.direction = 'in';
  }
  if (balances.size === 1) out.balance = [...balances][0] as number;
  return out;
}

const day = '(\\d{1,2})[/-](\\d{1,2})(?:[/-](\\d{4}|\\d{2}))?(?![/\\d])';
const clock = "(\\d{1,2})(?::(\\d{2})(?::\\d{2})?|h(\\d{2})(?:p|phut|')?)(?![:\\d])";
const start = '(?<!\\d|\\d[/:-])';
const gap = '[\\s,;|-]{1,4}(?:(?:luc|vao|ngay)\\s){0,2}';
const dayFirst = new RegExp(`${start}${day}${gap}${clock}`, 'g');
const clockFirst = new RegExp(`${start}${clock}${gap}${day}`, 'g');

/** Vietnam keeps one time zone all year, so a message's clock is +07:00. */
function readInstant(folded: string, now: Date | undefined): string | undefined {
  const instants = new Set<string>();
  for (const [, d, m, y, h, colon, bare] of folded.matchAll(dayFirst)) add(d, m, y, h, colon ?? bare);
  for (const [, h, colon, bare, d, m, y] of folded.matchAll(clockFirst)) add(d, m, y, h, colon ?? bare);
  return instants.size === 1 ? [...instants][0] : undefined;

  function add(d?: string, m?: string, y?: string, h?: string, minute?: string): void {
    const [dd, mm, hh, mi] = [Number(d), Number(m), Number(h), Number(minute)];
    if (hh > 23 || mi > 59) return;
    const year = y ? (y.length === 2 ? 2000 + Number(y) : Number(y)) : lastYearOf(dd, mm, hh, mi, now);
    if (!year) return;
    const at = local(year, mm, dd, hh, mi);
    if (at && (!now || at.getTime() <= now.getTime() + 86_400_000)) {
      const two = (n: number) => String(n).padStart(2, '0');
      instants.add(`${year}-${two(mm)}-${two(dd)}T${two(hh)}:${two(mi)}:00+07:00`);
    }
  }
}

function local(year: number, month: number, date: number, hour: number, minute: number): Date | undefined {
  const midnight = new Date(Date.UTC(year, month - 1, date));
  const real = year > 2000 && midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === date;
  return real ? new Date(Date.UTC(year, month - 1, date, hour - 7, minute)) : undefined;
}

function lastYearOf(d: number, m: number, h: number, mi: number, now: Date | undefined): number | undefined {
  if (!now) return undefined;
  return [now.getUTCFullYear() + 1, now.getUTCFullYear(), now.getUTCFullYear() - 1].find((year) => {
    const at = local(year, m, d, h, mi)?.getTime();
    return at !== undefined && at <= now.getTime() + 3_600_000 && at > now.getTime() - 60 * 86_400_000;
  });
}

function readReference(folded: string, original: string): string | undefined {
  const codes = new Set<string>();
  for (const match of folded.matchAll(reference)) {
    const token = match[1] as string;
    const start = match.index + match[0].length - token.length;
    // `MBVCB.1234567890.chuyen tien`: the reference ends where the words of the memo begin.
    const parts = original.slice(start, start + token.length).split('.');
    const end = parts.findIndex((part, i) => i > 0 && !(/\d/.test(part) && /^[A-Z0-9-]+$/.test(part)));
    const code = parts
      .slice(0, end < 0 ? undefined : end)
      .join('.')
      .replace(/[.-]+$/, '');
    if ((code.match(/\d/g)?.length ?? 0) >= 4) codes.add(code);
  }
  if (codes.size === 0) {
    for (const match of folded.matchAll(bareFt)) codes.add(original.slice(match.index, match.index + match[0].length));
  }
  return codes.size === 1 ? [...codes][0] : undefined;
}
