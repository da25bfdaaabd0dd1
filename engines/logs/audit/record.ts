import { setOutcome } from '../auth/outcome.ts';
import { type LineContext, LIMITS, type LogEvent, put } from '../event.ts';
import { parseSyslog } from '../syslog/parse.ts';
import { isoTime } from '../time.ts';
import { readAddress } from './address.ts';
import names from './names.json' with { type: 'json' };

/** Names of system calls by architecture and number; `-` where a number has none. */
const systemCalls = new Map(Object.entries(names.syscalls).map(([arch, list]) => [arch, list.split(' ')]));
const recordTypes = new Map(Object.entries(names.types));

/** Fields that the kernel and libaudit write in hexadecimal when they hold a space, a quote or a control character. */
const encoded = new Set(
  'acct cgroup cmd comm cwd data device dir exe file key name new-disk new-fs ocomm old-disk old-fs path proctitle sw vm watch'.split(
    ' ',
  ),
);
/** Arguments of EXECVE: `a0`, or a part of a long one: `a1[0]`. */
export const argument = /^a(\d{1,7})(?:\[\d{1,7}\])?$/;

/** One attempt writes several records: USER_AUTH decides that it fails, USER_LOGIN that it succeeds. */
const signIns = new Map<string, 'login' | 'step'>([
  ['USER_AUTH failed', 'login'],
  ['USER_ERR failed', 'login'],
  ['USER_LOGIN failed', 'step'],
  ['USER_AUTH success', 'step'],
  ['USER_LOGIN success', 'login'],
]);

const head =
  /(?:node=(\S{1,255}) )?type=([A-Z0-9_]{1,64}|UNKNOWN\[\d{1,5}\]) (?:msg=)?audit\((\d{1,11})\.(\d{3}):(\d{1,20})\): ?/g;

/**
 * One record of the Linux audit system, from audit.log, ausearch --raw or a syslog message. Values are unquoted, those
 * in hexadecimal decoded, the fields of a nested `msg='…'` stand beside the others, numbers of record types and system
 * calls get their names (`type`, `SYSCALL`), values of `(null)` are left out.
 *
 * @returns the fields under auditd's own names with `@timestamp`, `serial`, `node` and the source `linux`/`auditd`;
 * undefined where the line is no audit record
 */
export function parseAuditRecord(line: string, context: LineContext): LogEvent | undefined {
  if (line.length > LIMITS.line) return undefined;
  head.lastIndex = 0;
  // Looking through a line of a million signs for a beginning would take long.
  const m = head.exec(line.slice(0, 2_048));
  if (m === null) return undefined;
  const start = m.index;
  let node = m[1];
  // Anything before it is the head of a syslog message, of which only the host is of interest.
  if (start > 0) {
    if (start > 512) return undefined;
    const before = parseSyslog(line.slice(0, start), context);
    if (before === undefined) return undefined;
    if (node === undefined && typeof before.hostname === 'string') node = before.hostname;
  }
  const written = m[2] ?? '';
  const number = /^(?:UNKNOWN\[)?(\d{4})\]?$/.exec(written)?.[1];
  const type = (number === undefined ? undefined : recordTypes.get(number)) ?? written;
  const event: LogEvent = {
    '@timestamp': isoTime(Number(m[3]) * 1_000 + Number(m[4])),
    type,
    serial: m[5],
  };
  if (node !== undefined) event.node = node;
  let end = line.length;
  while (end > 0 && /[\s\0]/.test(line[end - 1] ?? '')) end--;
  readFields(line, start + m[0].length, end, event, type === 'EXECVE', 0);
  if (type === 'SYSCALL' && event.SYSCALL === undefined) {
    const call = systemCalls.get(String(event.arch))?.[Number(event.syscall)];
    if (call !== undefined && call !== '-') event.SYSCALL = call;
  }
  if (type === 'SOCKADDR' && typeof event.saddr === 'string' && event.laddr === undefined) {
    Object.assign(event, readAddress(event.saddr));
  }
  const action = signIns.get(`${type} ${String(event.res)}`);
  if (action !== undefined) {
    const outcome = event.res === 'success' ? 'success' : 'failure';
    setOutcome(event, { action, outcome, user: text(event.acct), host: text(event.addr) });
  }
  event.product = 'linux';
  event.service = 'auditd';
  // A field of this name would choose other rules.
  delete event.category;
  return event;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '?' ? value : undefined);

/** `key=value` between spaces, commas or the group separator before the fields that auditd has interpreted. */
function readFields(line: string, from: number, to: number, event: LogEvent, execve: boolean, depth: number): void {
  const token = /([^\s=,\x1d"'{}()]{1,256})=|[\s,\x1d{}()]+|[^\s=,\x1d{}()]+|=/y;
  let at = from;
  let fields = 0;
  /** Where the value of each argument that comes in parts is collected. */
  const parts = new Map<string, string[]>();
  while (at < to && fields < LIMITS.fields) {
    token.lastIndex = at;
    const found = token.exec(line);
    if (found === null) break;
    at = token.lastIndex;
    const key = found[1];
    if (key === undefined) continue;
    fields++;
    const quote = line[at];
    if (quote === "'" && depth === 0) {
      const close = line.lastIndexOf("'", to - 1);
      const inner = close > at ? close : to;
      readFields(line, at + 1, inner, event, false, 1);
      at = inner + 1;
      continue;
    }
    let value: string;
    if (quote === '"') {
      const close = line.indexOf('"', at + 1);
      const inner = close < 0 || close > to ? to : close;
      value = line.slice(at + 1, inner);
      at = inner + 1;
    } else {
      let stop = at;
      while (stop < to && !isGap(line, stop)) stop++;
      value = line.slice(at, stop);
      at = stop;
      // Old records put a list into parentheses: `(hostname=?, addr=?, terminal=ssh)`.
      if (value.endsWith(')') && !value.includes('(')) value = value.slice(0, -1);
      const isArgument = execve && argument.test(key);
      if ((isArgument || encoded.has(key)) && isHex(value)) value = fromHex(value);
    }
    if (value === '(null)' || value === '(none)') continue;
    if (execve) {
      const part = key.indexOf('[');
      if (part > 0 && argument.test(key)) {
        const name = key.slice(0, part);
        const list = parts.get(name);
        if (list === undefined) parts.set(name, [value]);
        else list.push(value);
        continue;
      }
    }
    set(event, key, value);
  }
  for (const [name, list] of parts) set(event, name, list.join(''));
}

/** A comma is one before a space only: security contexts hold commas. */
function isGap(line: string, at: number): boolean {
  const unit = line.charCodeAt(at);
  return unit === 32 || unit === 29 || unit === 9 || (unit === 44 && line.charCodeAt(at + 1) === 32);
}

function set(event: LogEvent, key: string, value: string): void {
  // The record's own fields come first; a nested one of the same name says less.
  if (Object.hasOwn(event, key)) return;
  if (key === 'key' && value.includes('\x01')) put(event, key, value.split('\x01'));
  // Arguments of a command end with NUL each.
  else if (key === 'proctitle') put(event, key, value.replace(/\0+$/, '').replaceAll('\0', ' '));
  else put(event, key, value);
}

const isHex = (text: string): boolean => text.length >= 2 && text.length % 2 === 0 && /^[0-9A-F]+$/.test(text);

const utf8 = new TextDecoder('utf-8');
function fromHex(text: string): string {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return utf8.decode(bytes);
}
