import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createCorrelator, createMatcher, fieldValues, type Fired, loadRules } from '@khien/engines/sigma';
import { pathsOf, shapeOf } from '@khien/engines/sigma/sources';
import { atMost, type Bar } from '../../bench/report.ts';
import { linesIn, readGzip, seeded } from './data.ts';

/** An event with its time, and how this suite itself reads a field. */
interface Told {
  event: object;
  time: number;
  text(field: string): string | undefined;
}

/** What a correlation means, written out by hand: no engine is asked. */
interface Expectation {
  title: string;
  groupBy: readonly string[];
  spanMs: number;
  /** Which of its steps an event is, or −1. */
  step(told: Told): number;
  holds(window: readonly Told[]): boolean;
}

const MINUTES = 60_000;
const LATENESS = 30_000;

const distinct = (window: readonly Told[], field: string): number =>
  new Set(window.map(({ text }) => text(field))).size;
const isFailure = ({ text }: Told): boolean => text('EventType') === 'authentication_failure';
const failed = (told: Told): number => (isFailure(told) ? 0 : -1);

const laneExpectations: readonly Expectation[] = [
  {
    title: 'Authentication Failure Burst by User',
    groupBy: ['User'],
    spanMs: 5 * MINUTES,
    step: failed,
    holds: (window) => window.length >= 4,
  },
  {
    title: 'Authentication Source Fanout by Host',
    groupBy: ['Computer'],
    spanMs: 5 * MINUTES,
    step: failed,
    holds: (window) => distinct(window, 'SourceIP') >= 10,
  },
  {
    title: 'Authentication Egress Volume by Host',
    groupBy: ['Computer'],
    spanMs: 5 * MINUTES,
    step: failed,
    holds: (window) => window.reduce((sum, { text }) => sum + Number(text('BytesOut')), 0) > 50_000,
  },
  {
    title: 'Authentication Failure Then Success',
    groupBy: ['User'],
    spanMs: 5 * MINUTES,
    step: (told) => (isFailure(told) ? 0 : told.text('EventType') === 'authentication_success' ? 1 : -1),
    holds: (window) => window.some((told, i) => isFailure(told) && window.slice(i).some((later) => !isFailure(later))),
  },
];

const isSecurity = ({ text }: Told, id: string): boolean =>
  text('Channel')?.toLowerCase() === 'security' && text('EventID') === id && text('IpAddress') !== '-';

const windowsExpectations: readonly Expectation[] = [
  {
    title: 'PW Guessing',
    groupBy: ['IpAddress'],
    spanMs: 5 * MINUTES,
    step: (told) => (isSecurity(told, '4625') && told.text('SubStatus')?.toLowerCase() === '0xc000006a' ? 0 : -1),
    holds: (window) => window.length >= 5,
  },
  {
    title: 'PW Spray',
    groupBy: ['IpAddress', 'Computer'],
    spanMs: 5 * MINUTES,
    step: (told) => (isSecurity(told, '4648') && told.text('TargetUserName') !== undefined ? 0 : -1),
    holds: (window) => distinct(window, 'TargetUserName') >= 5,
  },
];

/** Correlation rules of others on events of others, from rule text and event to what fires, out of order. */
export function correlations(soc: string): Bar {
  const fixtures = path.join(soc, 'rsigma-fixtures');
  const rules = path.join(soc, 'correlation-rules');
  const read = (file: string) => ({ name: path.basename(file), text: readFileSync(file, 'utf8') });
  const lane = compare([read(path.join(fixtures, 'correlation.yml'))], laneEvents(fixtures), laneExpectations);
  const windows = compare(
    ['hayabusa_pw_guessing_event_count.yml', 'hayabusa_pw_spray_value_count.yml'].map((file) =>
      read(path.join(rules, file)),
    ),
    windowsEvents(soc),
    windowsExpectations,
  );
  return atMost(
    'sigma.correlation-differences',
    lane.differences + windows.differences,
    0,
    'firings',
    `firings ${lane.how}; ${windows.how}; against windows counted anew, each with its time and group`,
  );
}

