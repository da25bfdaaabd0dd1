import type { LineContext } from './event.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

const two = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/** The last day that was written: lines come in the order of time, so that it is nearly always the right one. */
let writtenDay = Number.NaN;
let writtenDate = '';

/** `2026-03-01T00:00:00.123Z` of milliseconds since 1970, in a fifth of Date's time; never throws. */
export function isoTime(ms: number): string {
  if (!(ms >= -62_167_219_200_000 && ms < 253_402_300_800_000)) return new Date(0).toISOString();
  const day = Math.floor(ms / DAY);
  if (day !== writtenDay) {
    writtenDay = day;
    writtenDate = new Date(day * DAY).toISOString().slice(0, 11);
  }
  const rest = ms - day * DAY;
  const seconds = Math.floor(rest / 1_000);
  const minutes = Math.floor(seconds / 60);
  const part = Math.floor(rest - seconds * 1_000);
  const end = part === 0 ? '.000Z' : `.${part < 100 ? '0' : ''}${part < 10 ? '0' : ''}${part}Z`;
  return `${writtenDate}${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}${end}`;
}

/** 1 to 12, or 0 for no English month; three letters in any case. */
export function monthNumber(name: string): number {
  return months[name] ?? months[name.slice(0, 1).toUpperCase() + name.slice(1, 3).toLowerCase()] ?? 0;
}
const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const months: Partial<Record<string, number>> = Object.assign(
  Object.create(null),
  Object.fromEntries(names.map((name, i) => [name, i + 1])),
);

/** Days before each month of a common year. */
const before = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const leap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Milliseconds of a time in UTC; undefined when there is no such day or hour. A leap second counts as the next second. */
export function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  const long = leap(year);
  const next = month === 12 ? 365 : (before[month + 1] ?? 0);
  if (day > next - (before[month] ?? 0) + (month === 2 && long ? 1 : 0)) return undefined;
  const past = year - 1;
  const days =
    past * 365 +
    Math.floor(past / 4) -
    Math.floor(past / 100) +
    Math.floor(past / 400) +
    (before[month] ?? 0) +
    (month > 2 && long ? 1 : 0) +
    day -
    719_163;
  return days * DAY + hour * 3_600_000 + minute * MINUTE + second * 1_000;
}

/**
 * A local time without a year: the latest one that is at most a day after `context.now`, so that a line of December
 * read in January is of last year and a clock that is a little ahead at midnight of New Year's Eve is not of a year ago.
 */
export function recent(
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  context: LineContext,
): number | undefined {
  const zone = (context.zone ?? 0) * MINUTE;
  const latest = context.now + DAY;
  // At least the year of that moment: the mean year is never a whole year off. 29 February may be eight years back.
  const year = Math.floor(1970 + (latest + zone) / 31_556_952_000) + 1;
  for (let back = 0; back <= 9; back++) {
    const ms = utc(year - back, month, day, hour, minute, second);
    if (ms !== undefined && ms - zone <= latest) return ms - zone;
  }
  return undefined;
}

/** Names of zones that mean one offset all over the world, in minutes; `CST` and `IST` mean several, and so the local zone. */
const zones: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  ICT: 420,
  JST: 540,
  KST: 540,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};

/** Minutes of `+07:00`, `+0700` or a name; undefined for any other text, which then means the local zone. */
function zoneMinutes(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (Object.hasOwn(zones, text)) return zones[text];
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  return parts ? (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) : undefined;
}

/** Milliseconds of `.123456`'s digits: what is finer is cut off. */
const fraction = (digits: string | undefined): number => (digits ? Math.floor(Number(`0.${digits}`) * 1_000) : 0);

type Parts = (string | undefined)[];
type Reader = (m: Parts, context: LineContext) => number | undefined;

