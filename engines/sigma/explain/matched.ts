import { explain, type ExplainOptions } from './explain.ts';
import type { Rule } from '../rule.ts';
import type { ConditionTrace, PartTrace } from './trace.ts';

/** What made a rule fire: one line of a search that holds, and the event's values that it holds for. */
export interface MatchedField {
  search: string;
  /** null: a keyword. */
  field: string | null;
  modifiers: readonly string[];
  /** Values of the rule that hold. */
  patterns: string[];
  /** The event's values that they hold for; empty where the line is about presence (`null`, `exists`). */
  values: string[];
}

export interface Matched {
  fields: MatchedField[];
  /** Fields that the rule excludes by and that the event does not have: nothing was there to exclude it by. */
  absent: string[];
}

/**
 * The fields and values by which a rule fired, for alerts. Only what contributes is told: of alternatives those that
 * hold, of exclusions the fields that were absent. Empty where the rule's condition does not hold.
 */
export function matchedFields(rule: Rule, event: object, options: ExplainOptions = {}): Matched {
  const { condition, searches } = explain(rule, event, options);
  const for_ = new Set<string>();
  const against = new Set<string>();
  if (condition.holds) contributing(condition, true, for_, against);
  const fields: MatchedField[] = [];
  const absent = new Set<string>();
  for (const { name, of } of searches) {
    if (for_.has(name)) collect(name, of, fields);
    if (against.has(name)) collectAbsent(of, absent);
  }
  return { fields, absent: [...absent] };
}

/** Searches that make the condition what it is: by holding, or by not holding. */
function contributing(trace: ConditionTrace, wanted: boolean, for_: Set<string>, against: Set<string>): void {
  if (trace.holds !== wanted) return;
  const add = (name: string, holds: boolean) => (holds ? for_ : against).add(name);
  switch (trace.op) {
    case 'search':
      add(trace.name, trace.holds);
      return;
    case 'of':
      for (const { name, holds } of trace.names) if (holds === wanted) add(name, holds);
      return;
    case 'not':
      contributing(trace.of, !wanted, for_, against);
      return;
    default:
      for (const child of trace.of) contributing(child, wanted, for_, against);
  }
}

function collect(search: string, part: PartTrace, fields: MatchedField[]): void {
  if (!part.holds) return;
  if (part.kind !== 'item') {
    for (const child of part.of) collect(search, child, fields);
    return;
  }
  const holding = part.negated ? [] : part.values.filter(({ holds }) => holds);
  fields.push({
    search,
    field: part.field,
    modifiers: part.modifiers,
    patterns: holding.map(({ value }) => String(value)),
    values: [...new Set(holding.flatMap(({ by }) => by))],
  });
}

function collectAbsent(part: PartTrace, absent: Set<string>): void {
  if (part.kind !== 'item') for (const child of part.of) collectAbsent(child, absent);
  else if (part.presence === 'absent' && part.field !== null && !part.holds) absent.add(part.field);
}
