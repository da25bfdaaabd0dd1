import { type LineContext, LIMITS, type LogEvent, put } from '../event.ts';
import { isoTime, readTime } from '../time.ts';

/**
 * What follows `<PRI>VERSION ` of RFC 5424 (section 6): time, host, application, process, message id, structured data,
 * message. Lengths beyond the grammar's are taken up to this engine's own limits. False where it is not of that form.
 */
export function parse5424(line: string, from: number, event: LogEvent, context: LineContext): boolean {
  const header = /(\S{1,64}) (\S{1,255}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (?=[-[])/y;
  header.lastIndex = from;
  const m = header.exec(line);
  if (m === null) return false;
  const [, time = '-', hostname, program, pid, msgid] = m;
  if (time !== '-') {
    const read = readTime(time, 0, context);
    if (read === undefined || read.end !== time.length) return false;
    event['@timestamp'] = isoTime(read.ms);
  }
  const data: LogEvent = {};
  const end = readStructuredData(line, header.lastIndex, data);
  if (end === undefined) return false;
  if (hostname !== '-') event.hostname = hostname;
  if (program !== '-') event.program = program;
  if (pid !== '-') event.pid = pid;
  if (msgid !== '-') event.msgid = msgid;
  if (Object.keys(data).length > 0) event.structured_data = data;
  if (end < line.length) {
    const start = end + 1;
    // A byte order mark says that the message is UTF-8; it is no part of it.
    event.message = line.slice(line.charCodeAt(start) === 0xfeff ? start + 1 : start);
  }
  return true;
}

/** `-` or elements `[id name="value" …]` one after another; the place after them, undefined where they are broken. */
function readStructuredData(line: string, from: number, data: LogEvent): number | undefined {
  if (line[from] === '-') return end(line, from + 1);
  let at = from;
  let fields = 0;
  while (line[at] === '[') {
    const id = /\[([^\s=\]"]{1,256})/y;
    id.lastIndex = at;
    const opened = id.exec(line);
    if (opened === null) return undefined;
    at = id.lastIndex;
    const element: LogEvent = {};
    for (;;) {
      const parameter = / +([^\s=\]"]{1,256})="/y;
      parameter.lastIndex = at;
      const named = parameter.exec(line);
      if (named === null) break;
      const close = closingQuote(line, parameter.lastIndex);
      if (close < 0) return undefined;
      if (++fields <= LIMITS.fields) add(element, named[1] ?? '', unescape(line.slice(parameter.lastIndex, close)));
      at = close + 1;
    }
    while (line[at] === ' ') at++;
    if (line[at] !== ']') return undefined;
    at++;
    if (fields <= LIMITS.fields) put(data, opened[1] ?? '', element);
  }
  return end(line, at);
}

const end = (line: string, at: number): number | undefined => (at >= line.length || line[at] === ' ' ? at : undefined);

/** A name may occur several times in an element (`ip="…" ip="…"`): then its values are an array. */
function add(element: LogEvent, name: string, value: string): void {
  const present = Object.hasOwn(element, name) ? element[name] : undefined;
  if (present === undefined) put(element, name, value);
  else if (Array.isArray(present)) present.push(value);
  else put(element, name, [present, value]);
}

/** The next quote that no backslash escapes; -1 if there is none. */
export function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 92) at++;
    else if (unit === 34) return at;
  }
  return -1;
}

/** Only `"`, `\` and `]` are escaped (RFC 5424, 6.3.3); a backslash before anything else is itself. */
const unescape = (text: string): string => (text.includes('\\') ? text.replace(/\\(["\\\]])/g, '$1') : text);
