import type { Condition, Item, Rule, Search, Value } from '../rule.ts';
import { parseCondition } from './condition.ts';
import type { Limits } from './limits.ts';
import type { Sheet } from './sheet.ts';
import { attempt, extend, refuse, tolerate, violate, warn } from './sheet.ts';
import type { List, Mapping, Scalar, Yaml } from './yaml.ts';

/** Names of fields with their modifiers occur again and again: each is split once and shared. */
export interface Keys {
  readonly known: Map<string, Key>;
}

interface Key {
  field: string | undefined;
  modifiers: readonly string[];
  /** The name was written with spaces, which the specification strips. */
  spaced: boolean;
}

const ALIASES: Readonly<Record<string, string>> = { ignorecase: 'i', multiline: 'm', dotall: 's', utf16le: 'wide' };
const NULL: readonly Value[] = [null];
const NONE: readonly string[] = [];
const TIMEFRAME = 'timeframe is no part of Sigma any more; write a correlation rule with a timespan';

function keyOf(keys: Keys, text: string): Key {
  let key = keys.known.get(text);
  if (!key) {
    const [name = '', ...modifiers] = text.split('|');
    const field = name.replaceAll(' ', '');
    key = {
      spaced: field !== name,
      field: field === '' ? undefined : field,
      modifiers:
        modifiers.length === 0
          ? NONE
          : modifiers.map((name) => (Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name)),
    };
    keys.known.set(text, key);
  }
  return key;
}

/** Reads a section with search identifiers and a condition; `skip` names the keys that are neither. */
export function readSearches(sheet: Sheet, section: Mapping, skip: readonly string[], keys: Keys): Map<string, Search> {
  const searches = new Map<string, Search>();
  for (const [name, entry] of section.entries) {
    if (skip.includes(name)) continue;
    if (name === 'timeframe') {
      refuse(sheet, 'aggregation', entry.line, TIMEFRAME);
      // The schema takes it for one more search identifier.
      if (entry.value.kind === 'scalar') extend(sheet, entry.line, TIMEFRAME);
      else readSearch(sheet, name, entry.value, entry.line, keys);
      continue;
    }
    const search = readSearch(sheet, name, entry.value, entry.line, keys);
    if (search) searches.set(name, search);
  }
  return searches;
}

function readSearch(sheet: Sheet, name: string, value: Yaml, line: number, keys: Keys): Search | undefined {
  if (value.kind === 'map') return readMap(sheet, value, line, keys);
  if (value.kind === 'list') return readList(sheet, value, line, keys);
  if (typeof value.value === 'string' || typeof value.value === 'number') {
    tolerate(sheet, line, `${name} is one keyword instead of a list`);
    return { item: { field: undefined, modifiers: NONE, values: [value.value], line } };
  }
  violate(sheet, line, `${name} must be a map or a list`, 'value');
  return undefined;
}

function readMap(sheet: Sheet, map: Mapping, line: number, keys: Keys): Search | undefined {
  const all: Search[] = [];
  for (const entry of map.entries.values()) {
    const item = readItem(sheet, entry.key, entry.value, entry.line, keys);
    if (item) all.push({ item });
  }
  if (map.entries.size === 0) refuse(sheet, 'value', line, 'an empty map selects nothing');
  const [only] = all;
  return only && all.length === 1 ? only : { all };
}

/** A list of plain values are keywords; maps in a list are alternatives, and plain values between them are too. */
function readList(sheet: Sheet, list: List, line: number, keys: Keys): Search | undefined {
  if (list.items.length === 0) {
    refuse(sheet, 'value', line, 'an empty list selects nothing');
    return undefined;
  }
  const any: Search[] = [];
  const words: Value[] = [];
  let first = line;
  for (const item of list.items) {
    if (item.kind === 'map') {
      const search = readMap(sheet, item, item.line, keys);
      if (search) any.push(search);
    } else if (item.kind === 'list') violate(sheet, item.line, 'a list inside a list is not allowed', 'value');
    else if (item.value === null) violate(sheet, item.line, 'null cannot be a keyword', 'value');
    else {
      keyword(sheet, item);
      if (words.length === 0) first = item.line;
      words.push(item.value);
    }
  }
  if (words.length > 0) any.push({ item: { field: undefined, modifiers: NONE, values: words, line: first } });
  const [only] = any;
  return only && any.length === 1 ? only : { any };
}

