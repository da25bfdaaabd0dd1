import { lowerItem } from '../lower/item.ts';
import type { Placeholders } from '../lower/placeholders.ts';
import { createPool } from '../lower/pool.ts';
import type { Condition, Item, LogSource, Rule, Search, Value } from '../rule.ts';
import { applies, originOf, shapeOf } from '../sources/index.ts';
import { createLookup, type Lookup, nodeHolds, valuesThatHold } from './evaluate.ts';
import type { ConditionTrace, Explanation, ItemTrace, PartTrace, ValueTrace } from './trace.ts';

export interface ExplainOptions {
  /** The same as the rules were loaded with. */
  placeholders?: Placeholders;
  /** What the caller knows of the event's log source. */
  source?: LogSource;
  /** How many values are shown of a list, of the event's and of those of the rule that do not hold. Default 50. */
  most?: number;
  /** How many characters are shown of one of the event's values. Default 2,000. */
  longest?: number;
}

/**
 * Explains one rule on one event: every search, every line of it, every value, the event's own values, and which fields
 * are absent. The rule must come from `loadRules`.
 */
export function explain(rule: Rule, event: object, options: ExplainOptions = {}): Explanation {
  const shape = shapeOf(event);
  const origin = originOf(event, shape, options.source);
  const route = applies(rule.logsource, origin);
  const mapping = route === false ? undefined : route.mapping;
  const context: Context = {
    lookup: createLookup(event, shape, mapping),
    placeholders: options.placeholders ?? {},
    most: options.most ?? 50,
    longest: options.longest ?? 2_000,
  };
  const searches = Array.from(rule.detection, ([name, search]) => {
    const of = traceSearch(search, context);
    return { name, holds: of.holds, of };
  });
  const condition = traceCondition(rule.condition, new Map(searches.map(({ name, holds }) => [name, holds])));
  return {
    rule: {
      title: rule.title,
      ...(rule.id !== undefined && { id: rule.id }),
      ...(rule.level !== undefined && { level: rule.level }),
      ...(rule.author !== undefined && { author: rule.author }),
      place: { file: rule.place.file, line: rule.place.line },
    },
    matched: route !== false && condition.holds,
    source: {
      applies: route !== false,
      rule: rule.logsource,
      event: origin,
      shape,
      ...(mapping !== undefined && { mapping }),
    },
    condition,
    searches,
  };
}

interface Context {
  lookup: Lookup;
  placeholders: Placeholders;
  most: number;
  longest: number;
}

function traceCondition(condition: Condition, searches: ReadonlyMap<string, boolean>): ConditionTrace {
  const holdsOf = (name: string): boolean => searches.get(name) ?? false;
  switch (condition.op) {
    case 'search':
      return { op: 'search', holds: holdsOf(condition.name), name: condition.name };
    case 'not': {
      const of = traceCondition(condition.of, searches);
      return { op: 'not', holds: !of.holds, of };
    }
    case 'of': {
      const names = condition.names.map((name) => ({ name, holds: holdsOf(name) }));
      const holds = condition.count === 'any' ? names.some(isTrue) : names.every(isTrue);
      return { op: 'of', holds, count: condition.count, names };
    }
    default: {
      const of = condition.of.map((child) => traceCondition(child, searches));
      return { op: condition.op, holds: condition.op === 'or' ? of.some(isTrue) : of.every(isTrue), of };
    }
  }
}

function traceSearch(search: Search, context: Context): PartTrace {
  if ('item' in search) return traceItem(search.item, context);
  const kind = 'all' in search ? 'all' : 'any';
  const of = ('all' in search ? search.all : search.any).map((child) => traceSearch(child, context));
  return { kind, holds: kind === 'all' ? of.every(isTrue) : of.some(isTrue), of };
}

function traceItem(item: Item, context: Context): PartTrace {
  const link = item.modifiers.includes('all') ? 'all' : 'any';
  const negated = item.modifiers.includes('neq');
  // An empty list is null.
  const written: readonly Value[] = item.values.length === 0 ? [null] : item.values;
  const values = written.map((value) => traceValue(item, value, context));
  const linked = link === 'all' ? values.every(isTrue) : values.some(isTrue);
  const { field } = item;
  const { present, values: all } = context.lookup(field);
  const trace: ItemTrace = {
    field: field ?? null,
    modifiers: item.modifiers,
    line: item.line,
    presence: field === undefined ? 'anywhere' : !present ? 'absent' : all.length === 0 ? 'null' : 'present',
    seen: field === undefined ? [] : shown(all, context),
    seenMore: field === undefined ? 0 : Math.max(0, all.length - context.most),
    link,
    negated,
    ...mostTelling(values, context.most),
  };
  return { kind: 'item', holds: linked !== negated, ...trace };
}

/** One value of a line, as if it stood there alone. */
function traceValue(item: Item, value: Value, context: Context): ValueTrace {
  const pool = createPool();
  const modifiers = item.modifiers.filter((modifier) => modifier !== 'all' && modifier !== 'neq');
  const node = lowerItem({ ...item, modifiers, values: [value] }, pool, context.placeholders);
  const holds = nodeHolds(node, pool.predicates, context.lookup);
  const by = new Set(holds ? pool.predicates.flatMap((predicate) => valuesThatHold(predicate, context.lookup)) : []);
  return { value, holds, by: shown([...by], context) };
}

function mostTelling(values: readonly ValueTrace[], most: number): { values: ValueTrace[]; valuesMore: number } {
  const holding = values.filter(isTrue);
  const others = values.filter(({ holds }) => !holds);
  const kept = others.slice(0, Math.max(0, most - holding.length));
  return { values: [...holding, ...kept], valuesMore: others.length - kept.length };
}

function shown(values: readonly string[], { most, longest }: Context): string[] {
  return values.slice(0, most).map((value) => (value.length > longest ? `${value.slice(0, longest)}…` : value));
}

const isTrue = ({ holds }: { holds: boolean }): boolean => holds;
