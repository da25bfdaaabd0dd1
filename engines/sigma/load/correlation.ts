import type { Bound, Correlation, CorrelationType, RuleExpression } from '../rule.ts';
import { parseExpression } from './expression.ts';
import type { Limits } from './limits.ts';
import type { Sheet } from './sheet.ts';
import { attempt, extend, refuse, tolerate, violate, warn } from './sheet.ts';
import { timespanMs } from './timespan.ts';
import type { Mapping, Yaml } from './yaml.ts';

/** What the section `correlation` says; references are still as written. */
export type CorrelationBody = Pick<
  Correlation,
  | 'type'
  | 'rules'
  | 'groupBy'
  | 'timespanMs'
  | 'bounds'
  | 'valueFields'
  | 'percentile'
  | 'expression'
  | 'aliases'
  | 'generate'
>;

const TYPES: readonly CorrelationType[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
];
const BOUNDS: readonly Bound[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
const KEYS = new Set(['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate']);
const NO_ALIASES: Correlation['aliases'] = new Map();

/** Reads the section; undefined where it has no known type. Problems go to the sheet. */
export function readCorrelation(sheet: Sheet, root: Mapping, limits: Limits): CorrelationBody | undefined {
  const entry = root.entries.get('correlation');
  if (entry?.value.kind !== 'map') {
    violate(sheet, entry?.line ?? root.line, 'correlation must be a map');
    return undefined;
  }
  const section = entry.value;
  for (const [key, { line }] of section.entries) {
    if (!KEYS.has(key)) refuse(sheet, 'correlation', line, `correlation has no ${JSON.stringify(key)}`);
  }
  const type = readType(sheet, section, entry.line);
  const rules = readRules(sheet, section, entry.line);
  const groupBy = readGroup(sheet, section, entry.line);
  const timespan = readTimespan(sheet, section, entry.line);
  const aliases = readAliases(sheet, section, rules);
  const generate = readGenerate(sheet, root, section);
  if (!type) return undefined;
  const condition = readCondition(sheet, section, entry.line, type, rules, limits);
  for (const alias of aliases.keys()) {
    if (!groupBy.includes(alias) && !condition.valueFields.includes(alias)) {
      warn(sheet, section.entries.get('aliases')?.line ?? entry.line, `nothing uses the alias ${alias}`);
    }
  }
  const implied = rules.length === 0 && condition.expression ? namesOf(condition.expression) : rules;
  return { type, rules: implied, groupBy, timespanMs: timespan, aliases, generate, ...condition };
}

function typeOf(section: Mapping): CorrelationType | undefined {
  const value = section.entries.get('type')?.value;
  return value?.kind === 'scalar' ? TYPES.find((one) => one === value.value) : undefined;
}

function readType(sheet: Sheet, section: Mapping, line: number): CorrelationType | undefined {
  const type = typeOf(section);
  const at = section.entries.get('type')?.line ?? line;
  if (!type) violate(sheet, at, `the type of a correlation must be one of ${TYPES.join(', ')}`, 'correlation');
  else if (type === 'value_median') extend(sheet, at, 'value_median is an extension');
  return type;
}

/** A list of texts. One text instead of a list is clear enough, as in pySigma. */
function texts(sheet: Sheet, key: string, value: Yaml, line: number): string[] {
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    tolerate(sheet, line, `${key} is one text instead of a list`);
    return [value.value];
  }
  if (value.kind !== 'list') {
    violate(sheet, line, `${key} must be a list of texts`, 'correlation');
    return [];
  }
  const found = new Set<string>();
  for (const item of value.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      violate(sheet, item.line, `${key} holds something that is no text`, 'correlation');
    } else if (found.has(item.value)) {
      violate(sheet, item.line, `${JSON.stringify(item.value)} stands twice in ${key}`, 'correlation');
    } else found.add(item.value);
  }
  return [...found];
}

/** The references. None for temporal correlations whose condition names the rules, as in pySigma. */
function readRules(sheet: Sheet, section: Mapping, line: number): string[] {
  const entry = section.entries.get('rules');
  const implied = temporal(typeOf(section)) && conditionText(section) !== undefined;
  if (!entry) {
    if (implied) extend(sheet, line, 'the rules are those of the condition');
    else violate(sheet, line, 'a correlation needs rules', 'correlation');
    return [];
  }
  const before = sheet.problems.length;
  const rules = texts(sheet, 'rules', entry.value, entry.line);
  for (const rule of rules) {
    if (rule.length < 2)
      violate(sheet, entry.line, `${JSON.stringify(rule)} is too short for a reference to a rule`, 'correlation');
  }
  if (rules.length === 0 && sheet.problems.length === before && !implied) {
    refuse(sheet, 'correlation', entry.line, 'a correlation needs rules');
  }
  return rules;
}

