import type { Shape } from './shape.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where the time of an event stands. `utc`: a time without a zone is UTC there, by what the source promises. */
interface Place {
  path: readonly string[];
  utc?: boolean;
}

const placesOf: Readonly<Record<Shape, readonly Place[]>> = {
  evtx: [
    { path: ['Event', 'System', 'TimeCreated', '#attributes', 'SystemTime'], utc: true },
    { path: ['Event', 'System', 'TimeCreated_attributes', 'SystemTime'], utc: true },
  ],
  ecs: [
    { path: ['winlog', 'time_created'], utc: true },
    { path: ['@timestamp'], utc: true },
  ],
  wazuh: [
    { path: ['data', 'win', 'system', 'systemTime'], utc: true },
    { path: ['@timestamp'], utc: true },
    { path: ['timestamp'] },
  ],
  flat: [
    // When it happened, by the source; then when it was sent or collected.
    { path: ['UtcTime'], utc: true },
    ...['TimeCreated_SystemTime', 'TimeCreated', 'EventTime'].map((key) => ({ path: [key] })),
    { path: ['ts'], utc: true },
    ...['eventTime', 'event_time', 'CreationTime', 'activityDateTime', 'createdDateTime', 'published'].map((key) => ({
      path: [key],
      // The interfaces of cloud services write UTC, m365 without saying so.
      utc: true,
    })),
    ...['requestReceivedTimestamp', 'created_at', 'utc_time'].map((key) => ({ path: [key], utc: true })),
    ...['timestamp', 'time', 'TimeGenerated', '@timestamp', '_time', 'date', 'EventReceivedTime'].map((key) => ({
      path: [key],
    })),
  ],
};

/**
 * When the event happened, in milliseconds since 1970 UTC (with a fraction where the source is finer), or undefined where
 * it tells no time that reads as one. Times that name their zone win over times that do not.
 *
 * @param zoneMinutes east of UTC, for a time that names no zone where the source does not promise UTC.
 */
export function timeOf(event: object, shape: Shape, zoneMinutes = 0): number | undefined {
  let unsure: number | undefined;
  for (const { path, utc } of placesOf[shape]) {
    const value = valueAt(event as Fields, path);
    if (value === undefined || value === null) continue;
    const time = readTime(value);
    if (time === undefined) continue;
    if (time.zoned || utc === true) return time.ms;
    unsure ??= time.ms - zoneMinutes * 60_000;
  }
  return unsure;
}

interface Time {
  ms: number;
  zoned: boolean;
}

function readTime(value: unknown): Time | undefined {
  if (typeof value === 'number') return epoch(value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  return iso(value) ?? (/^\d{9,19}(\.\d{1,9})?$/.test(value) ? epoch(Number(value)) : common(value));
}

/** Seconds, milliseconds, microseconds or nanoseconds: no log is older than 1973, so their ranges do not meet. */
function epoch(value: number): Time | undefined {
  if (!(value >= 1e8 && value < 1e20)) return undefined;
  const ms = value < 1e11 ? value * 1e3 : value < 1e14 ? value : value < 1e17 ? value / 1e3 : value / 1e6;
  return { ms, zoned: true };
}

/**
 * ISO 8601 and RFC 3339 as loggers write them: `T` or a space, comma or point, any number of digits of a second. Read by
 * hand: a regular expression takes five times as long, and correlations ask for every match.
 */
function iso(text: string): Time | undefined {
  const slash = text.charCodeAt(4);
  if ((slash !== 45 && slash !== 47) || text.charCodeAt(7) !== slash) return undefined;
  if ((text[10] !== 'T' && text[10] !== ' ') || text[13] !== ':' || text[16] !== ':') return undefined;
  const ms = utcMs(
    digits(text, 0, 4),
    digits(text, 5, 2),
    digits(text, 8, 2),
    digits(text, 11, 2),
    digits(text, 14, 2),
    digits(text, 17, 2),
  );
  if (ms === undefined) return undefined;
  let at = 19;
  let part = 0;
  if (text[at] === '.' || text[at] === ',') {
    const start = (at += 1);
    let scale = 1e3;
    for (let digit = digits(text, at, 1); digit >= 0; digit = digits(text, ++at, 1)) part += digit * (scale /= 10);
    if (at === start) return undefined;
  }
  if (text[at] === ' ') at += 1;
  const zone = text.slice(at);
  if (zone === '') return at === 19 || text[at - 1] !== ' ' ? { ms: ms + part, zoned: false } : undefined;
  const offset = zoneMs(zone);
  return offset === undefined ? undefined : { ms: ms + part - offset, zoned: true };
}

/** A number of so many decimal digits; negative where they are not. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function zoneMs(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z' || zone === 'UTC' || zone === 'GMT') return 0;
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  return found ? offsetMs(found[1], found[2], found[3]) : undefined;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `10/Oct/2025:13:55:36 -0700`, the common log format of web servers. */
const commonForm = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?: ([+-])(\d{2}):?(\d{2}))?$/;

function common(text: string): Time | undefined {
  const found = commonForm.exec(text);
  if (found === null) return undefined;
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = found;
  const monthNumber = months.indexOf(month ?? '') + 1;
  const ms = utcMs(Number(year), monthNumber, Number(day), Number(hour), Number(minute), Number(second));
  if (ms === undefined) return undefined;
  return { ms: ms - offsetMs(sign, zoneHour, zoneMinute), zoned: sign !== undefined };
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day that its month does not have is no time; second 60 is a leap second. */
function utcMs(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1 && hour >= 0 && minute >= 0 && second >= 0))
    return undefined;
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (day > (monthDays[month - 1] ?? 0) + leapDay || hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offsetMs(sign: string | undefined, hours: string | undefined, minutes: string | undefined): number {
  if (sign === undefined) return 0;
  const size = (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -size : size;
}

function valueAt(event: Fields, path: readonly string[]): unknown {
  let at: unknown = event;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Fields)[key];
  }
  return at;
}
