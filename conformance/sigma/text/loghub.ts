import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type LogEvent, parseErrorLog, parseSyslog } from '@khien/engines/logs';
import { atMost, type Bar } from '../../../bench/report.ts';
import { csv } from './csv.ts';

/** Which column of the published table each of our fields must equal. */
const sets: readonly { name: string; parse: typeof parseSyslog; columns: Readonly<Record<string, string>> }[] = [
  {
    name: 'Linux',
    parse: parseSyslog,
    columns: { hostname: 'Level', program: 'Component', pid: 'PID', message: 'Content' },
  },
  { name: 'OpenSSH', parse: parseSyslog, columns: { hostname: 'Component', pid: 'Pid', message: 'Content' } },
  { name: 'Apache', parse: parseErrorLog, columns: { severity: 'Level', message: 'Content' } },
];

/** Three public samples that others took apart into columns: each of 2,000 lines must have the same time and fields. */
export function loghub(soc: string): Bar {
  let lines = 0;
  const wrong: string[] = [];
  for (const { name, parse, columns } of sets) {
    const folder = path.join(soc, 'loghub', name);
    const text = readFileSync(path.join(folder, `${name}_2k.log`), 'utf8').split(/\r?\n/);
    const table = csv(readFileSync(path.join(folder, `${name}_2k.log_structured.csv`), 'utf8'));
    table.forEach((row, i) => {
      lines++;
      const event = parse(text[i] ?? '', { now: Date.UTC(2020, 0, 1) });
      const differs =
        event === undefined
          ? ['all']
          : Object.keys(columns).filter((field) => !same(event, field, row[columns[field] ?? ''] ?? ''));
      if (event !== undefined && !sameTime(String(event['@timestamp']), row)) differs.push('time');
      if (differs.length > 0) wrong.push(`${name} ${i + 1} ${differs.join(' ')}: ${text[i]?.slice(0, 120)}`);
    });
  }
  for (const one of wrong.slice(0, 20)) console.error(`  ${one}`);
  return atMost(
    'logs.loghub',
    wrong.length,
    0,
    'lines',
    `${lines} lines of loghub's Linux, OpenSSH and Apache; time and every column they have equal`,
  );
}

/** The tables cut white space at the ends, keep a version with the program, and leave the client in Apache's text. */
function same(event: LogEvent, field: string, wanted: string): boolean {
  const ours = String(event[field] ?? '').trim();
  if (field === 'program') return ours === wanted.replace(/ \d[\d.]*$/, '');
  const client = event['c-ip'] === undefined ? '' : `[client ${String(event['c-ip'])}] `;
  return (field === 'message' ? client : '') + ours === wanted.trim();
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function sameTime(time: string, row: Readonly<Record<string, string>>): boolean {
  const whole = /^\w{3} (\w{3}) (\d\d) ([\d:]{8}) (\d{4})$/.exec(row.Time ?? '');
  if (whole !== null) return time === iso(whole[4] ?? '', whole[1], whole[2], whole[3]);
  const month = row.Month ?? row.Date;
  return time.slice(5) === iso('', month, row.Month === undefined ? row.Day : row.Date, row.Time).slice(1);
}

const iso = (year: string, month = '', day = '', clock = ''): string =>
  `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}T${clock}.000Z`;
