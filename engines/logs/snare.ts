import { type LineContext, LIMITS, type LogEvent } from './event.ts';
import { readMessageFields } from './message-fields.ts';
import { headBefore } from './syslog/carried.ts';
import { isoTime, monthNumber, utc } from './time.ts';

const mark = 'MSWinEventLog';
const audits: Readonly<Record<string, string>> = {
  'Success Audit': '0x8020000000000000',
  'Failure Audit': '0x8010000000000000',
};

/**
 * A Windows event as text of the Snare agent (`MSWinEventLog`, fields by tabs or as `#011`), alone or with the head of
 * a syslog message before it, which is left out: criticality, channel, counter, time, event, provider, user, kind of
 * user, kind of event, computer, category, data, sentence, and perhaps a counter of the channel.
 *
 * @returns Channel, EventID, Provider_Name, Computer, `@timestamp` and RecordID (absent if there is none), Keywords of
 * audits (as Windows numbers them), User, Category, Message, and of well-known events the fields of the sentence under
 * the names of their template. undefined if the line is none.
 */
export function parseSnare(line: string, context: LineContext): LogEvent | undefined {
  if (line.length > LIMITS.line) return undefined;
  const start = line.indexOf(mark);
  if (start < 0 || !/^\s?$/.test(line.charAt(start - 1))) return undefined;
  if (start > 1_024 || headBefore(line, start, `${mark}:`, context) === undefined) return undefined;
  const separator = line.charAt(start + mark.length) === '\t' ? '\t' : '#011';
  // The sentence may have tabs of its own: it is what is left, without the counter that may end it.
  const parts = line.slice(start + mark.length).split(separator);
  const [empty, , channel, , time, id, provider, user, , kind, computer, category, , ...rest] = parts;
  if (empty !== '' || channel === undefined || id === undefined || provider === undefined) return undefined;
  if (!/^\d{1,5}$/.test(id) || rest.length === 0) return undefined;
  const counter = rest.length > 1 && /^\d{1,20}\s*$/.test(rest.at(-1) ?? '') ? rest.pop()?.trim() : undefined;
  const message = rest.join('\t').trim();
  const event: LogEvent = {
    product: 'windows',
    Channel: channel,
    EventID: Number(id),
    Provider_Name: provider,
    Computer: computer,
    Message: message,
  };
  const at = snareTime(time ?? '', context);
  if (at !== undefined) event['@timestamp'] = isoTime(at);
  if (counter !== undefined) event.RecordID = counter;
  const keywords = Object.hasOwn(audits, kind ?? '') ? audits[kind ?? ''] : undefined;
  if (keywords !== undefined) event.Keywords = keywords;
  if (user !== undefined && !/^(?:-\\-|N\/A|-|)$/.test(user)) event.User = user;
  if (category !== undefined && category !== '' && category !== 'None') event.Category = category;
  readMessageFields(event, channel, id, message);
  return event;
}

/** `Tue Jul 28 11:28:00 2026`: of the zone of the computer. */
function snareTime(text: string, { zone = 0 }: LineContext): number | undefined {
  const parts = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d|\d) (\d\d):(\d\d):(\d\d) (\d{4})$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, month = '', day, hour, minute, second, year] = parts;
  const ms = utc(Number(year), monthNumber(month), Number(day), Number(hour), Number(minute), Number(second));
  return ms === undefined ? undefined : ms - zone * 60_000;
}