function compare(
  files: { name: string; text: string }[],
  events: readonly Told[],
  expectations: readonly Expectation[],
): { differences: number; how: string } {
  const set = loadRules(files);
  const expected = new Set(expectations.flatMap((one) => firingsOf(one, events)));
  const found = new Set(correlate(set, events));
  const differences = [...expected, ...found].filter((one) => !expected.has(one) || !found.has(one));
  for (const one of differences.slice(0, 20)) console.error(`  ${expected.has(one) ? 'missed' : 'too much'}: ${one}`);
  const counts = expectations.map(({ title }) => {
    const count = [...expected].filter((one) => one.startsWith(`${title}:`)).length;
    return `${title} ${count}`;
  });
  return {
    differences: differences.length + set.refused.length,
    how: `over ${events.length} events ${counts.join(', ')}`,
  };
}

/** Through the engine, in an order of arrival that is out of order by up to the lateness. */
function correlate(set: ReturnType<typeof loadRules>, events: readonly Told[]): string[] {
  const random = seeded(11);
  const matcher = createMatcher(set);
  const correlator = createCorrelator(set.correlations, { latenessMs: LATENESS });
  const arriving = events
    .map((told, ref) => ({ ...told, ref, arrives: told.time + random() * LATENESS }))
    .toSorted((a, b) => a.arrives - b.arrives);
  const fired: Fired[] = [];
  for (const { event, time, ref } of arriving) {
    const shape = shapeOf(event);
    const field = (name: string): readonly string[] =>
      fieldValues(event, pathsOf(name, shape, undefined), shape).values;
    for (const at of matcher.match(event)) {
      const { id = '', name = '' } = set.rules[at]!.rule;
      fired.push(...correlator.push({ rule: id, name, time, ref, field }));
    }
  }
  fired.push(...correlator.flush());
  if (correlator.stats().late > 0) throw new Error(`${correlator.stats().late} hits were late`);
  return fired.map(({ correlation, group, to }) => describe(correlation.title, Object.values(group), to));
}

const describe = (title: string, group: readonly string[], time: number): string =>
  `${title}: ${group.join(' ')} at ${new Date(Math.round(time)).toISOString()}`;

function firingsOf({ title, groupBy, spanMs, step, holds }: Expectation, events: readonly Told[]): string[] {
  const steps = events.filter((told) => step(told) >= 0).toSorted((a, b) => a.time - b.time || step(a) - step(b));
  const counted = steps.filter(({ text }) => groupBy.every((name) => text(name) !== undefined));
  const groups = Map.groupBy(counted, ({ text }) => JSON.stringify(groupBy.map(text)));
  return [...groups.values()].flatMap((members) => {
    const fired: string[] = [];
    let silentUntil = Number.NEGATIVE_INFINITY;
    members.forEach((last, i) => {
      if (last.time <= silentUntil) return;
      const window = members.slice(0, i + 1).filter(({ time }) => time >= last.time - spanMs);
      if (!holds(window)) return;
      silentUntil = last.time + spanMs;
      const group = groupBy.map((name) => last.text(name) ?? '');
      fired.push(describe(title, group, last.time));
    });
    return fired;
  });
}

/** The lane has no times: an event comes every 137 ms. */
function laneEvents(fixtures: string): Told[] {
  const lines = readGzip(path.join(fixtures, 'perf-lanes', 'correlation.ndjson.gz')).split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line, i) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      const text = (field: string): string | undefined => (field in event ? String(event[field]) : undefined);
      return { event, time: Date.UTC(2026, 0, 1) + i * 137, text };
    });
}

interface WindowsEvent {
  Event: { System: Record<string, unknown>; EventData?: Record<string, unknown> | null };
}

function windowsEvents(soc: string): Told[] {
  const files = linesIn(path.join(soc, 'hayabusa-sample-evtx', 'json'));
  return files.flatMap(({ lines }) =>
    lines.flatMap((line) => {
      const event = JSON.parse(line) as WindowsEvent;
      const { System, EventData } = event.Event;
      const created = /"SystemTime": ?"([^"]+)"/.exec(line)?.[1];
      const text = (field: string): string | undefined => {
        const value = ['Channel', 'Computer', 'EventID'].includes(field) ? System[field] : EventData?.[field];
        return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
      };
      return created === undefined ? [] : [{ event, time: Date.parse(created), text }];
    }),
  );
}
