import { expect, test } from 'vitest';
import { sniff } from './sniff.ts';

test.each([
  [
    'auditd',
    'type=SYSCALL msg=audit(1772323200.123:42): arch=c000003e syscall=59\n----\ntype=CWD msg=audit(1772323200.123:42): cwd="/"\n',
  ],
  ['cef', 'CEF:0|a|b|c|d|e|f|x=y\n'],
  ['cef', '<13>Nov  2 10:20:30 h CEF:0|a|b|c|d|e|f|x=y\n'],
  ['leef', 'LEEF:1.0|a|b|c|d|x=y\n'],
  ['fortigate', 'date=2026-11-22 time=07:00:01 devid=FG100E logid=1 type=traffic\n'],
  ['squid-log', '1772323200.250     4 203.0.113.9 TCP_DENIED/403 9 GET http://example.vn/ - HIER_NONE/- text/html\n'],
  ['error-log', '[Sun Mar 01 08:00:00 2026] [error] [client 203.0.113.9] x\n[Sun Mar 01 08:00:00 2026] [notice] y\n'],
  ['error-log', '2026/03/01 08:00:00 [error] 1#1: *2 x, client: 203.0.113.9\n'],
  [
    'syslog',
    'Nov  2 10:20:30 gate-1 sshd[5]: x\nNov  2 10:20:31 gate-1 nginx: ::1 - - [22/Nov/2026:07:00:01 +0700] "GET / HTTP/1.1" 200 1\nNov  2 10:20:30 h s: x\n',
  ],
])('%s: %s', (name, text) => {
  expect(sniff(text)).toBe(name);
});
