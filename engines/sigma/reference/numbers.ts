/** Numbers in events, which are mostly text. */

/** Sign, digits, fraction: written one way only; undefined for everything else, such as `0x10`, `1e3`, ` 1`. */
function canonical(text: string): string | undefined {
  const parts = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text);
  if (parts === null || text.endsWith('.')) return undefined;
  const [, sign, whole, fraction] = parts;
  const number = fraction ? `${whole}.${fraction}` : (whole as string);
  return number === '0' ? number : `${sign}${number}`;
}

/** The rule's text as a number, where it is written plainly enough for `1.0` in an event to be the same. */
export function wantedNumber(text: string): string | undefined {
  const number = canonical(text);
  return number === text && text.replace(/\D/g, '').length <= 15 ? number : undefined;
}

export const isNumber = (wanted: string, text: string): boolean =>
  text.replace(/\D/g, '').length <= 15 && canonical(text) === wanted;

/** A decimal number with or without exponent, also between spaces; undefined for all else, also for the empty text. */
export function readNumber(text: string): number | undefined {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
}

export const dateParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

/** A number cut out of a date as it is written: no zone is converted. */
export function readDatePart(part: (typeof dateParts)[number], text: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute] = found.slice(1).map((digits) => (digits ? Number(digits) : undefined));
  if (part === 'week') return isoWeek(new Date(Date.UTC(year as number, (month as number) - 1, day)));
  return { minute, hour, day, month, year }[part];
}

/** The week that holds the Thursday next to the day (ISO 8601). */
function isoWeek(date: Date): number {
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil((thursday.getTime() - newYear + 86_400_000) / (7 * 86_400_000));
}
