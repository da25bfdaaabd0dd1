/**
 * In a process of its own: prints as one line of JSON what a million live groups of an event_count take of resident
 * memory, settled and at the most, less what the process took before. Each group holds one hit. It is to be started with
 * a young generation of fixed size, which is the process's and would otherwise grow by 100 MB in between.
 */
import { memoryUsage, resourceUsage } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { correlatorOf, eventCount, RULE } from './rules.ts';
import { FROM } from './streams.ts';

const GROUPS = 1_000_000;

async function settled(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await setTimeout(50);
  }
  return memoryUsage.rss();
}

/** Texts as they come out of a parser, a thousand at a time. */
const names = (start: number): string[] =>
  JSON.parse(
    JSON.stringify(Array.from({ length: 1000 }, (_, i) => `user-${String(start + i).padStart(7, '0')}`)),
  ) as string[];

const correlator = correlatorOf(eventCount('1h', 5), { maxGroupsPerRule: 2 * GROUPS, maxGroups: 2 * GROUPS });
const before = await settled();
for (let start = 0; start < GROUPS; start += 1000) {
  names(start).forEach((name, i) =>
    correlator.push({ rule: RULE, time: FROM + (start + i) * 2, ref: start + i, field: () => name }),
  );
}
correlator.advance(FROM + GROUPS * 2 + 1000);
const { groups, entries, waiting } = correlator.stats();
const after = await settled();
if (groups !== GROUPS || entries !== GROUPS || waiting !== 0) throw new Error(`${groups} groups, ${entries} hits`);
const most = resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ groups, settled: after - before, most: most - before }));
