import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formats, type LogEvent } from '@khien/engines/logs';
import { atLeast, atMost, type Bar } from '../../../bench/report.ts';

interface Line {
  file: string;
  text: string;
  /** Local time in the zone of its authors. */
  time?: string;
  match: boolean;
  host?: string;
}

/** Files whose failure and address stand in different lines, or whose service does not exist: nothing to read in a line. */
const several = new Set(['mongodb-auth', 'slapd', 'guacamole', 'zzz-generic-example', 'zzz-sshd-obsolete-multiline']);
/** Files of requests, mail and spam that a filter holds to be bad: a judgement of rules, not of a parser. */
const requests = new Set(
  'apache-fakegooglebot apache-noscript apache-pass apache-shellshock exim-spam nginx-bad-request php-url-fopen squid'.split(
    ' ',
  ),
);

/**
 * The log lines that fail2ban's authors annotated with time, address and whether they are failures. Each goes through
 * the first parser that takes it, as a file of unknown kind would.
 */
export function fail2ban(soc: string): Bar[] {
  const all = annotated(path.join(soc, 'fail2ban-logs', 'logs'));
  // A line that is a failure in one mode of a filter and none in another says nothing.
  const verdicts = new Map<string, Set<boolean>>();
  for (const { file, text, match } of all) {
    const key = `${file} ${text}`;
    verdicts.set(key, (verdicts.get(key) ?? new Set()).add(match));
  }
  const tally = { times: 0, rightTimes: 0, hosts: 0, rightHosts: 0, failures: 0, found: 0, others: 0 };
  const wrong: string[] = [];
  for (const line of all) {
    const zone = line.time === undefined ? 60 : zoneOf(line.time);
    const event = read(line.text, zone);
    if (line.time !== undefined) {
      tally.times++;
      const wanted = new Date(Date.parse(`${line.time.slice(0, 19)}Z`) - zone * 60_000).toISOString().slice(0, 19);
      if (String(event?.['@timestamp']).slice(0, 19) === wanted) tally.rightTimes++;
      else note('time', line);
    }
    if (several.has(line.file)) continue;
    if (line.match && line.host !== undefined) {
      tally.hosts++;
      if ((event?.src_ip ?? event?.src_host ?? event?.['c-ip']) === line.host) tally.rightHosts++;
      else note('host', line);
    }
    if (requests.has(line.file) || (verdicts.get(`${line.file} ${line.text}`)?.size ?? 0) > 1) continue;
    const failed = isFailure(event);
    if (line.match) {
      tally.failures++;
      if (failed) tally.found++;
      else note('missed', line);
    } else {
      tally.others++;
      // fail2ban no longer reads how PAM wrote before 2005; it is a failure all the same.
      if (failed && !/ \w+\(pam_unix\)\[\d+\]: authentication failure;/.test(line.text)) wrong.push(line.text);
    }
  }
  for (const text of wrong) console.error(`  no failure: ${text.slice(0, 160)}`);
  const { times, rightTimes, hosts, rightHosts, failures, found, others } = tally;
  return [
    atLeast(
      'logs.fail2ban-time',
      rightTimes / times,
      0.97,
      'share',
      `${rightTimes} of ${times} annotated times; TAI64N is read with the ten seconds that fail2ban leaves out`,
    ),
    atLeast(
      'logs.fail2ban-host',
      rightHosts / hosts,
      0.94,
      'share',
      `${rightHosts} of ${hosts} annotated addresses of failures; ${several.size} files whose address is in another line left out`,
    ),
    atLeast(
      'logs.fail2ban-match',
      found / failures,
      0.9,
      'share',
      `${found} of ${failures} lines annotated as failures, told as such line by line; fail2ban also counts what it concludes from several lines`,
    ),
    atMost('logs.fail2ban-false', wrong.length, 0, 'lines', `${others} lines annotated as no failure`),
  ];
}

const shown = new Set((process.env.KHIEN_SHOW ?? '').split(',').filter((kind) => kind !== ''));
function note(kind: string, { file, text }: Line): void {
  if (shown.has(kind)) console.error(`  ${kind}: ${file}: ${text.slice(0, 160)}`);
}

/** A step of an attempt is none by itself. */
const isFailure = (event: LogEvent | undefined): boolean =>
  event !== undefined && (event.action === 'ban' || (event.outcome === 'failure' && event.action !== 'step'));

function read(line: string, zone: number): LogEvent | undefined {
  // The day of fail2ban's own tests.
  const context = { now: Date.UTC(2005, 7, 14, 10), zone };
  for (const { parse } of formats) {
    const event = parse?.(line, context);
    if (event !== undefined) return event;
  }
  return undefined;
}

const zurich = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Zurich', timeZoneName: 'longOffset' });

/** Minutes east of UTC where fail2ban's tests run, at a local time. */
function zoneOf(local: string): number {
  const name = zurich
    .formatToParts(Date.parse(`${local.slice(0, 19)}Z`) - 5_400_000)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return Number(/\+0(\d)/.exec(name ?? '')?.[1] ?? 0) * 60;
}

function annotated(folder: string): Line[] {
  const lines: Line[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    let annotation: Omit<Line, 'file' | 'text'> | undefined;
    for (const text of readFileSync(path.join(entry.parentPath, entry.name), 'utf8').split('\n')) {
      const found = /^#\s*failJSON:\s*(\{.*\})\s*$/.exec(text);
      if (found !== null) annotation = withoutNull(JSON.parse(found[1] ?? '{}') as Record<string, unknown>);
      else if (annotation !== undefined && text.trim() !== '' && !text.startsWith('#')) {
        lines.push({ file: entry.name, text, ...annotation });
        annotation = undefined;
      }
    }
  }
  return lines;
}

const withoutNull = ({ time, match, host }: Record<string, unknown>): Omit<Line, 'file' | 'text'> => ({
  match: match === true,
  ...(typeof time === 'string' ? { time } : {}),
  ...(typeof host === 'string' ? { host } : {}),
});