function temporal(type: string | undefined): boolean {
  return type === 'temporal' || type === 'temporal_ordered';
}

function conditionText(section: Mapping): string | undefined {
  const value = section.entries.get('condition')?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** Without `group-by` all events are one group: the specification's text calls it optional, its schema demands it. */
function readGroup(sheet: Sheet, section: Mapping, line: number): string[] {
  const entry = section.entries.get('group-by');
  if (entry) return texts(sheet, 'group-by', entry.value, entry.line);
  tolerate(sheet, line, 'group-by is missing: all events are one group');
  return [];
}

function readTimespan(sheet: Sheet, section: Mapping, line: number): number {
  const entry = section.entries.get('timespan');
  if (!entry) {
    violate(sheet, line, 'a correlation needs a timespan', 'correlation');
    return 0;
  }
  const text = entry.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : undefined;
  if (text === undefined) {
    violate(sheet, entry.line, 'timespan must be a text such as 15m', 'correlation');
    return 0;
  }
  const ms = timespanMs(text);
  const reason = `the timespan ${JSON.stringify(text.slice(0, 40))} must be a number above zero and one of s, m, h, d, w, M, y`;
  // The schema only limits the length.
  if (ms === undefined) (text.length > 10 ? violate : refuseCorrelation)(sheet, entry.line, reason, 'correlation');
  else if (text.length > 10) tolerate(sheet, entry.line, 'timespan is longer than 10 characters');
  return ms ?? 0;
}

function refuseCorrelation(sheet: Sheet, line: number, reason: string): void {
  refuse(sheet, 'correlation', line, reason);
}

function readAliases(sheet: Sheet, section: Mapping, rules: readonly string[]): Correlation['aliases'] {
  const entry = section.entries.get('aliases');
  if (!entry) return NO_ALIASES;
  if (entry.value.kind !== 'map') {
    violate(sheet, entry.line, 'aliases must be a map', 'correlation');
    return NO_ALIASES;
  }
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  for (const [alias, { value, line }] of entry.value.entries) {
    const fields = new Map<string, string>();
    aliases.set(alias, fields);
    if (value.kind !== 'map') {
      violate(sheet, line, `the alias ${alias} must map names of rules to fields`, 'correlation');
      continue;
    }
    for (const [rule, field] of value.entries) {
      if (field.value.kind !== 'scalar' || typeof field.value.value !== 'string') {
        refuse(sheet, 'correlation', field.line, `the alias ${alias} must name a field for ${rule}`);
      } else fields.set(rule, field.value.value);
    }
    if (fields.size < rules.length) warn(sheet, line, `the alias ${alias} names no field for some of the rules`);
  }
  return aliases;
}

/** The specification's schema has `generate` beside `correlation`, pySigma and the facts of others inside. */
function readGenerate(sheet: Sheet, root: Mapping, section: Mapping): boolean {
  let generate = false;
  for (const map of [root, section]) {
    const entry = map.entries.get('generate');
    if (!entry) continue;
    const value = entry.value.kind === 'scalar' ? entry.value.value : undefined;
    if (typeof value === 'boolean') generate ||= value;
    else if (map === root) violate(sheet, entry.line, 'generate must be true or false', 'correlation');
    else refuse(sheet, 'correlation', entry.line, 'generate must be true or false');
  }
  return generate;
}

type ConditionBody = Pick<CorrelationBody, 'bounds' | 'valueFields' | 'percentile' | 'expression'>;

function readCondition(
  sheet: Sheet,
  section: Mapping,
  line: number,
  type: CorrelationType,
  rules: readonly string[],
  limits: Limits,
): ConditionBody {
  const body: ConditionBody = { bounds: [], valueFields: [] };
  const entry = section.entries.get('condition');
  if (!entry) {
    if (!temporal(type)) violate(sheet, line, `${type} needs a condition`, 'correlation');
    return body;
  }
  if (entry.value.kind === 'map') return readBounds(sheet, entry.value, entry.line, type, rules.length);
  const text = conditionText(section);
  if (text === undefined) {
    violate(sheet, entry.line, 'condition must be a map', 'correlation');
    return body;
  }
  if (!temporal(type)) {
    const reason = `only temporal correlations take an expression for a condition, not ${type}`;
    violate(sheet, entry.line, reason, 'correlation');
    return body;
  }
  extend(sheet, entry.line, 'an expression over rules is an extension');
  const expression = attempt(sheet, entry.line, () => parseExpression(text, limits));
  return expression ? { ...body, expression } : body;
}

/** The names of an expression, each once, in their order. */
function namesOf(expression: RuleExpression): string[] {
  if (expression.op === 'rule') return [expression.name];
  if (expression.op === 'not') return namesOf(expression.of);
  return [...new Set(expression.of.flatMap(namesOf))];
}

function readBounds(sheet: Sheet, map: Mapping, line: number, type: CorrelationType, rules: number): ConditionBody {
  const bounds: { bound: Bound; value: number }[] = [];
  let valueFields: string[] = [];
  let percentile: number | undefined;
  for (const [key, { value, line: at }] of map.entries) {
    const bound = BOUNDS.find((one) => one === key);
    if (bound) bounds.push({ bound, value: numberOf(sheet, key, value, at) });
    else if (key === 'field') valueFields = fieldsOf(sheet, value, at);
    else if (key === 'percentile') percentile = numberOf(sheet, key, value, at);
    else refuse(sheet, 'correlation', at, `a condition of a correlation has no ${JSON.stringify(key)}`);
  }
  if (bounds.length === 0) refuse(sheet, 'correlation', line, `the condition needs one of ${BOUNDS.join(', ')}`);
  if (impossible(bounds)) warn(sheet, line, 'the condition can never hold');
  if (
    temporal(type) &&
    bounds.some(({ bound, value }) => (bound === 'gte' && value > rules) || (bound === 'gt' && value >= rules))
  ) {
    warn(sheet, line, `the condition wants more than the ${rules} rules that there are`);
  }
  checkFields(sheet, line, type, valueFields, percentile);
  return percentile === undefined ? { bounds, valueFields } : { bounds, valueFields, percentile };
}

/** A field or a percentile where it means nothing is a misunderstanding, and would count something else than was meant. */
function checkFields(
  sheet: Sheet,
  line: number,
  type: CorrelationType,
  fields: readonly string[],
  percentile: number | undefined,
): void {
  if (!type.startsWith('value_')) {
    if (fields.length > 0) refuse(sheet, 'correlation', line, `${type} counts no values: field has no meaning`);
  } else if (fields.length === 0) refuse(sheet, 'correlation', line, `${type} needs the field whose values it takes`);
  else if (fields.length > 1 && type !== 'value_count') refuse(sheet, 'correlation', line, `${type} takes one field`);
  if (type !== 'value_percentile') {
    if (percentile !== undefined) refuse(sheet, 'correlation', line, `percentile has no meaning for ${type}`);
  } else if (percentile === undefined) {
    refuse(
      sheet,
      'correlation',
      line,
      'value_percentile needs percentile (0 to 100): without it the specification has two readings',
    );
  } else if (percentile < 0 || percentile > 100)
    refuse(sheet, 'correlation', line, 'percentile must be between 0 and 100');
}

function impossible(bounds: readonly { bound: Bound; value: number }[]): boolean {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let open = false;
  for (const { bound, value } of bounds) {
    if (bound === 'neq') continue;
    if (bound !== 'lt' && bound !== 'lte') low = Math.max(low, value);
    if (bound !== 'gt' && bound !== 'gte') high = Math.min(high, value);
    if (bound === 'gt' || bound === 'lt') open = true;
  }
  return low > high || (low === high && open);
}

/** Thresholds may be fractions: the specification's text allows them, its schema wants integers without checking it. */
function numberOf(sheet: Sheet, key: string, value: Yaml, line: number): number {
  if (value.kind === 'scalar') {
    if (typeof value.value === 'number') return value.value;
    if (typeof value.value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value.value)) {
      warn(sheet, line, `${key} is a text instead of a number`);
      return Number(value.value);
    }
  }
  refuse(sheet, 'correlation', line, `${key} must be a number`);
  return 0;
}

function fieldsOf(sheet: Sheet, value: Yaml, line: number): string[] {
  const items = value.kind === 'list' ? value.items : [value];
  const fields = items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '' ? [item.value] : [],
  );
  if (fields.length !== items.length || items.length === 0)
    refuse(sheet, 'correlation', line, 'field must be a name or a list of names');
  return [...new Set(fields)];
}
