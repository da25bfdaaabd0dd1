import type { Condition, LogSource, Place, Rule, Search } from '../rule.ts';
import { readSearches } from './detection.ts';
import type { Keys } from './detection.ts';
import { parseCondition } from './condition.ts';
import type { Limits } from './limits.ts';
import type { Sheet } from './sheet.ts';
import { attempt, extend, refuse, tolerate, violate } from './sheet.ts';
import type { Mapping } from './yaml.ts';

/** A filter: what matches `suppressed` is taken out of the matches of the rules that it names. */
export interface Filter {
  title: string;
  id?: string;
  place: Place;
  logsource: LogSource;
  /** Ids and names as written; undefined: every rule of the log source. */
  rules: readonly string[] | undefined;
  searches: ReadonlyMap<string, Search>;
  suppressed: Condition;
}

export type FilterBody = Pick<Filter, 'rules' | 'searches' | 'suppressed'>;

/** Reads the section `filter`; problems go to the sheet. */
export function readFilter(sheet: Sheet, root: Mapping, keys: Keys, limits: Limits): FilterBody | undefined {
  const entry = root.entries.get('filter');
  if (entry?.value.kind !== 'map') {
    violate(sheet, entry?.line ?? root.line, 'filter must be a map');
    return undefined;
  }
  const section = entry.value;
  const rules = readTargets(sheet, section, entry.line);
  const skip = ['rules', 'condition', 'selection'];
  const searches = readSearches(
    sheet,
    section,
    ['rules', 'condition', ...[...section.entries.keys()].filter((key) => key !== 'selection')],
    keys,
  );
  // The schema looks at `selection` only, and demands it; other identifiers are as good, as in pySigma.
  const others: Sheet = { problems: [] };
  for (const [name, search] of readSearches(others, section, skip, keys)) searches.set(name, search);
  sheet.problems.push(...others.problems.map((problem) => ({ ...problem, schema: false })));
  if (!section.entries.has('selection')) extend(sheet, entry.line, 'a filter without an identifier called selection');
  const names = [...section.entries.keys()].filter((key) => key !== 'rules' && key !== 'condition');
  if (names.length === 0) refuse(sheet, 'filter', entry.line, 'a filter needs a selection');
  const suppressed = readSuppressed(sheet, section, entry.line, names, limits);
  return suppressed && { rules, searches, suppressed };
}

function readTargets(sheet: Sheet, section: Mapping, line: number): readonly string[] | undefined {
  const entry = section.entries.get('rules');
  if (!entry) {
    violate(sheet, line, 'a filter needs rules: a list of ids and names, or "any"', 'filter');
    return [];
  }
  const { value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.value !== '') {
    extend(sheet, entry.line, 'rules is one text');
    return /^(?:any|all)$/i.test(value.value) ? undefined : [value.value];
  }
  if (value.kind !== 'list') {
    violate(sheet, entry.line, 'rules must be a list of ids and names, or "any"', 'filter');
    return [];
  }
  if (value.items.length === 0) {
    extend(sheet, entry.line, 'an empty list of rules means any');
    return undefined;
  }
  const rules = new Set<string>();
  for (const item of value.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string')
      violate(sheet, item.line, 'rules must be a list of ids and names', 'filter');
    else if (rules.has(item.value)) tolerate(sheet, item.line, `${JSON.stringify(item.value)} stands twice in rules`);
    else rules.add(item.value);
  }
  return [...rules];
}

function readSuppressed(
  sheet: Sheet,
  section: Mapping,
  line: number,
  names: readonly string[],
  limits: Limits,
): Condition | undefined {
  const entry = section.entries.get('condition');
  if (entry?.value.kind !== 'scalar' || typeof entry.value.value !== 'string') {
    violate(sheet, entry?.line ?? line, 'a filter needs one condition', 'filter');
    return undefined;
  }
  const { text } = entry.value;
  const condition = attempt(sheet, entry.line, () => parseCondition(text, names, limits));
  const suppressed = condition && suppressedBy(condition);
  if (condition && !suppressed) {
    refuse(
      sheet,
      'filter',
      entry.line,
      'the condition of a filter must be all of one kind, either "selection" or "not selection": mixed ones have opposite meanings in different tools',
    );
  }
  return suppressed;
}

/**
 * Authors follow two schools: pySigma keeps what the condition matches (`not selection`), the specification's example
 * takes it away (`selection`). Both mean to suppress the selection, so `not` at the top is left out, and a condition is
 * refused if another `not` remains, because the schools would read it in opposite ways.
 */
export function suppressedBy(condition: Condition): Condition | undefined {
  if (condition.op === 'not') return positive(condition.of) ? condition.of : undefined;
  if (condition.op === 'and' && condition.of.every((part) => part.op === 'not')) {
    const of = condition.of.map((part) => (part.op === 'not' ? part.of : part));
    return of.every(positive) ? { op: 'or', of } : undefined;
  }
  return positive(condition) ? condition : undefined;
}

function positive(condition: Condition): boolean {
  if (condition.op === 'not') return false;
  return condition.op === 'search' || condition.op === 'of' || condition.of.every(positive);
}

/** Whether the filter is meant for this log source: every dimension that it names is the same. */
export function covers(filter: LogSource, rule: LogSource): boolean {
  return (
    (filter.category === undefined || filter.category === rule.category) &&
    (filter.product === undefined || filter.product === rule.product) &&
    (filter.service === undefined || filter.service === rule.service)
  );
}

/** The rule without what the filters suppress. A filter's number keeps the identifiers of several filters apart. */
export function applyFilters(rule: Rule, filters: readonly { filter: Filter; number: number }[]): Rule {
  const detection = new Map(rule.detection);
  const of: Condition[] = [rule.condition];
  for (const { filter, number } of filters) {
    let prefix = `_filter_${number}_`;
    while ([...rule.detection.keys()].some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
    for (const [name, search] of filter.searches) detection.set(prefix + name, search);
    of.push({ op: 'not', of: prefixed(filter.suppressed, prefix) });
  }
  return { ...rule, detection, condition: { op: 'and', of } };
}

function prefixed(condition: Condition, prefix: string): Condition {
  switch (condition.op) {
    case 'search':
      return { op: 'search', name: prefix + condition.name };
    case 'of':
      return { ...condition, names: condition.names.map((name) => prefix + name) };
    case 'not':
      return { op: 'not', of: prefixed(condition.of, prefix) };
    default:
      return { op: condition.op, of: condition.of.map((part) => prefixed(part, prefix)) };
  }
}
