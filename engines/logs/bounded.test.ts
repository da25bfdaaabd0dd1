import { expect, test } from 'vitest';
import { formats } from './formats.ts';

const LENGTH = 262_144;

/** Beginnings that each parser takes for its own, and what may keep it looking for the end. */
const heads = [
  '',
  '<13>',
  '<13>1 - - - - - [x y="',
  'Nov  2 10:20:30 h sshd[1]: ',
  'Nov  2 10:20:30 h dovecot: ',
  '[Sun Mar 01 08:00:00 2026] ',
  '[Sun Mar 01 08:00:00 2026] [error] [client ',
  '2026/03/01 08:00:00 [error] 1#1: ',
  '2026-03-01 08:00:00 ',
  '::1 - - [22/Nov/2026:07:00:01 +0700] "',
  '::1 - - [22/Nov/2026:07:00:01 +0700] "GET / HTTP/1.1" 200 1 "',
  'CEF:0|a|b|c|d|e|f|',
  'LEEF:2.0|a|b|c|d|^|',
  'type=EXECVE msg=audit(1.000:1): ',
  "type=USER_AUTH msg=audit(1.000:1): msg='",
  '1772323200.250     4 203.0.113.9 TCP_MISS/200 9 GET ',
  '<189>29: ',
  'date=1 devid=F logid=1 ',
];
const pieces = [
  'a',
  ' ',
  '\\',
  '"',
  '=',
  'a=',
  ' a=',
  '[',
  ']',
  '(',
  ':',
  ': ',
  '1:',
  ' [',
  '0:',
  'x ',
  '\\x41',
  '%',
  ', ',
  '.',
  '41',
  'a[0]=',
  ' H=[',
  'node=',
];

test('a long line costs linear work in every parser', () => {
  const slow: string[] = [];
  for (const { name, parse } of formats) {
    if (parse === undefined || name === 'ndjson') continue;
    for (const head of heads) {
      for (const piece of pieces) {
        const line = head + piece.repeat(LENGTH / piece.length);
        let best = Number.POSITIVE_INFINITY;
        for (let run = 0; run < 3 && best > 100; run++) {
          const start = process.cpuUsage();
          parse(line, { now: 0 });
          const { user, system } = process.cpuUsage(start);
          best = Math.min(best, (user + system) / 1_000);
        }
        if (best > 100) slow.push(`${name}: ${best.toFixed(0)} ms: ${head} ${piece}`);
      }
    }
  }
  expect(slow).toEqual([]);
}, 60_000);
