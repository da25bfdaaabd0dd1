import { expect, test } from 'vitest';
import { sniff } from './sniff.ts';

test.each([
  ['evtx', 'ElfFile\0\0\0'],
  ['windows-xml', "\ufeff<Event xmlns='x'><System/></Event>"],
  ['windows-xml', '<?xml version="1.0"?>\n<Events><Event>'],
  ['json-array', '[\n  {"a": 1}]'],
  ['ndjson', '{"a":1}\n{"b":2}\n'],
  ['access-log', '::1 - - [22/Nov/2026:07:00:01 +0700] "GET / HTTP/1.1" 200 1\n\n'],
  ['syslog', 'Nov  2 10:20:30 gate-1 sshd[5]: x\nNov  2 10:20:31 gate-1 sshd[5]: y\n'],
  ['syslog', '<34>1 - - - - - - x'],
])('%s', (name, text) => {
  expect(sniff(text)).toBe(name);
});

test('nothing is known of other text', () => {
  expect(sniff('')).toBeUndefined();
  expect(sniff('Dear Sir,\nthank you.')).toBeUndefined();
});

test.each([
  ['ndjson', '{\n  "a": 1,\n  "b": 2\n}\n'],
  ['ndjson', '{"Records":[{"eventName":"x"'],
  ['otlp-json', '{"resourceLogs":[{"resource":{}'],
  ['zeek', '#separator \\x09\n#set_separator\t,\n#path\tconn\n'],
])('%s by its beginning', (name, head) => {
  expect(sniff(head)).toBe(name);
});
