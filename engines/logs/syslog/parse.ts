import { type LineContext, LIMITS, type LogEvent } from '../event.ts';
import { isoTime, monthNumber, readTime, recent } from '../time.ts';
import { parse5424 } from './rfc5424.ts';

/** RFC 5424, table 1, by the keywords of syslog.conf. */
export const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );
/** RFC 5424, table 2. */
export const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** The head of nearly every line: one expression with few groups is many times as fast as a scanner for all forms. */
const usual =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) ([^\s:*]{1,255}) ([^\s:[\]]{1,128})(?:\[(\d{1,10})\])?: (?!\[ID )/;

/**
 * One syslog message: RFC 5424, RFC 3164 and what devices send in its place (no priority, sequence numbers, an asterisk
 * before the time, milliseconds, ISO times, no host).
 *
 * @returns `@timestamp` (ISO 8601, UTC; absent where the line has no usable time), `hostname`, `program`, `pid`,
 * `facility` and `severity` (keywords), `message`; of RFC 5424 also `msgid` and `structured_data` ({id: {name: value}}).
 * undefined where the line has neither a priority nor a time and so is no syslog.
 */
export function parseSyslog(line: string, context: LineContext): LogEvent | undefined {
  if (line.length > LIMITS.line) return undefined;
  const m = usual.exec(line);
  if (m !== null) {
    const time = m[2] ?? '';
    const month = monthNumber(time.slice(0, 3));
    const day = time.charCodeAt(4) === 32 ? time.charCodeAt(5) - 48 : digits(time, 4);
    const ms = recent(month, day, digits(time, 7), digits(time, 10), digits(time, 13), context);
    const priority = m[1] === undefined ? -1 : Number(m[1]);
    if (ms !== undefined && priority < 192) {
      const event: LogEvent = {
        '@timestamp': isoTime(ms),
        hostname: m[3],
        program: m[4],
        message: withoutEnd(line.slice(m[0].length)),
      };
      if (m[5] !== undefined) event.pid = m[5];
      if (priority >= 0) setPriority(event, priority);
      return event;
    }
  }
  return parseUnusual(withoutEnd(line), context);
}

/** Two decimal digits. */
const digits = (text: string, at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

/** Line ends and the NUL that some senders put after a message. */
function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 0 && isEnd(line.charCodeAt(end - 1))) end--;
  return end === line.length ? line : line.slice(0, end);
}
const isEnd = (unit: number): boolean => unit === 10 || unit === 13 || unit === 0;

function setPriority(event: LogEvent, priority: number): void {
  event.facility = FACILITIES[priority >> 3];
  event.severity = SEVERITIES[priority & 7];
}

function parseUnusual(line: string, context: LineContext): LogEvent | undefined {
  const start = line.charCodeAt(0) === 0xfeff ? 1 : 0;
  const event: LogEvent = {};
  const priority = /<(\d{1,3})>/y;
  priority.lastIndex = start;
  const found = priority.exec(line);
  const hasPriority = found !== null && Number(found[1]) < 192;
  let at = hasPriority ? priority.lastIndex : start;
  if (hasPriority) {
    setPriority(event, Number(found[1]));
    const version = /([1-9]\d{0,2}) (?=-|\d{4}-)/y;
    version.lastIndex = at;
    if (version.test(line)) {
      const whole = parse5424(line, version.lastIndex, event, context);
      if (whole) return event;
    }
  }
  const time = timeAt(line, at, event, context);
  if (time !== undefined) at = time;
  else if (!hasPriority && !journal.test(line)) return undefined;
  // A colon after the time ends the head. A program's own log has a year and no host: its first word is of the message.
  const ended = time !== undefined && /[:\]]:? ?$/.test(line.slice(Math.max(0, at - 3), at)) && line[at - 1] !== ']';
  if (ended) readMessage(line, at, event);
  else readTag(line, at, event, hasPriority || time === undefined || /^[*.[]?[A-Z][a-z]{2} {1,2}\d/.test(line));
  return event;
}

/** `host program[pid]: `, as the journal gives messages without their time. */
const journal = /^[\w.-]{1,255} [\w./@-]{1,128}\[\d{1,10}\]: /;

/** What some programs put before the time besides `*`, `.` and `[`. */
const starts = /^(?:<[A-Z]>|L (?=\d)|t=(?=\d))/;

