import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSyslog } from '@khien/engines/logs';
import { atLeast, type Bar } from '../../bench/report.ts';
import { rulesFire } from './text/rules-fire.ts';
import { fail2ban } from './text/fail2ban.ts';
import { jc } from './text/jc.ts';
import { loghub } from './text/loghub.ts';

/** The parsers of logs that are text, against annotations, tables and a tool made by others, and for speed. */
export function textLogs(soc: string): Bar[] {
  return [...fail2ban(soc), loghub(soc), ...jc(soc), ...rulesFire(soc), speed(soc)];
}

function speed(soc: string): Bar {
  const lines = readFileSync(path.join(soc, 'loghub', 'OpenSSH', 'OpenSSH_2k.log'), 'latin1').split(/\r?\n/);
  const context = { now: Date.UTC(2020, 0, 1), zone: 420 };
  let best = 0;
  for (let run = 0; run < 6; run++) {
    const start = process.cpuUsage();
    let read = 0;
    for (let i = 0; i < 50; i++) for (const line of lines) if (parseSyslog(line, context) !== undefined) read++;
    const { user, system } = process.cpuUsage(start);
    best = Math.max(best, (read * 1e6) / (user + system));
  }
  return atLeast(
    'logs.syslog-per-cpu-s',
    best,
    1e6,
    'lines/s',
    "RFC 3164 lines of loghub's OpenSSH to events, best of 6 runs of 100,000 in CPU time",
  );
}
