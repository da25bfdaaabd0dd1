import type { Heading, LogSource } from '../rule.ts';
import { readOwnKeys } from './own-keys.ts';
import type { Problem, Sheet } from './sheet.ts';
import { refuse, tolerate, violate, warn } from './sheet.ts';
import type { Mapping, Scalar, Yaml } from './yaml.ts';

/**
 * What all kinds of documents say of themselves, with the constraints of the official JSON schemas (Sigma 2.1). What
 * changes no match (dates, lists written as one text, tags, ids that are no UUID) is taken with a warning, because rules
 * of third parties are full of it; everything else is a reason to refuse.
 */

const NONE: readonly string[] = [];
const DATE = /^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$/;
const SLASHED = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;
const STATUS = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;
const LEVEL = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const RELATION = ['derived', 'obsolete', 'merged', 'renamed', 'similar'];

/** Which of the three schemas: they differ in what they look at. */
export type Kind = 'rule' | 'correlation' | 'filter';

export function scalarAt(map: Mapping, key: string): Scalar | undefined {
  const value = map.entries.get(key)?.value;
  return value?.kind === 'scalar' ? value : undefined;
}

/** Length as JSON schema counts it: symbols, not UTF-16 units. Only counted where it can matter. */
function longer(text: string, most: number): boolean {
  return text.length > most && [...text].length > most;
}

export function readHeading(sheet: Sheet, kind: Kind, root: Mapping, file: string, document: number): Heading {
  const heading: Heading = {
    title: textAt(sheet, root, 'title', 256) ?? '',
    references: NONE,
    tags: NONE,
    falsepositives: NONE,
    fields: NONE,
    place: { file, document, line: root.line },
  };
  if (!root.entries.has('title')) violate(sheet, root.line, 'title is missing');
  else if (heading.title === '' && root.entries.get('title')?.value.kind === 'scalar')
    warn(sheet, root.line, 'title is empty');

  const id = textAt(sheet, root, 'id');
  if (id !== undefined) heading.id = id;
  if (id !== undefined && !UUID.test(id)) tolerate(sheet, lineOf(root, 'id'), `the id ${quote(id)} is no UUID`);
  const name = textAt(sheet, root, 'name', 256, kind === 'rule');
  if (name !== undefined) heading.name = name;
  readTaxonomy(sheet, root);
  const status = choiceAt(sheet, root, 'status', STATUS, kind !== 'filter');
  if (status) heading.status = status;
  const level = choiceAt(sheet, root, 'level', LEVEL, kind !== 'filter');
  if (level) heading.level = level;
  const description = textAt(sheet, root, 'description', 65_535);
  if (description !== undefined) heading.description = description;
  const author = authorAt(sheet, root, kind);
  if (author !== undefined) heading.author = author;
  const license = textAt(sheet, root, 'license', undefined, kind === 'rule');
  if (license !== undefined) heading.license = license;
  const date = dateAt(sheet, root, 'date');
  if (date !== undefined) heading.date = date;
  const modified = dateAt(sheet, root, 'modified');
  if (modified !== undefined) heading.modified = modified;

  heading.references = listAt(sheet, root, 'references', 0, kind !== 'filter');
  heading.fields = listAt(sheet, root, 'fields', 0, kind === 'rule');
  heading.falsepositives = listAt(sheet, root, 'falsepositives', 2, kind !== 'filter', kind === 'correlation');
  heading.tags = tagsAt(sheet, root, kind);
  if (kind === 'rule') {
    readRelated(sheet, root);
    readScope(sheet, root);
  }
  const own = readOwnKeys(root);
  if (own) heading.own = own;
  return heading;
}