/** Sequence numbers and the names of devices may stand before the time: `<189>edge-1: 000029: *Mar  1 00:00:05.123 UTC: `. */
function timeAt(line: string, from: number, event: LogEvent, context: LineContext): number | undefined {
  let at = from;
  let hostname: string | undefined;
  for (let part = 0; part < 3; part++) {
    const unit = line.charCodeAt(at);
    const isMarked = unit === 42 || unit === 46 || unit === 91; // * . [
    const start = isMarked ? at + 1 : at + (starts.exec(line.slice(at, at + 4))?.[0].length ?? 0);
    const time = readTime(line, start, context);
    if (time !== undefined) {
      event['@timestamp'] = isoTime(time.ms);
      if (hostname !== undefined) event.hostname = hostname;
      // What is left of the time: its bracket, the name of an unknown zone before a colon, the colon.
      const after = /\]?(?: [A-Z]{3,5}(?=:))?:? */y;
      after.lastIndex = time.end;
      after.test(line);
      return after.lastIndex;
    }
    const before = /(\S{1,255}): +|(\d{1,10}): */y;
    before.lastIndex = at;
    const label = before.exec(line);
    if (label === null) return undefined;
    if (label[1] !== undefined && !/^\d+$/.test(label[1])) hostname = label[1];
    at = before.lastIndex;
  }
  return undefined;
}

/** `host program[pid]: message` in what remains, any of them absent. `mayName`: a word alone may be the host. */
function readTag(line: string, from: number, event: LogEvent, mayName: boolean): void {
  let at = from;
  // FreeBSD's syslogd -v and -vv write facility and severity after the time.
  const named = /<([a-z0-9]{1,12})\.([a-z0-9]{1,8})> /y;
  named.lastIndex = at;
  const levels = named.exec(line);
  if (levels !== null) {
    setNamed(event, levels[1] ?? '', levels[2] ?? '');
    at = named.lastIndex;
  }
  const host = /([^\s<>[\]{}()"'=,;%]{1,255}) +/y;
  host.lastIndex = at;
  const first = event.hostname === undefined ? host.exec(line) : null;
  if (first?.[1] !== undefined && (!first[1].endsWith(':') || first[1].endsWith('::'))) {
    const tag = tagAt(line, host.lastIndex);
    // With neither a tag behind it nor a head that promises a host, it is a word of the message.
    if (tag === undefined && !mayName) return readMessage(line, at, event);
    // `sogod [26818]: …`: the program itself, not a host with a nameless program.
    if (tag?.program === '') tag.program = first[1];
    else event.hostname = first[1];
    at = setTag(event, tag) ?? host.lastIndex;
  } else at = setTag(event, tagAt(line, at)) ?? at;
  readMessage(line, at, event);
}

function readMessage(line: string, from: number, event: LogEvent): void {
  let at = from;
  // Cisco's firewalls set a colon of its own before the mnemonic: `fw-1 : %ASA-4-106023: Deny …`.
  const mnemonic = /(?:: )?(%[A-Z0-9_-]{1,64}): /y;
  mnemonic.lastIndex = at;
  const cisco = event.program === undefined ? mnemonic.exec(line) : null;
  if (cisco !== null) {
    event.program = cisco[1];
    at = mnemonic.lastIndex;
  }
  // Solaris: [ID 800047 auth.info]
  const id = /\[ID \d{1,10} ([a-z0-9]{1,12})\.([a-z]{1,8})\] /y;
  id.lastIndex = at;
  const solaris = id.exec(line);
  if (solaris !== null) {
    setNamed(event, solaris[1] ?? '', solaris[2] ?? '');
    at = id.lastIndex;
  }
  event.message = line.slice(at);
}

function tagAt(line: string, at: number): { program: string; pid: string | undefined; end: number } | undefined {
  // login signs with `-- user`, old daemons with their version behind the name.
  const tag = /((?:-- )?[^\s:[\]]{0,128})(?: \d[\d.-]{0,16})? ?(?:\[([^\s\]]{1,32})\])?:(?: +|$)/y;
  tag.lastIndex = at;
  const found = tag.exec(line);
  if (found === null || (found[1] === '' && found[2] === undefined)) return undefined;
  return { program: found[1] ?? '', pid: found[2], end: tag.lastIndex };
}

function setTag(event: LogEvent, tag: ReturnType<typeof tagAt>): number | undefined {
  if (tag === undefined) return undefined;
  event.program = tag.program;
  if (tag.pid !== undefined) event.pid = tag.pid;
  return tag.end;
}

function setNamed(event: LogEvent, facility: string, severity: string): void {
  const f = /^\d+$/.test(facility) ? FACILITIES[Number(facility)] : facility;
  const s = /^\d+$/.test(severity) ? SEVERITIES[Number(severity)] : severity;
  if (f !== undefined) event.facility = f;
  if (s !== undefined) event.severity = s === 'error' ? 'err' : s === 'warn' ? 'warning' : s;
}
