import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMatcher, createReference, type Matcher, type RuleSet } from '@khien/engines/sigma';
import { sharedData, skippedForData } from '../conformance/data/shared.ts';
import { cpuSeconds, log } from './lookup/measure.ts';
import { atLeast, atMost, type Bar, machineFacts, notMeasured } from './report.ts';
import { speedOfTwoCores } from './sigma/cores.ts';
import { type Lane, readLanes, readRules, stressed, textLines } from './sigma/lanes.ts';
import { matchLines } from './sigma/match.ts';

const LIMITS: Readonly<Record<string, number>> = {
  otrf: 80_000,
  'security-datasets': 80_000,
  'raw-windows': 200_000,
  structured: 120_000,
  'file-events': 250_000,
  cisco: 600_000,
};
const ROUNDS = 5;
const LOOP_EVENTS = 1_500;

/** Sigma rules over events: speed on one core and two, beside the obvious loop over rules, load time and memory. */
export async function run(): Promise<Bar[]> {
  const folder = sharedData('soc');
  if (folder === undefined) return [notMeasured('sigma.otrf', '≥ 80000', 'events/CPU-s', skippedForData)];
  const shared = join(folder, '..');
  log(machineFacts());
  const set = readRules(shared);
  const lanes = readLanes(shared);
  const [otrf] = lanes as [Lane];
  const process_ = ownProcess(shared, otrf);
  const rates = measure(set, lanes);
  const two = await speedOfTwoCores(shared, otrf);
  return [
    ...lanes.map(({ name, events }) =>
      atLeast(
        `sigma.${name}`,
        rates.middle(name),
        LIMITS[name] as number,
        'events/CPU-s',
        `${events} events, ${set.rules.length} rules: bytes to lines to JSON.parse to matches; middle of ${ROUNDS} rounds (${rates.range(name)})`,
      ),
    ),
    stress(lanes, rates),
    {
      ...atLeast('sigma.two-cores', two, 1.7, '×', 'two workers against one on otrf, by the clock, best of 4 rounds'),
      wall: true,
    },
    besideLoop(set, otrf, rates.middle('otrf')),
    atMost(
      'sigma.load-s',
      process_.load,
      1,
      'CPU-s',
      `a fresh process reads, checks and compiles ${process_.rules} rules, middle of three; the tables of a route are made at its first event and are not in it`,
    ),
    atMost(
      'sigma.rss-mb',
      process_.peak,
      350,
      'MiB',
      `most that this process ever held, after all events of otrf too, with a young generation of 24 MiB (${process_.partitions} partitions, ${Math.round(process_.bytes / 2 ** 20)} MiB of tables)`,
    ),
  ];
}

interface Measured {
  middle(name: string): number;
  range(name: string): string;
}

/** Every lane and its copy without repetition, in turns, each with a matcher of its own that is warm. */
function measure(set: RuleSet, lanes: readonly Lane[]): Measured {
  const tracks = lanes.flatMap((lane) => [lane, { ...stressed(lane), name: `${lane.name} stressed` }]);
  const matchers = new Map<string, Matcher>(tracks.map(({ name }) => [name, createMatcher(set)]));
  const rates = new Map<string, number[]>(tracks.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, bytes, events } of tracks) {
      const seconds = cpuSeconds(() => matchLines(bytes, 0, bytes.length, matchers.get(name) as Matcher));
      if (round > 0) rates.get(name)?.push(events / seconds);
    }
  }
  const sorted = (name: string): number[] => (rates.get(name) as number[]).toSorted((a, b) => a - b);
  const thousands = (rate: number | undefined): string => `${Math.round((rate ?? 0) / 1000)}k`;
  const measured: Measured = {
    middle: (name) => sorted(name)[ROUNDS >> 1] as number,
    range: (name) => `${thousands(sorted(name)[0])} to ${thousands(sorted(name).at(-1))}`,
  };
  for (const { name } of tracks) {
    const { events, candidates } = (matchers.get(name) as Matcher).stats();
    log(`  ${name.padEnd(28)} ${measured.range(name)}; ${(candidates / events).toFixed(2)} rules looked at per event`);
  }
  return measured;
}

function stress(lanes: readonly Lane[], rates: Measured): Bar {
  const shares = lanes.map(({ name }) => ({ name, share: rates.middle(`${name} stressed`) / rates.middle(name) }));
  const least = shares.reduce((a, b) => (b.share < a.share ? b : a));
  const how = `least share of its lane's rate that a copy without any repeated value reaches: ${shares.map(({ name, share }) => `${name} ${share.toFixed(2)}`).join(', ')}`;
  return atLeast('sigma.stress', least.share, 0.6, '×', how);
}

/** The obvious engine: every rule that applies is asked in turn. Both are given parsed events. */
function besideLoop(set: RuleSet, lane: Lane, rate: number): Bar {
  const reference = createReference(set.rules.map(({ rule }) => rule));
  const lines = textLines(lane.bytes);
  const step = Math.floor(lines.length / LOOP_EVENTS);
  const events = lines.filter((_, at) => at % step === 0).map((line) => JSON.parse(line) as object);
  for (const event of events.slice(0, 100)) reference.match(event);
  const seconds = cpuSeconds(() => {
    for (const event of events) reference.match(event);
  });
  const loop = events.length / seconds;
  const how = `against our loop over rules on ${events.length} of the events, routed alike (${Math.round(loop)} events/CPU-s, parsing not counted there)`;
  return atLeast('sigma.vs-loop', rate / loop, 10, '×', how);
}

interface OwnProcess {
  load: number;
  peak: number;
  partitions: number;
  bytes: number;
  rules: number;
}

function ownProcess(shared: string, lane: Lane): OwnProcess {
  const folder = mkdtempSync(join(tmpdir(), 'khien-bench-'));
  try {
    const events = join(folder, 'events.ndjson');
    writeFileSync(events, lane.bytes);
    const script = join(import.meta.dirname, 'sigma/load.ts');
    const runs = [0, 1, 2].map(() => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--max-semi-space-size=8', script, shared, events],
        {
          encoding: 'utf8',
        },
      );
      if (status !== 0) throw new Error(`the process that loads rules failed: ${stderr}`);
      return JSON.parse(stdout) as OwnProcess;
    });
    const [first] = runs as [OwnProcess];
    const middle = (pick: (run: OwnProcess) => number): number => runs.map(pick).toSorted((a, b) => a - b)[1] as number;
    return { ...first, load: middle(({ load }) => load), peak: middle(({ peak }) => peak) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