/** Year, month, day, hour, minute, second, fraction, zone. */
function whole(parts: Parts, month: number, context: LineContext): number | undefined {
  const [year, , day, hour, minute, second, part, zone] = parts;
  const ms = utc(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  if (ms === undefined) return undefined;
  return ms + fraction(part) - (zoneMinutes(zone) ?? context.zone ?? 0) * MINUTE;
}

const clock = String.raw`(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const zoneNames = Object.keys(zones).join('|');
const offset = String.raw`(?: ?([+-]\d\d:?\d\d|${zoneNames})(?!\w))?`;

/** How programs write the time at the start of a line. The first that fits is taken. */
const forms: readonly (readonly [RegExp, Reader])[] = [
  // 2026-03-01T00:00:00.123+07:00, 2026-03-01 00:00:00,123, 2026/03/01 00:00:00, 2026.03.01 00:00:00,
  // 2026:03:01-00:00:00
  [
    new RegExp(String.raw`(\d{4})[-/.:](\d\d)[-/.:](\d\d)[T -]${clock}${offset}`, 'y'),
    (m, context) => whole(m.slice(1), Number(m[2]), context),
  ],
  // Mar  1 00:00:00 2026, Mar  1 00:00:00.123, Mar 1 2026 00:00:00, Sun Mar 01 00:00:00.123 2026, Mar 1, 2026 8:00:00 PM
  [
    new RegExp(
      String.raw`(?:[A-Z][a-z]{2} |(${zoneNames}) )?([A-Za-z]{3}) {1,2}(\d{1,2})(?:,? (\d{4}))? ${clock}(?: ([AP]M)\b)?(?: (\d{4})(?![\w.:]))?(?: (${zoneNames})(?!\w))?`,
      'y',
    ),
    (m, context) => {
      const [, zoneBefore, name = '', day, yearBefore, hour, minute, second, part, half, yearAfter, zoneAfter] = m;
      const zone = zoneBefore ?? zoneAfter;
      const month = monthNumber(name);
      const year = yearBefore ?? yearAfter;
      let hours = Number(hour);
      if (half !== undefined) hours = (hours % 12) + (half === 'PM' ? 12 : 0);
      if (year !== undefined) return whole([year, '', day, String(hours), minute, second, part, zone], month, context);
      const local = { now: context.now, zone: zoneMinutes(zone) ?? context.zone ?? 0 };
      const ms = recent(month, Number(day), hours, Number(minute), Number(second), local);
      return ms === undefined ? undefined : ms + fraction(part);
    },
  ],
  // 01/Mar/2026:00:00:00 +0700, 01-Mar-2026 00:00:00.123
  [
    new RegExp(String.raw`(\d{1,2})[-/]([A-Za-z]{3})[-/](\d{4})[: ]${clock}${offset}`, 'y'),
    ([, day, name = '', year, ...rest], context) => whole([year, '', day, ...rest], monthNumber(name), context),
  ],
  // 03/01/2026 - 00:00:00
  [
    new RegExp(String.raw`(\d\d)/(\d\d)/(\d{4}) -? ?${clock}`, 'y'),
    ([, month, day, year, ...rest], context) => whole([year, '', day, ...rest], Number(month), context),
  ],
  // 03-01 00:00:00.123
  [
    new RegExp(String.raw`(\d\d)-(\d\d) ${clock}`, 'y'),
    ([, month, day, hour, minute, second, part], context) => {
      const ms = recent(Number(month), Number(day), Number(hour), Number(minute), Number(second), context);
      return ms === undefined ? undefined : ms + fraction(part);
    },
  ],
  // 260301  0:00:00 (MySQL), Mar-01-26 00:00:00 (ASSP)
  [
    new RegExp(String.raw`(\d\d)(\d\d)(\d\d) {1,2}${clock}`, 'y'),
    ([, year, month, day, ...rest], context) => whole([`20${year}`, '', day, ...rest], Number(month), context),
  ],
  [
    new RegExp(String.raw`([A-Z][a-z]{2})-(\d\d)-(\d\d) ${clock}`, 'y'),
    ([, name = '', day, year, ...rest], context) => whole([`20${year}`, '', day, ...rest], monthNumber(name), context),
  ],
  // 1772323200, 1772323200.123: not before 2001, not after 2286
  [/([1-9]\d{9})(?:\.(\d{1,9}))?(?![\w.:-])/y, ([, seconds, part]) => Number(seconds) * 1_000 + fraction(part)],
  // @400000004c91b044077a9e94 (TAI64N of daemontools, whose seconds are ten ahead of UTC)
  [
    /@40000000([0-9a-f]{8})([0-9a-f]{8})(?!\w)/y,
    ([, seconds = '', nanos = '']) =>
      (Number.parseInt(seconds, 16) - 10) * 1_000 + Math.floor(Number.parseInt(nanos, 16) / 1e6),
  ],
];

const webForms = [...forms.slice(2), ...forms.slice(0, 2)];

/** The time that is written at `at`, as milliseconds since 1970 with the place after it; undefined if none is. */
export function readTime(text: string, at: number, context: LineContext): { ms: number; end: number } | undefined {
  // A slash after the day: web servers' form, which most lines with a time of their own have.
  const likely = text.charCodeAt(at + 2) === 47 ? webForms : forms;
  for (const [form, read] of likely) {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found === null) continue;
    const ms = read(found, context);
    if (ms !== undefined) return { ms, end: form.lastIndex };
  }
  return undefined;
}