function lineOf(map: Mapping, key: string): number {
  return map.entries.get(key)?.line ?? map.line;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** Where the schema of the kind does not look at a key, the same fault is ours to tell and not the schema's. */
function note(sheet: Sheet, schema: boolean, severity: Problem['severity'], line: number, reason: string): void {
  sheet.problems.push({ severity, schema, code: 'schema', line, reason });
}

/** A key with nothing behind it is common in third-party rules and says nothing. */
function empty(sheet: Sheet, map: Mapping, key: string, value: Yaml, schema: boolean): boolean {
  if (value.kind !== 'scalar' || value.value !== null) return false;
  note(sheet, schema, key === 'title' ? 'error' : 'warning', lineOf(map, key), `${key} is empty`);
  return true;
}

function textAt(sheet: Sheet, map: Mapping, key: string, most?: number, schema = true): string | undefined {
  const value = map.entries.get(key)?.value;
  if (!value || empty(sheet, map, key, value, schema)) return undefined;
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    note(sheet, schema, 'error', lineOf(map, key), `${key} must be a text`);
    return undefined;
  }
  if (most !== undefined && longer(value.value, most)) {
    note(sheet, schema, 'error', lineOf(map, key), `${key} is longer than ${most} characters`);
  }
  return value.value;
}

function readTaxonomy(sheet: Sheet, root: Mapping): void {
  const taxonomy = textAt(sheet, root, 'taxonomy', 256);
  if (taxonomy !== undefined && taxonomy !== 'sigma') {
    refuse(
      sheet,
      'taxonomy',
      lineOf(root, 'taxonomy'),
      `the taxonomy ${quote(taxonomy)} is not known; only "sigma" is`,
    );
  }
}

function choiceAt<T extends string>(
  sheet: Sheet,
  map: Mapping,
  key: string,
  choices: readonly T[],
  schema: boolean,
): T | undefined {
  const value = map.entries.get(key)?.value;
  if (!value || empty(sheet, map, key, value, schema)) return undefined;
  const choice = value.kind === 'scalar' ? choices.find((one) => one === value.value) : undefined;
  if (!choice)
    note(sheet, schema, schema ? 'error' : 'warning', lineOf(map, key), `${key} must be one of ${choices.join(', ')}`);
  return choice;
}

function dateAt(sheet: Sheet, map: Mapping, key: string): string | undefined {
  const date = textAt(sheet, map, key);
  if (date === undefined || DATE.test(date)) return date;
  const slashed = SLASHED.exec(date);
  const fixed = slashed ? `${slashed[1]}-${slashed[2]?.padStart(2, '0')}-${slashed[3]?.padStart(2, '0')}` : '';
  if (DATE.test(fixed)) {
    tolerate(sheet, lineOf(map, key), `${key} is ${quote(date)} instead of "${fixed}"`);
    return fixed;
  }
  violate(sheet, lineOf(map, key), `${key} must be a day as YYYY-MM-DD, not ${quote(date)}`);
  return undefined;
}

/** The schema wants one text; a list of authors is clear enough. */
function authorAt(sheet: Sheet, root: Mapping, kind: Kind): string | undefined {
  const value = root.entries.get('author')?.value;
  if (value?.kind !== 'list') return textAt(sheet, root, 'author', undefined, kind !== 'filter');
  note(sheet, kind !== 'filter', 'warning', lineOf(root, 'author'), 'author is a list instead of one text');
  return value.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])).join(', ');
}

function listAt(
  sheet: Sheet,
  map: Mapping,
  key: string,
  least: number,
  schema: boolean,
  single = false,
): readonly string[] {
  const value = map.entries.get(key)?.value;
  if (!value || empty(sheet, map, key, value, schema)) return NONE;
  const line = lineOf(map, key);
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    if (!single) note(sheet, schema, 'warning', line, `${key} is one text instead of a list`);
    else if (value.value.length < least)
      note(sheet, schema, 'warning', line, `${quote(value.value)} in ${key} is too short`);
    return [value.value];
  }
  if (value.kind !== 'list') {
    note(sheet, schema, 'error', line, `${key} must be a list of texts`);
    return NONE;
  }
  return textsOf(sheet, key, value.items, least, schema);
}

