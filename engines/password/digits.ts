import type { PasswordBook } from './book.ts';
import type { Finding } from './types.ts';

/**
 * What is written in somebody's papers is not guessed but known: to acquaintances, to shops, to whoever bought a leaked
 * list. It counts as a few tries, not as the size of the numbering plan.
 */
const KNOWN = 1_000;
/** Days of a year, and the years of birth of people alive who have accounts. */
const DATES = 365 * 70;
const FIRST_YEAR = 1930;
const LAST_YEAR = 2035;
/** With marks between the digits: `0912.345.678`, `12/03/1990`. */
const MARKS = ' .-/_';

interface Run {
  /** The digits without what stands between them. */
  digits: string;
  /** Where each digit stands in the password. */
  at: number[];
}

/** Numbers that say something: telephone, identity, date, year, registration mark, lucky. */
export function findNumbers(password: string, book: PasswordBook): Finding[] {
  return [...runsOf(password).flatMap((run) => inRun(run, password, book)), ...findPlates(password, book)];
}

/** Digits in a row, also with single marks between them. */
function runsOf(password: string): Run[] {
  const runs: Run[] = [];
  let run: Run = { digits: '', at: [] };
  const close = () => {
    if (run.digits.length >= 3) runs.push(run);
    run = { digits: '', at: [] };
  };
  for (let i = 0; i < password.length; i++) {
    const unit = password[i] as string;
    if (unit >= '0' && unit <= '9') {
      run.digits += unit;
      run.at.push(i);
    } else if (!MARKS.includes(unit) || run.at.at(-1) !== i - 1) close();
  }
  close();
  return runs;
}

function inRun({ digits, at }: Run, password: string, book: PasswordBook): Finding[] {
  const found: Finding[] = [];
  const add = (kind: Finding['kind'], from: number, size: number, tries: number) => {
    const start = (at[from] as number) - (kind === 'phone' && password[(at[from] as number) - 1] === '+' ? 1 : 0);
    found.push({ kind, start, end: (at[from + size - 1] as number) + 1, tries });
  };
  for (let from = 0; from < digits.length; from++) {
    const rest = digits.slice(from, from + 16);
    // What is cut out of the middle of longer digits is chance.
    const edge = (size: number) => from === 0 || from + size === digits.length || !joined(from, size);
    const phone = phoneLength(rest, book);
    if (phone && edge(phone)) add('phone', from, phone, KNOWN);
    if (isIdentity(rest, book) && edge(12)) add('identity', from, 12, KNOWN);
    for (const size of [8, 6]) {
      if (rest.length >= size && edge(size) && isDate(rest.slice(0, size))) add('date', from, size, DATES);
    }
    const apart = unevenDate(from);
    if (apart) add('date', from, apart, DATES);
    if (/^(?:19[3-9]\d|20[0-3]\d)/.test(rest) && edge(4)) add('year', from, 4, 100);
    for (const size of [10, 8, 6, 5, 4, 3]) {
      const rank = book.lucky.get(rest.slice(0, size));
      if (rank && rest.length >= size && edge(size)) add('lucky', from, size, rank + 10);
    }
  }
  return found;

  /** Whether digits go on without a mark on both sides. */
  function joined(from: number, size: number): boolean {
    const before = from > 0 && at[from - 1] === (at[from] as number) - 1;
    const after = from + size < at.length && at[from + size] === (at[from + size - 1] as number) + 1;
    return before && after;
  }

  /** `2/9/1945`: days and months of one digit, told by the marks. */
  function unevenDate(from: number): number | undefined {
    const first = at[from] as number;
    if (from > 0 && at[from - 1] === first - 1) return undefined;
    const parts = /^(\d{1,2})([ ./_-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(password.slice(first, first + 11));
    if (!parts) return undefined;
    const [, day = '', , month = '', year = ''] = parts;
    return isDay(Number(day), Number(month), fullYear(year)) ? day.length + month.length + year.length : undefined;
  }
}

/** Digits that a telephone number at the beginning takes, or 0: today's and those of before 2018, with 0, 84 or +84. */
function phoneLength(digits: string, { phones }: PasswordBook): number {
  const { country, mobile, old, areas } = phones;
  for (const lead of ['0', country, `00${country}`]) {
    if (!digits.startsWith(lead)) continue;
    const national = digits.slice(lead.length);
    const begins = (prefixes: ReadonlySet<string>) =>
      prefixes.has(national.slice(0, 2)) || prefixes.has(national.slice(0, 3));
    if (national.length >= phones.oldDigits && begins(old)) return lead.length + phones.oldDigits;
    if (national.length >= phones.digits && begins(mobile)) return lead.length + phones.digits;
    if (national.length >= phones.areaDigits && begins(areas)) return lead.length + phones.areaDigits;
  }
  return 0;
}

/** Province, sex and century, year of birth, six digits: twelve together. */
function isIdentity(digits: string, { identity }: PasswordBook): boolean {
  if (digits.length < 12 || !identity.has(digits.slice(0, 3))) return false;
  const century = 1900 + 100 * Math.floor(Number(digits[3]) / 2);
  const born = century + Number(digits.slice(4, 6));
  return born >= 1900 && born <= LAST_YEAR;
}

/** ddmmyyyy, yyyymmdd, ddmmyy; also yymmdd. */
function isDate(digits: string): boolean {
  const n = (from: number, to: number) => Number(digits.slice(from, to));
  if (digits.length === 8) {
    return isDay(n(0, 2), n(2, 4), n(4, 8)) || isDay(n(6, 8), n(4, 6), n(0, 4));
  }
  return isDay(n(0, 2), n(2, 4), fullYear(digits.slice(4))) || isDay(n(4, 6), n(2, 4), fullYear(digits.slice(0, 2)));
}

const fullYear = (digits: string): number => {
  const year = Number(digits);
  return digits.length > 2 ? year : year + (year <= LAST_YEAR % 100 ? 2000 : 1900);
};

function isDay(day: number, month: number, year: number): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `27B1-123.45`, `27A12345`, `30K-1234`: province, series, four or five digits. */
function findPlates(password: string, { plates }: PasswordBook): Finding[] {
  const found: Finding[] = [];
  const plate = /(\d{2})[ -]?[a-z](?:[a-z]|[1-9])?[ .-]?(?:\d{3}\.?\d{2}|\d{4})(?!\d)/gi;
  for (const match of password.matchAll(plate)) {
    // No look-behind: phones of 2020 do not know it.
    if (!plates.has(match[1] as string) || /\d/.test(password.charAt(match.index - 1))) continue;
    found.push({ kind: 'plate', start: match.index, end: match.index + match[0].length, tries: KNOWN });
  }
  return found;
}
