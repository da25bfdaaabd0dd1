import { parseAccessLog } from './access-log.ts';
import { parseAuditRecord } from './audit/record.ts';
import { parseCef } from './cef.ts';
import { parseErrorLog } from './error-log.ts';
import type { LineContext, LogEvent } from './event.ts';
import { parseFortigate } from './fortigate.ts';
import { parseLeef } from './leef.ts';
import { parseSyslogMessage } from './message.ts';
import { parseSnare } from './snare.ts';
import { parseSquidLog } from './squid-log.ts';
import { isWindowsXml } from './windows-xml-stream.ts';
import { isZeekTsv } from './zeek/tsv.ts';

export type FormatName =
  | 'evtx'
  | 'windows-xml'
  | 'json-array'
  | 'otlp-json'
  | 'ndjson'
  | 'zeek'
  | 'auditd'
  | 'cef'
  | 'leef'
  | 'snare'
  | 'fortigate'
  | 'squid-log'
  | 'access-log'
  | 'error-log'
  | 'syslog';

/** One kind of file that can be read. */
export interface Format {
  name: FormatName;
  /** Whether a whole file of this kind begins so. */
  starts?(head: string): boolean;
  /** One line of it; absent where a file is not read by lines. */
  parse?(line: string, context: LineContext): LogEvent | undefined;
}

/** Every kind of file, from the most special to the most general one. */
export const formats: readonly Format[] = [
  { name: 'evtx', starts: (head) => head.startsWith('ElfFile\0') },
  { name: 'windows-xml', starts: isWindowsXml },
  { name: 'json-array', starts: (head) => /^\s{0,64}\[\s{0,64}(?:\{|\]\s{0,64}$)/.test(head) },
  { name: 'otlp-json', starts: (head) => /^\s{0,64}\{\s{0,64}"resourceLogs"/.test(head) },
  // Objects over several lines too: no other kind of file begins so.
  { name: 'ndjson', starts: (head) => /^\s{0,64}\{\s{0,64}"/.test(head), parse: parseObject },
  { name: 'zeek', starts: isZeekTsv },
  // One record each; createAuditJoiner joins those of an event.
  { name: 'auditd', parse: parseAuditRecord },
  { name: 'cef', parse: parseCef },
  { name: 'leef', parse: parseLeef },
  { name: 'snare', parse: parseSnare },
  { name: 'fortigate', parse: parseFortigate },
  { name: 'squid-log', parse: parseSquidLog },
  { name: 'access-log', parse: parseAccessLog },
  { name: 'error-log', parse: parseErrorLog },
  { name: 'syslog', parse: parseSyslogMessage },
];

function parseObject(line: string): LogEvent | undefined {
  if (!/^\s{0,64}\{/.test(line)) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as LogEvent) : undefined;
  } catch {
    return undefined;
  }
}
