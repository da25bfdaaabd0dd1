import type { LoadedRule } from '../load/load.ts';
import type { Node, Predicate } from '../predicate.ts';
import type { LogSource } from '../rule.ts';
import {
  applies,
  knowsChannel,
  type Origin,
  pathsOf,
  recognise,
  type Shape,
  hintsOf,
  shapeOf,
} from '../sources/index.ts';
import { channelOf, eventIdOf, eventTypeOf, textOfId } from '../sources/index.ts';
import { fold } from '../fold.ts';
import { canonical } from './decimal.ts';
import { createPartition, type Partition } from './partition.ts';
import type { PlannedRule } from './plan.ts';
import { collect, simplify } from './simplify.ts';
import type { Literals } from './witness.ts';

/** Where an event is matched. `keep`: which of the matches are for this event, where a partition serves several. */
export interface Route {
  partition: Partition;
  keep?: (rule: number) => boolean;
  /** Rules of the same event that read its fields by other names. */
  mapped?: Partition;
}

/** Distinct spellings of channels, ids and hints that are remembered; events bring any number of them. */
const MOST_REMEMBERED = 4_096;
/** Longer names are none that a rule or a table has; they are not kept. */
const LONGEST_NAME = 128;
const UNKNOWN = '\0';
const short = (name: string): string => (name.length > LONGEST_NAME ? UNKNOWN : name);
/** Partitions by hints, each of megabytes; beyond, one partition of all rules serves. A province has some dozens. */
const MOST_BY_HINTS = 64;

export interface RouterOptions {
  generate: boolean;
  literals: Literals;
  /** Bytes that values which occur again and again may take. */
  cacheBytes: number;
}

