import path from 'node:path';
import { createMatcher, createReference, loadRules } from '@khien/engines/sigma';
import { atMost, type Bar } from '../../bench/report.ts';
import { communityRules, linesIn, routedEvents, seeded } from './data.ts';

/** Sets of events and how many of each are drawn: the reference looks at every rule, so it costs milliseconds an event. */
const sets: { folder: string; ending: string; events: number }[] = [
  { folder: 'security-datasets', ending: '.json.gz', events: 6_000 },
  { folder: 'hayabusa-sample-evtx/json', ending: '.ndjson.gz', events: 6_000 },
  { folder: 'rsigma-fixtures/perf-lanes', ending: '.ndjson.gz', events: 2_400 },
  { folder: 'zeek-apt29', ending: '.ndjson.gz', events: 600 },
];
const ROUTED = 8_000;

/** The fast engine against the slow, obvious reading of the same rules on a sample of real and synthetic events. */
export function law(soc: string): Bar {
  const set = loadRules(communityRules(soc));
  const matcher = createMatcher(set);
  const reference = createReference(set.rules.map(({ rule }) => rule));
  const roll = seeded(4);
  let events = 0;
  let hits = 0;
  let different = 0;
  const compare = (line: string, from: string): void => {
    const event = JSON.parse(line) as object;
    const expected = reference.match(event);
    // With and without the line that the event was: it is a short cut for keywords.
    const found = matcher.match(event, roll() < 0.5 ? line : undefined);
    events += 1;
    hits += expected.length;
    if (found.join() === expected.join()) return;
    different += 1;
    if (different > 10) return;
    const title = (index: number) => set.rules[index]?.rule.title;
    const only = (some: readonly number[], other: readonly number[]) =>
      some.filter((index) => !other.includes(index)).map(title);
    console.error(`  ${from}: only fast ${only(found, expected)}; only reference ${only(expected, found)}: ${line}`);
  };
  const draw = (lines: readonly string[], count: number, from: string): void => {
    for (let at = 0; at < lines.length; at += 1) {
      if (roll() < count / lines.length) compare(lines[at] as string, `${from}:${at + 1}`);
    }
  };
  draw(
    routedEvents(soc).map(({ event }) => JSON.stringify(event)),
    ROUTED,
    'otrf-sample-84k',
  );
  for (const { folder, ending, events: wanted } of sets) {
    const files = linesIn(path.join(soc, folder), ending);
    for (const { file, lines } of files) draw(lines, wanted / files.length, file);
  }
  const { candidates } = matcher.stats();
  const looked = candidates / events;
  const how = `${events} events drawn from ${sets.length + 1} sets, ${hits} matches of ${set.rules.length} rules; the fast engine looked at ${looked.toFixed(1)} rules an event, the reference at all that apply`;
  const bar = atMost('sigma.reference-differences', different, 0, 'events', how);
  // A fast engine that looks at many rules has lost its index.
  return looked > 0 && looked < 100 && hits > 1_000 ? bar : { ...bar, ok: false };
}
