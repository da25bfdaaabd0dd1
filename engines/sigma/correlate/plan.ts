import type { Bound, Correlation } from '../rule.ts';
import { isMonotone, type Term, termsOf } from './expression.ts';
import type { CorrelatorOptions } from './types.ts';

/** A correlation made ready. */
export interface Plan {
  /** Inner correlations have lower indexes than the outer ones that refer to them. */
  index: number;
  correlation: Correlation;
  /** Identity across restarts: state belongs to the same meaning, not to the same file. */
  mark: string;
  atClose: boolean;
  spanMs: number;
  suppressMs: number;
  /** Sliding: the smallest value that fires, and one that it must be above. */
  least: number;
  above: number;
  /** Whether every bound holds. */
  holds(value: number): boolean;
  /** temporal_ordered: each way to be true. */
  terms: readonly Term[];
  /** Fields that outer correlations ask of its firings. */
  needs: string[];
  /** Whether hits bring something to keep: fields for outer correlations, or events of inner ones. */
  rich: boolean;
  /** One for each of its `rules`. */
  targets: Target[];
  /** Where its firings go. */
  outers: Target[];
  told: boolean;
}

/** One rule of one correlation, and how its hits are read there. */
export interface Target {
  /** Its place among all. */
  id: number;
  plan: Plan;
  /** Of the rule in `rules`. */
  position: number;
  /** Orders the inputs of one moment: by correlation, and by rule where the order of rules matters. */
  order: number;
  groupFields: readonly string[];
  valueFields: readonly string[];
  /** By the plan's `needs`. */
  neededFields: readonly string[];
}

export interface Plans {
  plans: readonly Plan[];
  targets: readonly Target[];
  /** By id or name as written in `rules`. */
  byReference: ReadonlyMap<string, readonly Target[]>;
  refused: readonly { correlation: Correlation; reason: string }[];
  /** References with a correlation that says `generate`, and all references. */
  generated: ReadonlySet<string>;
  referred: ReadonlySet<string>;
}

/** Rules in one correlation, so that orders fit into 31 bits. */
const MOST_RULES = 1024;

type Limits = Pick<Required<CorrelatorOptions>, 'maxEntriesPerGroup'> & Pick<CorrelatorOptions, 'suppressMs'>;

export const isTemporal = ({ type }: Correlation): boolean => type === 'temporal' || type === 'temporal_ordered';
const namesOf = ({ id, name }: Correlation): string[] => [id, name].filter((text) => text !== undefined);

/** Orders correlations, inner ones first, and refuses what cannot be evaluated and everything that rests on it. */
export function makePlans(correlations: readonly Correlation[], limits: Limits): Plans {
  const byName = new Map<string, Correlation>();
  for (const correlation of correlations) for (const name of namesOf(correlation)) byName.set(name, correlation);
  const inner = (correlation: Correlation): Correlation[] =>
    correlation.rules.flatMap((reference) => byName.get(reference) ?? []);

  const reasons = new Map<Correlation, string | undefined>();
  const sorted: Correlation[] = [];
  const open = new Set<Correlation>();
  const visit = (correlation: Correlation): string | undefined => {
    if (reasons.has(correlation)) return reasons.get(correlation);
    if (open.has(correlation)) return 'correlations refer to each other in a circle';
    open.add(correlation);
    let reason = faultOf(correlation, limits);
    for (const part of inner(correlation)) {
      const fault = visit(part);
      if (fault !== undefined) reason ??= `it refers to "${part.title}", which is refused: ${fault}`;
    }
    open.delete(correlation);
    reasons.set(correlation, reason);
    if (reason === undefined) sorted.push(correlation);
    return reason;
  };
  for (const correlation of correlations) visit(correlation);

  const referred = new Set(sorted.flatMap(({ rules }) => rules));
  const generated = new Set(sorted.flatMap(({ rules, generate }) => (generate ? rules : [])));
  const silent = (names: string[]) => names.some((n) => referred.has(n)) && !names.some((n) => generated.has(n));
  const plans = sorted.map((correlation, index) => planOf(correlation, index, limits, !silent(namesOf(correlation))));
  const targets: Target[] = [];
  const byReference = new Map<string, Target[]>();
  // Outer correlations first: what they need of an inner one is known before its own targets are made.
  for (const plan of plans.toReversed()) {
    plan.rich = plan.needs.length > 0 || inner(plan.correlation).length > 0;
    plan.correlation.rules.forEach((reference, position) => {
      const target = targetOf(plan, reference, position, targets.length);
      targets.push(target);
      plan.targets.push(target);
      byReference.set(reference, [target, ...(byReference.get(reference) ?? [])]);
      const part = plans.find(({ correlation }) => correlation === byName.get(reference));
      if (part === undefined) return;
      part.outers.unshift(target);
      const asked = [...target.groupFields, ...target.valueFields, ...target.neededFields];
      part.needs = [...new Set([...part.needs, ...asked])];
    });
  }
  const refused = correlations.flatMap((correlation) => {
    const reason = reasons.get(correlation);
    return reason === undefined ? [] : [{ correlation, reason }];
  });
  return { plans, targets, byReference, refused, generated, referred };
}