function textsOf(sheet: Sheet, key: string, items: readonly Yaml[], least: number, schema: boolean): readonly string[] {
  const texts: string[] = [];
  const seen = items.length > 1 ? new Set<string>() : undefined;
  for (const item of items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      const nothing = item.kind === 'scalar' && item.value === null;
      note(
        sheet,
        schema,
        nothing ? 'warning' : 'error',
        item.line,
        `${key} holds ${nothing ? 'an empty line' : 'something that is no text'}`,
      );
      continue;
    }
    if (item.value.length < least)
      note(sheet, schema, 'warning', item.line, `${quote(item.value)} in ${key} is too short`);
    if (seen?.has(item.value)) note(sheet, schema, 'warning', item.line, `${quote(item.value)} stands twice in ${key}`);
    seen?.add(item.value);
    texts.push(item.value);
  }
  return texts.length === 0 ? NONE : texts;
}

function tagsAt(sheet: Sheet, root: Mapping, kind: Kind): readonly string[] {
  const schema = kind === 'rule';
  const tags = listAt(sheet, root, 'tags', 0, schema);
  for (const tag of tags) {
    if (!TAG.test(tag))
      note(sheet, schema, 'warning', lineOf(root, 'tags'), `the tag ${quote(tag)} is not of the form namespace.name`);
  }
  return tags;
}

function readRelated(sheet: Sheet, root: Mapping): void {
  const value = root.entries.get('related')?.value;
  if (!value || empty(sheet, root, 'related', value, true)) return;
  if (value.kind !== 'list') return violate(sheet, lineOf(root, 'related'), 'related must be a list');
  for (const item of value.items) {
    if (item.kind !== 'map') {
      violate(sheet, item.line, 'an entry of related must be a map with id and type');
      continue;
    }
    const id = scalarAt(item, 'id')?.value;
    if (typeof id !== 'string') violate(sheet, item.line, 'an entry of related must have an id');
    else if (!UUID.test(id)) tolerate(sheet, item.line, `the related id ${quote(id)} is no UUID`);
    const type = scalarAt(item, 'type')?.value;
    if (typeof type !== 'string' || !RELATION.includes(type)) {
      violate(sheet, item.line, `the type of an entry of related must be one of ${RELATION.join(', ')}`);
    }
  }
}

/** `scope` need not be unique, unlike the other lists. */
function readScope(sheet: Sheet, root: Mapping): void {
  const value = root.entries.get('scope')?.value;
  if (!value || empty(sheet, root, 'scope', value, true)) return;
  if (value.kind !== 'list') return violate(sheet, lineOf(root, 'scope'), 'scope must be a list of texts');
  for (const item of value.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string')
      violate(sheet, item.line, 'scope must be a list of texts');
    else if (item.value.length < 2) tolerate(sheet, item.line, `${quote(item.value)} in scope is too short`);
  }
}

const DIMENSIONS = ['category', 'product', 'service'] as const;

/**
 * The log source, in small letters and with `_` for spaces as the specification writes them.
 * One without a category, product or service says nothing and is refused, as in pySigma; the schema allows it.
 */
export function readLogSource(sheet: Sheet, root: Mapping): LogSource {
  const source: LogSource = {};
  const entry = root.entries.get('logsource');
  if (!entry) {
    violate(sheet, root.line, 'logsource is missing');
    return source;
  }
  const { value } = entry;
  if (value.kind !== 'map') {
    violate(sheet, entry.line, 'logsource must be a map');
    return source;
  }
  let named = 0;
  for (const dimension of DIMENSIONS) {
    const text = textAt(sheet, value, dimension);
    if (text !== undefined) source[dimension] = normal(sheet, value, dimension, text);
    if (text) named++;
  }
  textAt(sheet, value, 'definition', undefined, root.entries.has('detection'));
  if (named === 0) refuse(sheet, 'logsource', entry.line, 'logsource names no category, product or service');
  return source;
}

function normal(sheet: Sheet, map: Mapping, dimension: string, text: string): string {
  const written = text.trim().toLowerCase().replaceAll(' ', '_');
  if (written !== text) warn(sheet, lineOf(map, dimension), `the ${dimension} ${quote(text)} is read as "${written}"`);
  return written;
}
