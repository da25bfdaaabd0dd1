import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { measureLane } from './correlation/lane.ts';
import { recount } from './correlation/recount.ts';
import { correlatorOf, eventCount, RULE, valueCount } from './correlation/rules.ts';
import { createStream, parse, type Shape, type Stream } from './correlation/streams.ts';
import { cpuSeconds, createRates, log } from './lookup/measure.ts';
import { atLeast, atMost, type Bar, machineFacts } from './report.ts';

const ROUNDS = 4;
const HITS = 800_000;
const MINUTES = 5;

interface Case {
  shape: Shape;
  rule: string;
  distinct: boolean;
  /** Hits of the peer that are timed. */
  peer: number;
}

const outOfOrder = { hits: HITS, perSecond: 1000, sources: 8, lateMs: 30_000 };
const counting = { rule: eventCount('5m', 40), distinct: false, peer: 5_000 };
const counts: Case[] = [
  { name: '20 groups of 15,000 hits', groups: 20 },
  { name: '1,800 groups of 170 hits', groups: 1_800 },
].map((one) => ({ shape: { ...outOfOrder, ...one, values: 1 }, ...counting }));
/** Told beside the bar: so many groups that each look-up waits for memory, or for opening and forgetting them. */
const cold: Case[] = [
  { name: '10,000 groups of 30 hits', groups: 10_000 },
  { name: '200,000 groups of 1 or 2 hits', groups: 200_000 },
].map((one) => ({ shape: { ...outOfOrder, ...one, values: 1 }, ...counting }));
const values: Case[] = [
  { name: '170 distinct, 1,800 groups', groups: 1_800, values: 50_000 },
  { name: '1,800 distinct, 100 groups', groups: 100, values: 4_000 },
  { name: '100,000 distinct, one group', groups: 1, values: 120_000 },
].map((one) => ({ shape: { ...outOfOrder, ...one }, rule: valueCount('5m', 40), distinct: true, peer: 200 }));

/** Updates of correlations from hits that come out of order from several sources, and the memory of their groups. */
export async function run(): Promise<Bar[]> {
  log(machineFacts());
  const rates = createRates();
  const slowest = (cases: readonly Case[]): { rate: number; how: string } => {
    const best = cases.map((one) => {
      const stream = createStream(7, one.shape);
      for (let round = 0; round < ROUNDS; round++) rates.add(one.shape.name, measure(stream, one.rule));
      const rate = rates.best(one.shape.name);
      const peer = recount(stream, MINUTES * 60_000, one.distinct, one.peer);
      log(`  ${one.shape.name}: ${(rate / peer).toFixed(1)} times ${(peer / 1e6).toPrecision(3)} M/s of a recount`);
      return rate;
    });
    const names = cases.map(({ shape }, i) => `${shape.name}: ${(best[i]! / 1e6).toFixed(2)} M`).join('; ');
    return { rate: Math.min(...best), how: `the slowest of ${names} a CPU-second. ${COMMON}` };
  };
  const event = slowest(counts);
  const value = slowest(values);
  slowest(cold);
  measureLane();
  log(rates.table());
  const memory = measureMemory();
  return [
    atLeast('correlation.event-count', event.rate, 1_000_000, 'updates/CPU-s', event.how),
    atLeast('correlation.value-count', value.rate, 500_000, 'updates/CPU-s', value.how),
    atMost(
      'correlation.groups-mb',
      memory.settled / 1e6,
      250,
      'MB',
      `resident memory of ${memory.groups} live groups of an event_count with one hit each, settled, less that of the process before, whose young generation has a fixed size (${(memory.most / 1e6).toFixed(0)} MB at the most)`,
    ),
  ];
}

const COMMON = `${HITS} hits over ${MINUTES} minutes' windows, from ${outOfOrder.sources} sources, each up to ${outOfOrder.lateMs / 1000} s late and put in order first; the group and what is counted are read of each, as texts that are new. Best of ${ROUNDS} rounds, collection of garbage included, from empty; parsing and matching are not in it`;

/** @returns hits per CPU-second */
function measure({ blocks, shape }: Stream, rule: string): number {
  const correlator = correlatorOf(rule, { maxEntriesPerGroup: 1_000_000 });
  let [cpu, ref, fired] = [0, 0, 0];
  for (const block of blocks) {
    const rows = parse(block);
    cpu += cpuSeconds(() => {
      for (const [time, source, group, value] of rows) {
        const field = (name: string): string => (name === 'User' ? group : value);
        fired += correlator.push({ rule: RULE, time, source, ref: ref++, field }).length;
      }
    });
  }
  const { late, hurried, waiting, correlations } = correlator.stats();
  if (late + hurried > 0 || correlations[0]?.fired !== fired) throw new Error(`${late} late, ${hurried} hurried`);
  return (shape.hits - waiting) / cpu;
}

/** The size of the young generation is the process's affair: it is the same before and after. */
const YOUNG = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

function measureMemory(): { groups: number; settled: number; most: number } {
  const script = join(import.meta.dirname, 'correlation', 'memory.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', ...YOUNG, script], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`memory.ts failed: ${stderr.slice(0, 500)}`);
  return JSON.parse(stdout.trim()) as { groups: number; settled: number; most: number };
}
