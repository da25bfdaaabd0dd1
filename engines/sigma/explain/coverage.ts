import { canonical } from '../match/decimal.ts';
import type { Node, Predicate } from '../predicate.ts';
import type { Heading, LogSource, Rule } from '../rule.ts';
import { applies, pathsOf } from '../sources/index.ts';
import type { Sighting } from './sightings.ts';

/**
 * Whether a rule can fire on events such as were seen.
 * `no-source`: there were no events of its log source · `no-event`: of its log source there were other events only
 * (another EventID) · `no-fields`: they never had the fields that it needs.
 */
export type Reach = 'can-fire' | 'no-source' | 'no-event' | 'no-fields';

export interface RuleCoverage {
  /** Index in the set. */
  rule: number;
  title: string;
  id?: string;
  level?: Heading['level'];
  reach: Reach;
  /** With `no-fields`: the fields of the rule that were never seen. */
  fields?: string[];
}

export interface SourceCoverage {
  logsource: LogSource;
  /** Events that rules of this log source are for. */
  events: number;
  counts: Record<Reach, number>;
  rules: RuleCoverage[];
}

/**
 * Which rules can fire with the events that were seen, grouped by log source; those with most rules first. A rule that
 * `can-fire` may still never do so: values are not looked at, but for EventID and Channel.
 */
export function coverage(
  set: { rules: readonly { rule: Rule; node: Node }[]; predicates: readonly Predicate[] },
  sightings: readonly Sighting[],
): SourceCoverage[] {
  const groups = new Map<string, { logsource: LogSource; rules: number[] }>();
  for (const [index, { rule }] of set.rules.entries()) {
    const { product, category, service } = rule.logsource;
    const key = JSON.stringify([product, category, service]);
    const group = groups.get(key);
    if (group !== undefined) group.rules.push(index);
    else groups.set(key, { logsource: rule.logsource, rules: [index] });
  }
  const covered = Array.from(groups.values(), ({ logsource, rules }): SourceCoverage => {
    const kinds = sightings.flatMap((sighting) => {
      const route = applies(logsource, sighting.origin);
      return route === false ? [] : [createKind(sighting, route.mapping)];
    });
    const counts: Record<Reach, number> = { 'can-fire': 0, 'no-source': 0, 'no-event': 0, 'no-fields': 0 };
    const entries = rules.map((index) => {
      const { rule, node } = set.rules[index] as { rule: Rule; node: Node };
      const { reach, fields } = reachOf(node, set.predicates, kinds);
      counts[reach] += 1;
      const { title, id, level } = rule;
      return {
        rule: index,
        title,
        ...(id !== undefined && { id }),
        ...(level !== undefined && { level }),
        reach,
        ...(fields !== undefined && { fields }),
      };
    });
    return { logsource, events: kinds.reduce((sum, { events }) => sum + events, 0), counts, rules: entries };
  });
  return covered.sort((a, b) => b.rules.length - a.rules.length);
}

interface Kind {
  events: number;
  has(field: string): boolean;
  /** The value that every event of the kind has there; undefined where they differ. */
  fixed(field: string): string | undefined;
}

function createKind({ origin, shape, events, has }: Sighting, mapping: string | undefined): Kind {
  const known = new Map<string, boolean>();
  const fixed = new Map<string, string>();
  if ('windows' in origin) {
    // Not where the event tells its id in a way that the route cannot read, or at several places.
    const isOne = (field: string) => pathsOf(field, shape, mapping).filter((path) => has(path)).length === 1;
    if (origin.windows.eventId !== '' && isOne('EventID')) fixed.set('EventID', canonical(origin.windows.eventId));
    if (isOne('Channel')) fixed.set('Channel', origin.windows.channel);
  }
  return {
    events,
    fixed: (field) => fixed.get(field),
    has(field) {
      let there = known.get(field);
      if (there === undefined) {
        there = fixed.has(field) || pathsOf(field, shape, mapping).some((path) => has(path));
        known.set(field, there);
      }
      return there;
    },
  };
}

function reachOf(
  node: Node,
  predicates: readonly Predicate[],
  kinds: readonly Kind[],
): { reach: Reach; fields?: string[] } {
  if (kinds.length === 0) return { reach: 'no-source' };
  if (kinds.some((kind) => canBe(node, true, predicates, kind))) return { reach: 'can-fire' };
  const complete = kinds.filter((kind) => canBe(node, true, predicates, { ...kind, has: () => true }));
  if (complete.length === 0) return { reach: 'no-event' };
  const wanted = new Set<string>();
  needed(node, predicates, wanted);
  return { reach: 'no-fields', fields: [...wanted].filter((field) => !complete.some((kind) => kind.has(field))) };
}

/** Whether the node can have this truth in some event of the kind. Parts are taken as independent of each other. */
function canBe(node: Node, truth: boolean, predicates: readonly Predicate[], kind: Kind): boolean {
  switch (node.op) {
    case 'const':
      return node.value === truth;
    case 'not':
      return canBe(node.of, !truth, predicates, kind);
    case 'test': {
      const known = knownTruth(predicates[node.predicate] as Predicate, kind);
      return known === undefined || known === truth;
    }
    default: {
      const all = (node.op === 'and') === truth;
      return all
        ? node.of.every((child) => canBe(child, truth, predicates, kind))
        : node.of.some((child) => canBe(child, truth, predicates, kind));
    }
  }
}

/** What is certain of a predicate without a look at values; undefined: nothing. */
function knownTruth(predicate: Predicate, kind: Kind): boolean | undefined {
  const { field } = predicate;
  if (field === undefined) return undefined;
  if (!kind.has(field)) return predicate.op === 'null';
  if (predicate.op === 'fieldref' && !kind.has(predicate.other)) return false;
  const fixed = kind.fixed(field);
  const isDecided = fixed !== undefined && predicate.op === 'equals' && !predicate.cased;
  return isDecided ? canonical(predicate.text) === fixed : undefined;
}

/** Fields that the node looks for, not those that it excludes by. */
function needed(node: Node, predicates: readonly Predicate[], fields: Set<string>): void {
  if (node.op === 'and' || node.op === 'or') {
    for (const child of node.of) needed(child, predicates, fields);
  } else if (node.op === 'test') {
    const predicate = predicates[node.predicate] as Predicate;
    if (predicate.field !== undefined && predicate.op !== 'null') fields.add(predicate.field);
    if (predicate.op === 'fieldref') fields.add(predicate.other);
  }
}
