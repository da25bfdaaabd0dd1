import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type LogEvent, parseAccessLog, parseCef, parseSyslog } from '@khien/engines/logs';
import { atMost, type Bar, notMeasured } from '../../../bench/report.ts';
import { seeded } from '../data.ts';

type Read = Record<string, unknown>;
const context = { now: Date.UTC(2016, 0, 1) };

/** The same lines through Debian's jc, which others wrote: every field that both know must be equal. */
export function jc(soc: string): Bar[] {
  const suites = [
    ['logs.jc-syslog', '--syslog-bsd', messages(soc), sameMessage],
    ['logs.jc-syslog-5424', '--syslog', headed(), sameHeaded],
    ['logs.jc-clf', '--clf', requests(soc), sameRequest],
    ['logs.jc-cef', '--cef', events(), sameEvent],
  ] as const;
  return suites.map(([bar, option, lines, same]) => {
    let answers: Read[];
    try {
      const output = execFileSync('jc', ['-q', option], { input: lines.join('\n'), maxBuffer: 2 ** 28 });
      answers = JSON.parse(output.toString('utf8')) as Read[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return notMeasured(bar, '= 0', 'lines', 'no jc command on this machine');
    }
    if (answers.length !== lines.length)
      throw new Error(`jc ${option}: ${answers.length} answers to ${lines.length} lines`);
    let compared = 0;
    let differ = 0;
    answers.forEach((theirs, i) => {
      if (theirs.unparsable !== undefined) return;
      compared++;
      if (same(lines[i] ?? '', theirs)) return;
      if (++differ <= 10)
        console.error(`  ${bar}: ${lines[i]?.slice(0, 200)}\n    ${JSON.stringify(theirs).slice(0, 300)}`);
    });
    return atMost(
      bar,
      differ,
      0,
      'lines',
      `${compared} of ${lines.length} lines that jc ${option} reads: every field that both have`,
    );
  });
}

function messages(soc: string): string[] {
  return ['Linux', 'OpenSSH'].flatMap((name) =>
    readFileSync(path.join(soc, 'loghub', name, `${name}_2k.log`), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
  );
}

/** jc takes the process id, or what stands in brackets behind the program, for a part of the content. */
function sameMessage(line: string, theirs: Read): boolean {
  const ours = parseSyslog(line, context);
  const whole = (text: unknown): string => String(text ?? '').replaceAll(/[\s:]/g, '');
  return (
    ours?.hostname === theirs.hostname &&
    whole(line).endsWith(whole(ours?.message)) &&
    `${whole(theirs.tag)}${whole(theirs.content)}`.endsWith(whole(ours?.message)) &&
    `${whole(theirs.tag)}${whole(theirs.content)}`.startsWith(whole(ours?.program)) &&
    sameDay(String(ours?.['@timestamp']), String(theirs.date))
  );
}

/** The year is not in the line. */
const sameDay = (ours: string, theirs: string): boolean => {
  const [month = '', day = '', clock = ''] = theirs.split(/ +/);
  const wanted = new Date(`${day} ${month} ${ours.slice(0, 4)} ${clock}Z`).toISOString();
  return wanted === ours;
};

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const words = [
  'gate',
  'mail 2',
  'x=y',
  'Điện Biên',
  '{"a":1}',
  'C:\\Temp',
  '10.0.0.1',
  'a|b',
  '100%',
  '(q)',
  "o'clock",
];
const many = (random: () => number, most: number): string =>
  Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(random, words)).join(' ');

function headed(): string[] {
  const random = seeded(5424);
  const plain = words.filter((word) => !/["\\\]=\s]/.test(word));
  return Array.from({ length: 1_000 }, () => {
    const id = (): string => `x${Math.floor(random() * 100)}@1`;
    const parameter = (i: number): string => ` p${i}="${pick(random, plain)}"`;
    const element = (): string =>
      `[${id()}${Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => parameter(i)).join('')}]`;
    const time = new Date(Math.floor(random() * 2e12)).toISOString();
    const data = random() < 0.3 ? '-' : element();
    return `<${Math.floor(random() * 192)}>1 ${time} host${Math.floor(random() * 9)} app ${Math.floor(random() * 9_999)} ID${Math.floor(random() * 9)} ${data} ${many(random, 5)}`;
  });
}

function sameHeaded(line: string, theirs: Read): boolean {
  const ours = parseSyslog(line, context);
  const elements = (theirs.structured_data ?? []) as { identity: string; parameters: unknown }[];
  const data = Object.fromEntries(elements.map(({ identity, parameters }) => [identity, parameters]));
  return (
    ours?.['@timestamp'] === theirs.timestamp &&
    ours?.hostname === theirs.hostname &&
    ours?.program === theirs.appname &&
    String(ours?.pid) === String(theirs.proc_id) &&
    ours?.msgid === theirs.msg_id &&
    ours?.message === theirs.message &&
    JSON.stringify(ours?.structured_data ?? {}) === JSON.stringify(data)
  );
}

function requests(soc: string): string[] {
  const random = seeded(200);
  const folder = path.join(soc, 'fail2ban-logs', 'logs');
  const real = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ name }) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => /^[\da-f.:]+ \S+ \S+ \[\d/.test(line));
  const target = (): string =>
    pick(random, ['/', '/a/b.php?id=1', '/?q=%27%20or%201=1', '/x?a=../../etc/passwd', '*', '/%C4%90']);
  const made = Array.from({ length: 1_000 }, () => {
    const ip = pick(random, ['203.0.113.9', '2001:db8::1', 'host.example.vn']);
    const head = `${ip} - ${pick(random, ['-', 'lan', 'x@y.vn'])} [22/Nov/2026:07:00:${10 + Math.floor(random() * 50)} +0700]`;
    const line = `${head} "${pick(random, ['GET', 'POST', 'PROPFIND'])} ${target()} HTTP/${pick(random, ['1.0', '1.1', '2.0'])}" ${pick(random, ['200', '404', '500'])} ${pick(random, ['-', '0', '51234'])}`;
    return random() < 0.3
      ? line
      : `${line} "${pick(random, ['-', 'https://example.vn/?a=b'])}" "${pick(random, ['-', 'curl/8.1', 'Mozilla/5.0 (X11; Linux x86_64)'])}"`;
  });
  return [...real, ...made];
}

function sameRequest(line: string, theirs: Read): boolean {
  const ours = parseAccessLog(line, context);
  if (ours === undefined) return false;
  const pairs: [string, unknown][] = [
    ['c-ip', theirs.host],
    ['cs-username', theirs.authuser],
    ['sc-status', theirs.status],
    ['sc-bytes', theirs.bytes],
    ['cs-referer', theirs.referer],
    ['c-useragent', theirs.user_agent],
    ['extra', theirs.extra],
  ];
  // jc splits any request at its spaces; one without a version is no request of HTTP.
  if (ours['cs-version'] !== undefined) {
    pairs.push(
      ['cs-method', theirs.request_method],
      ['cs-uri', theirs.request_url],
      ['cs-version', theirs.request_version],
    );
  }
  const seconds = typeof theirs.epoch === 'number' ? zoned(theirs) : undefined;
  return (
    pairs.every(([field, wanted]) => equal(ours, field, wanted)) &&
    (seconds === undefined || Date.parse(String(ours['@timestamp'])) === seconds * 1_000)
  );
}

/** jc's epoch is that of its own zone; the parts it read are right. */
function zoned({ year, month, day, hour, minute, second, tz }: Read): number {
  const parts = /^([+-])(\d\d)(\d\d)$/.exec(String(tz));
  const east = parts === null ? 0 : (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60;
  return (
    Date.parse(`${String(day)} ${String(month)} ${String(year)} ${String(hour)}:${String(minute)}:${String(second)}Z`) /
      1_000 -
    east
  );
}

const equal = (ours: LogEvent, field: string, wanted: unknown): boolean =>
  String(ours[field] ?? null) === String(wanted ?? null);

function events(): string[] {
  const random = seeded(0xcef);
  const escape = (text: string): string => text.replaceAll(/[\\=]/g, '\\$&');
  const plain = words.filter((word) => !/[|\\=]/.test(word));
  return Array.from({ length: 1_000 }, (_, i) => {
    const keys = ['src', 'msg', 'act', 'request', 'fname', 'suser', 'cs1', 'cn2'].filter(() => random() < 0.6);
    const label = keys.includes('cs1') ? ' cs1Label=Rule Name' : '';
    const values = keys.map((key) => `${key}=${escape(many(random, 4))}`).join(' ');
    return `CEF:0|${pick(random, plain)}|${pick(random, plain)}|1.${i}|${i}|${pick(random, plain)}|${i % 10}|${values || 'src=1'}${label}`;
  });
}

function sameEvent(line: string, theirs: Read): boolean {
  const ours = parseCef(line, context);
  if (ours === undefined) return false;
  const added = /^(?:agentSeverity\w+|deviceEventClassIdNum|CEFVersion)$/;
  return Object.entries(theirs).every(([key, value]) => {
    if (added.test(key)) return true;
    // A value with a label stands under the label alone, there with an underscore.
    const field = key === 'agentSeverity' ? 'severity' : key === 'Rule_Name' ? 'RuleName' : key;
    return equal(ours, field, value);
  });
}
