import path from 'node:path';
import { createMatcher, type LoadedRule, loadRules } from '@khien/engines/sigma';
import { applies, shapeOf, windowsKey } from '@khien/engines/sigma/sources';
import { atMost, type Bar } from '../../bench/report.ts';
import { communityRules, readJsonGzip, type RoutedEvent, routedEvents } from './data.ts';
import { explain, type Habit, habits } from './habits.ts';

/** Rule id → places of events. */
type Matches = Record<string, number[]>;

const oracles: { name: string; file: string; habits: readonly Habit[] }[] = [
  {
    name: 'pySigma and SQLite',
    file: 'pysigma_sqlite_matches.json.gz',
    habits: ['mapping', 'null', 'case', 'boolean', 'brackets', 'keywords', 'aliases'],
  },
  { name: 'the prototype', file: 'prototype_matches.json.gz', habits: ['message', 'reference'] },
];

const UNKNOWN_SOURCE =
  'the event names no source: rules are tried that nothing contradicts, routes by channel have none';

/**
 * The fast engine's matches on real events against two sets that others made; every pair of event and rule in which they
 * differ is read again with each known habit of the other side until one explains it.
 */
export function agreement(soc: string): Bar {
  const folder = path.join(soc, 'otrf-sample-84k');
  const routes = readJsonGzip<Record<string, string[]>>(path.join(folder, 'routes.json.gz'));
  const { rules, predicates } = loadRules(communityRules(soc));
  const matcher = createMatcher({ rules, predicates });
  const events = routedEvents(soc);
  const byId = new Map(rules.map((loaded) => [loaded.rule.id, loaded]));
  const ours = new Map<string, Set<number>>();
  let hits = 0;
  for (const [place, { event }] of events.entries()) {
    for (const index of matcher.match(event, JSON.stringify(event))) {
      const id = rules[index]?.rule.id ?? '';
      ours.set(id, (ours.get(id) ?? new Set()).add(place));
      hits += 1;
    }
  }
  const unclassified: string[] = [];
  const told: string[] = [];
  for (const { name, file, habits: possible } of oracles) {
    const theirs = readJsonGzip<Matches>(path.join(folder, file));
    const classes = new Map<string, number>();
    let common = 0;
    const differ = (loaded: LoadedRule, place: number, theyMatch: boolean): void => {
      const why = classOf(loaded, events[place] as RoutedEvent, theyMatch, routes, possible);
      if (why === undefined) unclassified.push(`${loaded.rule.id} ${loaded.rule.title}, event ${place}`);
      else classes.set(why, (classes.get(why) ?? 0) + 1);
    };
    for (const [id, places] of Object.entries(theirs)) {
      const loaded = byId.get(id);
      for (const place of places) {
        if (ours.get(id)?.has(place)) common += 1;
        else if (loaded === undefined) unclassified.push(`${id} was not loaded, event ${place}`);
        else differ(loaded, place, true);
      }
    }
    for (const [id, places] of ours) {
      const known = new Set(theirs[id]);
      for (const place of places) if (!known.has(place)) differ(byId.get(id) as LoadedRule, place, false);
    }
    const sum = [...classes.values()].reduce((total, count) => total + count, 0);
    told.push(`${name}: ${common} in common, ${sum} explained`);
    console.error(`  agreement with ${name}: ${common} in common`);
    for (const [why, count] of classes) console.error(`    ${count} × ${why}`);
  }
  for (const one of unclassified.slice(0, 20)) console.error(`    UNCLASSIFIED ${one}`);
  const how = `${hits} matches of ${rules.length} rules on ${events.length} events; ${told.join('; ')}`;
  return atMost('sigma.unclassified-differences', unclassified.length, 0, 'pairs of event and rule', how);
}

function classOf(
  { rule }: LoadedRule,
  { route, event }: RoutedEvent,
  theyMatch: boolean,
  routes: Record<string, string[]>,
  possible: readonly Habit[],
): string | undefined {
  const key = windowsKey(event, shapeOf(event));
  if (key === undefined && !theyMatch && !routes[route]?.includes(rule.id ?? '')) return UNKNOWN_SOURCE;
  const applied = key === undefined ? {} : applies(rule.logsource, { windows: key });
  if (applied === false) return undefined;
  const found = explain(rule, event, applied.mapping, theyMatch, possible);
  return found?.map((habit) => habits[habit]).join(' + ');
}