/** Events → the rules that apply to their source. Decided once for each kind of source, then remembered. */
export function createRouter(
  set: { rules: readonly LoadedRule[]; predicates: readonly Predicate[] },
  options: RouterOptions,
) {
  const { rules, predicates } = set;
  const bySource = groupBySource(rules);
  const budget = { left: options.cacheBytes };
  const partitions = new Map<string, Partition>();
  let byHints = 0;

  const partitionOf = (shape: Shape, chosen: readonly PlannedRule[], key: string): Partition => {
    let partition = partitions.get(key);
    if (partition === undefined) {
      partition = createPartition(
        {
          rules: chosen,
          predicates,
          paths: (field, mapping) => pathsOf(field, shape, mapping),
          literals: options.literals,
        },
        { generate: options.generate, nested: shape === 'evtx', budget },
      );
      partitions.set(key, partition);
    }
    return partition;
  };

  /** The rules of an origin and a text that is the same for the same rules. */
  const select = (origin: Origin): { chosen: PlannedRule[]; key: string } => {
    const chosen: PlannedRule[] = [];
    let key = '';
    for (const [place, { logsource, members }] of bySource.entries()) {
      const answer = applies(logsource, origin);
      if (answer === false) continue;
      key += `${place}${answer.mapping ?? ''},`;
      for (const index of members) {
        chosen.push({ index, node: (rules[index] as LoadedRule).node, mapping: answer.mapping });
      }
    }
    return { chosen, key };
  };

  // EventIDs that a rule compares with: each makes a route of its own, all others share one. A number in an unusual
  // spelling ("007") equals that text alone, which the event must be asked for.
  const eventIdTests = new Map<number, string>();
  for (const [id, predicate] of predicates.entries()) {
    if (predicate.op !== 'equals' || predicate.field !== 'EventID' || predicate.cased) continue;
    if (canonical(predicate.text) === predicate.text) eventIdTests.set(id, predicate.text);
  }

  /** `eventId` undefined: it is not certain that the event has exactly one, so nothing is decided by it. */
  const windowsRoute = (
    shape: Shape,
    key: { channel: string; eventId: string; eventType?: string },
    sure: boolean,
  ): Route => {
    const { chosen, key: name } = select({ windows: key });
    if (!sure) return { partition: partitionOf(shape, chosen, `${shape} ${name}`) };
    const id = fold(canonical(key.eventId));
    const mentioned = new Set<string>();
    for (const { node } of chosen)
      for (const predicate of idsOf(node)) mentioned.add(eventIdTests.get(predicate) ?? '');
    const fact = mentioned.has(id) ? id : '*';
    const routeKey = `${shape} ${name} ${fact}`;
    if (partitions.has(routeKey)) return { partition: partitions.get(routeKey) as Partition };
    const decided: PlannedRule[] = [];
    for (const rule of chosen) {
      const node = simplify(rule.node, (predicate) => {
        const wanted = eventIdTests.get(predicate);
        return wanted === undefined ? undefined : wanted === id;
      });
      if (node.op !== 'const' || node.value) decided.push({ ...rule, node });
    }
    return { partition: partitionOf(shape, decided, routeKey) };
  };
  const idCache = new Map<Node, number[]>();
  const idsOf = (node: Node): number[] => {
    let ids = idCache.get(node);
    if (ids === undefined) {
      const all = new Set<number>();
      collect(node, all);
      ids = [...all].filter((id) => eventIdTests.has(id));
      idCache.set(node, ids);
    }
    return ids;
  };

  const hintsRoute = (shape: Shape, hints: LogSource): Route => {
    const { chosen, key } = select({ hints });
    const name = `${shape} hints ${key}`;
    if (!partitions.has(name)) {
      if (byHints === MOST_BY_HINTS) return universal(shape, chosen, name);
      byHints += 1;
    }
    return { partition: partitionOf(shape, chosen, name) };
  };
  /** Every rule; matches that are not for this source are left out after. Few rules have a mapping: those stand apart. */
  const universal = (shape: Shape, chosen: readonly PlannedRule[], name: string): Route => {
    const known = universals.get(name);
    if (known !== undefined) return known;
    const every = rules.map(({ node }, index): PlannedRule => ({ index, node, mapping: undefined }));
    const mapped = chosen.filter(({ mapping }) => mapping !== undefined);
    const plain = new Uint8Array(rules.length);
    for (const { index, mapping } of chosen) if (mapping === undefined) plain[index] = 1;
    const key = JSON.stringify(mapped.map(({ index, mapping }) => [index, mapping]));
    const route: Route = {
      partition: partitionOf(shape, every, `${shape} all`),
      keep: (rule) => plain[rule] === 1,
      ...(mapped.length > 0 && { mapped: partitionOf(shape, mapped, `${shape} mapped ${key}`) }),
    };
    if (universals.size >= MOST_REMEMBERED) universals.clear();
    universals.set(name, route);
    return route;
  };

  const windows = new Map<string, Map<unknown, Map<string | undefined, Route>>>();
  let remembered = 0;
  const hinted = new Map<string, Route>();
  const universals = new Map<string, Route>();
  let last: { [key in keyof LogSource]: string | undefined } & { shape?: Shape; route?: Route } = {};

  const byWindows = (event: object, shape: Shape, channel: string): Route => {
    let id = eventIdOf(event, shape);
    // {"#text": 4624, "#attributes": …} is its text for the table, but only in EVTX is it that for rules, too.
    const bare = typeof id !== 'object' || shape === 'evtx';
    const name = bare ? (shape === 'flat' ? channel : `${shape} ${channel}`) : `${shape} {} ${channel}`;
    let byId = windows.get(name);
    if (typeof id === 'object') id = textOfId(id);
    if (typeof id === 'string' && id.length > LONGEST_NAME) id = undefined;
    const known = byId?.get(id);
    const told = eventTypeOf(event, shape);
    const type = typeof told === 'string' ? short(told) : undefined;
    const found = known?.get(type);
    if (found !== undefined) return found;
    const key = {
      channel: channel.toLowerCase(),
      eventId: textOfId(id),
      ...(type !== undefined && { eventType: type }),
    };
    // Beats may tell the id at two places, which may differ; an id without text is no id.
    const sure = shape !== 'ecs' && bare && key.eventId !== '';
    const route = windowsRoute(shape, key, sure);
    // Together, for a sender chooses the case of the channel, the id and the type.
    if (remembered >= MOST_REMEMBERED) {
      windows.clear();
      remembered = 0;
    }
    remembered += 1;
    byId = windows.get(name) ?? new Map<unknown, Map<string | undefined, Route>>();
    windows.set(name, byId);
    const byType = byId.get(id) ?? new Map<string | undefined, Route>();
    byId.set(id, byType);
    byType.set(type, route);
    return route;
  };

  return {
    route(event: object, source: LogSource | undefined): Route {
      const shape = shapeOf(event);
      const channel = channelOf(event, shape);
      const named = typeof channel === 'string' && channel !== '';
      if (named && channel.length <= LONGEST_NAME && knowsChannel(channel.toLowerCase())) {
        return byWindows(event, shape, channel);
      }
      let hints = source === undefined ? hintsOf(event) : { ...hintsOf(event), ...source };
      // All channels that the tables do not know have the same rules.
      if (named && isEmpty(hints)) return byWindows(event, shape, UNKNOWN);
      if (isEmpty(hints)) hints = recognise(event) ?? hints;
      // Events come in runs of one source.
      const { product, category, service } = hints;
      if (
        product === last.product &&
        category === last.category &&
        service === last.service &&
        shape === last.shape &&
        last.route !== undefined
      ) {
        return last.route;
      }
      const name = JSON.stringify([shape, product, category, service]);
      if (name.length > LONGEST_NAME) return hintsRoute(shape, shortened(hints));
      let route = hinted.get(name);
      if (route === undefined) {
        route = hintsRoute(shape, hints);
        if (hinted.size >= MOST_REMEMBERED) hinted.clear();
        hinted.set(name, route);
      }
      last = { product, category, service, shape, route };
      return route;
    },
    stats() {
      const sum = { events: 0, candidates: 0, partitions: partitions.size, bytes: 0 };
      for (const partition of partitions.values()) {
        const { events, candidates, bytes } = partition.stats();
        sum.events += events;
        sum.candidates += candidates;
        sum.bytes += bytes;
      }
      return sum;
    },
  };
}

function shortened(hints: LogSource): LogSource {
  const all: LogSource = {};
  for (const dimension of ['product', 'category', 'service'] as const) {
    if (hints[dimension] !== undefined) all[dimension] = short(hints[dimension]);
  }
  return all;
}

const isEmpty = ({ product, category, service }: LogSource): boolean =>
  product === undefined && category === undefined && service === undefined;

function groupBySource(rules: readonly LoadedRule[]): { logsource: LogSource; members: number[] }[] {
  const groups = new Map<string, { logsource: LogSource; members: number[] }>();
  for (const [index, { rule }] of rules.entries()) {
    const { product, category, service } = rule.logsource;
    const key = JSON.stringify([product, category, service]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { logsource: rule.logsource, members: [index] });
    else group.members.push(index);
  }
  return [...groups.values()];
}
