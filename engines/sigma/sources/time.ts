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
  if (/^\d{9,19}(\.\d{1,9})?$/.test(value)) return epoch(Number(value));
  return iso(value) ?? common(value);
}

/** Seconds, milliseconds, microseconds or nanoseconds: no log is older than 1973, so their ranges do not meet. */
function epoch(value: number): Time | undefined {
  if (!(value >= 1e8 && value < 1e20)) return undefined;
  const ms = value < 1e11 ? value * 1e3 : value < 1e14 ? value : value < 1e17 ? value / 1e3 : value / 1e6;
  return { ms, zoned: true };
}

/** ISO 8601 and RFC 3339 as loggers write them: `T` or a space, comma or point, any number of digits of a second. */
const isoForm =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,12}))? ?(Z|z|UTC|GMT|([+-])(\d{2}):?(\d{2})?)?$/;

function iso(text: string): Time | undefined {
  const found = isoForm.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone, sign, zoneHour, zoneMinute] = found;
  const ms = utcMs(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (ms === undefined) return undefined;
  const offset = offsetMs(sign, zoneHour, zoneMinute);
  return { ms: ms + (fraction ? Number(`0.${fraction}`) * 1e3 : 0) - offset, zoned: zone !== undefined };
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

/** A day that its month does not have is no time; second 60 is a leap second. */
function utcMs(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60 || year < 1970) return undefined;
  const date = Date.UTC(year, month - 1, day);
  if (new Date(date).getUTCMonth() !== month - 1) return undefined;
  return date + ((hour * 60 + minute) * 60 + second) * 1e3;
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