function keyword(sheet: Sheet, item: Scalar): void {
  written(sheet, item);
  if (typeof item.value === 'boolean' || (typeof item.value === 'number' && !Number.isInteger(item.value))) {
    tolerate(sheet, item.line, `the keyword ${item.text} should stand in quotes`);
  }
}

/** The text in the file and the text that is compared differ, e.g. 0x17 and 23. */
function written(sheet: Sheet, scalar: Scalar): void {
  if (typeof scalar.value === 'number' && String(scalar.value) !== scalar.text) {
    warn(
      sheet,
      scalar.line,
      `${scalar.text} is read as the number ${scalar.value}; write '${scalar.text}' if the text is meant`,
    );
  }
}

function readItem(sheet: Sheet, text: string, value: Yaml, line: number, keys: Keys): Item | undefined {
  const { field, modifiers, spaced } = keyOf(keys, text);
  if (spaced)
    warn(sheet, line, `the field of ${JSON.stringify(text)} is read as ${field}: names in Sigma have no spaces`);
  if (value.kind === 'scalar') {
    written(sheet, value);
    return { field, modifiers, values: value.value === null ? NULL : [value.value], line };
  }
  if (value.kind === 'map') {
    refuse(sheet, 'value', line, `${text} has a map for a value`);
    return undefined;
  }
  // An empty list under a field means null, as in pySigma.
  if (value.items.length === 0) return { field, modifiers, values: NULL, line };
  const values: Value[] = [];
  for (const item of value.items) {
    if (item.kind !== 'scalar') {
      refuse(sheet, 'value', item.line, `${text} has a ${item.kind} inside its list of values`);
      return undefined;
    }
    if (item.value === null) {
      refuse(
        sheet,
        'value',
        item.line,
        `null cannot stand in a list of values (${text}); give it a search identifier of its own`,
      );
      return undefined;
    }
    written(sheet, item);
    values.push(item.value);
  }
  return { field, modifiers, values, line };
}

/** The condition of a section: one, or a list of alternatives. */
export function readCondition(
  sheet: Sheet,
  section: Mapping,
  names: readonly string[],
  limits: Limits,
): Condition | undefined {
  const entry = section.entries.get('condition');
  if (!entry) {
    violate(sheet, section.line, 'condition is missing', 'condition');
    return undefined;
  }
  const { value, line } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    return attempt(sheet, line, () => parseCondition(value.text, names, limits));
  }
  if (value.kind !== 'list' || value.items.length === 0) {
    violate(sheet, line, 'condition must be a text', 'condition');
    return undefined;
  }
  // The specification's text allows a list (each a query of its own), its schema does not.
  extend(sheet, line, 'a list of conditions');
  const of: Condition[] = [];
  for (const item of value.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      refuse(sheet, 'condition', item.line, 'a condition must be a text');
      continue;
    }
    const condition = attempt(sheet, item.line, () => parseCondition(item.text, names, limits));
    if (condition) of.push(condition);
  }
  const [only] = of;
  return of.length === 1 && only ? only : { op: 'or', of };
}

/** What the detection of a rule says, or undefined where it has none; problems go to the sheet. */
export function readDetection(
  sheet: Sheet,
  root: Mapping,
  keys: Keys,
  limits: Limits,
): Pick<Rule, 'detection' | 'condition'> | undefined {
  const entry = root.entries.get('detection');
  if (!entry) {
    violate(sheet, root.line, 'detection is missing');
    return undefined;
  }
  if (entry.value.kind !== 'map') {
    violate(sheet, entry.line, 'detection must be a map');
    return undefined;
  }
  const detection = readSearches(sheet, entry.value, ['condition'], keys);
  // Names come from the file, not from what could be read: a bad selection is one problem, not two.
  const names = [...entry.value.entries.keys()].filter((name) => name !== 'condition' && name !== 'timeframe');
  const condition = readCondition(sheet, entry.value, names, limits);
  if (names.length === 0) refuse(sheet, 'value', entry.line, 'detection has no search identifier');
  if (!condition) return undefined;
  const used = new Set<string>();
  collect(condition, used);
  for (const name of names) {
    if (!used.has(name))
      warn(sheet, entry.value.entries.get(name)?.line ?? entry.line, `the condition does not use ${name}`);
  }
  return { detection, condition };
}

function collect(condition: Condition, used: Set<string>): void {
  if (condition.op === 'search') used.add(condition.name);
  else if (condition.op === 'not') collect(condition.of, used);
  else if (condition.op === 'of') for (const name of condition.names) used.add(name);
  else for (const part of condition.of) collect(part, used);
}