function faultOf(correlation: Correlation, { maxEntriesPerGroup }: Limits): string | undefined {
  const { type, bounds, valueFields, percentile, timespanMs, expression, rules } = correlation;
  if (!(timespanMs > 0 && timespanMs < Infinity)) return 'the timespan is not a positive time';
  if (rules.length === 0) return 'it refers to no rule';
  if (rules.length > MOST_RULES) return `it refers to more than ${MOST_RULES} rules`;
  if (isTemporal(correlation)) {
    if (expression !== undefined && termsOf(expression, (name) => rules.indexOf(name)) === undefined) {
      return 'its expression has more than 256 alternatives';
    }
    return undefined;
  }
  if (expression !== undefined) return 'only temporal correlations take an expression';
  if (bounds.length === 0) return 'it has no condition';
  if (type !== 'event_count' && valueFields.length === 0) return `${type} needs a field in its condition`;
  if (type !== 'event_count' && type !== 'value_count' && valueFields.length > 1) return `${type} takes one field`;
  if (type === 'value_percentile' && !(percentile !== undefined && percentile >= 0 && percentile <= 100)) {
    return 'value_percentile needs a percentile between 0 and 100';
  }
  const counts = type === 'event_count' || type === 'value_count';
  if (counts && bounds.some(({ bound, value }) => isLower(bound) && value >= maxEntriesPerGroup)) {
    return `its condition asks for more than the ${maxEntriesPerGroup} hits that a group may hold`;
  }
  return undefined;
}

const isLower = (bound: Bound): boolean => bound === 'gt' || bound === 'gte';

const compare: Record<Bound, (value: number, limit: number) => boolean> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
  eq: (value, limit) => value === limit,
  neq: (value, limit) => value !== limit,
};

function planOf(correlation: Correlation, index: number, { suppressMs }: Limits, told: boolean): Plan {
  const { type, rules, groupBy, timespanMs, valueFields, percentile, expression, aliases } = correlation;
  const bounds =
    correlation.bounds.length === 0 && expression === undefined
      ? [{ bound: 'gte' as const, value: rules.length }]
      : correlation.bounds;
  const most = (wanted: Bound): number =>
    Math.max(Number.NEGATIVE_INFINITY, ...bounds.flatMap(({ bound, value }) => (bound === wanted ? [value] : [])));
  const terms =
    type === 'temporal_ordered' && expression !== undefined
      ? (termsOf(expression, (name) => rules.indexOf(name)) ?? [])
      : [{ present: rules.map((_, position) => position), absent: [] }];
  return {
    index,
    correlation,
    mark: JSON.stringify([
      [correlation.id ?? correlation.name ?? correlation.title, type, rules, groupBy, timespanMs, bounds, valueFields],
      [percentile ?? null, expression ?? null, [...aliases].map(([alias, fields]) => [alias, [...fields]])],
    ]),
    atClose: expression === undefined ? !bounds.every(({ bound }) => isLower(bound)) : !isMonotone(expression),
    spanMs: timespanMs,
    suppressMs: suppressMs ?? timespanMs,
    least: most('gte'),
    above: most('gt'),
    holds: (value) => bounds.every(({ bound, value: limit }) => compare[bound](value, limit)),
    terms,
    needs: [],
    rich: false,
    targets: [],
    outers: [],
    told,
  };
}

/** An alias stands for the field that it names for this rule; without one for it, for the field of its own name. */
function targetOf(plan: Plan, reference: string, position: number, id: number): Target {
  const { groupBy, valueFields, aliases, type } = plan.correlation;
  const fieldOf = (name: string): string => aliases.get(name)?.get(reference) ?? name;
  return {
    id,
    plan,
    position,
    order: plan.index * MOST_RULES + (type === 'temporal_ordered' ? position : 0),
    groupFields: groupBy.map(fieldOf),
    valueFields: valueFields.map(fieldOf),
    neededFields: plan.needs.map(fieldOf),
  };
}
