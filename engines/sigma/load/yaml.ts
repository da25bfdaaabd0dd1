import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { DocumentEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { RuleError } from '../rule.ts';
import type { Value } from '../rule.ts';
import type { Limits } from './limits.ts';

/**
 * YAML 1.2 (core schema) as a tree that knows its lines: what was plain and how it was written is kept, because a rule
 * that says 0x17 means the text. Built from js-yaml's events, which cost less than its own objects and are safe for keys
 * such as __proto__.
 */
export type Yaml = Scalar | List | Mapping;

export interface Scalar {
  kind: 'scalar';
  value: Value;
  /** As written, after quotes and escapes. */
  text: string;
  line: number;
  size: number;
  height: number;
}

export interface List {
  kind: 'list';
  items: Yaml[];
  line: number;
  /** Nodes below and with this one, aliases counted each time they are used. */
  size: number;
  height: number;
}

export interface Mapping {
  kind: 'map';
  entries: Map<string, Entry>;
  line: number;
  size: number;
  height: number;
}

export interface Entry {
  key: string;
  line: number;
  value: Yaml;
}

interface Frame {
  node: List | Mapping | undefined;
  anchor: string | undefined;
  key: Scalar | undefined;
  root: Yaml | undefined;
}

interface Reader {
  text: string;
  limits: Limits;
  line: number;
  /** Where this line ends. */
  lineEnd: number;
  frames: Frame[];
  anchors: Map<string, Yaml | undefined>;
}

const INTEGER = /^[-+]?[0-9]+$|^0o[0-7]+$|^0x[0-9a-fA-F]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const WORDS = new Map<string, Value>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);
const TAGS = new Set(['', '!', '!!str', '!!int', '!!float', '!!bool', '!!null', '!!seq', '!!map']);

/**
 * The documents of a text, empty ones left out, each with its number in the file (from 1).
 * @throws RuleError `not-yaml` or `too-large` with the line, for the whole text.
 */
export function readYaml(text: string, limits: Limits): { number: number; root: Yaml }[] {
  if (text.length > limits.file) {
    throw new RuleError('too-large', `the file has ${text.length} characters, more than ${limits.file}`, 1);
  }
  const reader: Reader = { text, limits, line: 0, lineEnd: -1, frames: [], anchors: new Map() };
  moveTo(reader, 0);
  const documents: { number: number; root: Yaml }[] = [];
  let number = 0;
  for (const event of events(text, limits)) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        number++;
        openDocument(reader, event);
        break;
      case EVENT_ID.SCALAR:
        add(reader, scalarOf(reader, event), anchorOf(reader, event));
        break;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        open(reader, event);
        break;
      case EVENT_ID.ALIAS:
        moveTo(reader, event.anchorStart);
        add(reader, resolve(reader, text.slice(event.anchorStart, event.anchorEnd)), undefined);
        break;
      case EVENT_ID.POP: {
        const root = close(reader);
        if (root && !(root.kind === 'scalar' && root.value === null)) documents.push({ number, root });
      }
    }
  }
  return documents;
}

function events(text: string, limits: Limits): Event[] {
  try {
    return parseEvents(text, { maxDepth: limits.depth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw new RuleError('not-yaml', 'the YAML cannot be read', 1);
    // Lines end with LF here as in editors; js-yaml also counts a CR that stands alone.
    const line = text.slice(0, error.mark?.position ?? 0).split('\n').length;
    throw new RuleError('not-yaml', error.reason, line);
  }
}

function fail(reader: Reader, reason: string): never {
  throw new RuleError('not-yaml', reason, reader.line);
}

/** Events come in the order of the text, so every line end is looked for once. */
function moveTo(reader: Reader, offset: number): number {
  while (reader.lineEnd < offset) {
    reader.line++;
    const next = reader.text.indexOf('\n', reader.lineEnd + 1);
    reader.lineEnd = next === -1 ? Number.POSITIVE_INFINITY : next;
  }
  return reader.line;
}

function openDocument(reader: Reader, event: DocumentEvent): void {
  if (event.directives.some((directive) => directive.kind === 'tag'))
    fail(reader, '%TAG is not allowed in Sigma files');
  reader.anchors = new Map();
  reader.frames.push({ node: undefined, anchor: undefined, key: undefined, root: undefined });
}

function anchorOf(reader: Reader, event: ScalarEvent | SequenceEvent | MappingEvent): string | undefined {
  return event.anchorStart < 0 ? undefined : reader.text.slice(event.anchorStart, event.anchorEnd);
}

function tagOf(reader: Reader, event: ScalarEvent | SequenceEvent | MappingEvent): string {
  if (event.tagStart < 0) return '';
  moveTo(reader, event.tagStart);
  const tag = reader.text.slice(event.tagStart, event.tagEnd);
  if (!TAGS.has(tag)) fail(reader, `unknown tag ${tag.slice(0, 60)}`);
  return tag;
}

function scalarOf(reader: Reader, event: ScalarEvent): Scalar {
  const tag = tagOf(reader, event);
  const line = moveTo(reader, event.valueStart);
  const text = getScalarValue(reader.text, event);
  let value: Value = text;
  if (tag === '' ? event.style === SCALAR_STYLE.PLAIN : tag !== '!' && tag !== '!!str') value = plainValue(text);
  if (tag.length > 1 && tag !== typeTag(value))
    fail(reader, `the tag ${tag} does not fit ${JSON.stringify(text.slice(0, 60))}`);
  return { kind: 'scalar', value, text, line, size: 1, height: 1 };
}

function typeTag(value: Value): string {
  if (value === null) return '!!null';
  if (typeof value === 'boolean') return '!!bool';
  if (typeof value === 'string') return '!!str';
  return Number.isInteger(value) ? '!!int' : '!!float';
}

/**
 * Numbers that JavaScript cannot hold stay the text that they are: a rule compares text, and a rounded number would be
 * another one.
 */
function plainValue(text: string): Value {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (first > 57 || !(INTEGER.test(text) || FLOAT.test(text))) return text;
  const number = Number(text);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
}

function open(reader: Reader, event: SequenceEvent | MappingEvent): void {
  const tag = tagOf(reader, event);
  const line = moveTo(reader, event.start);
  const map = event.type === EVENT_ID.MAPPING;
  if (tag.length > 1 && tag !== (map ? '!!map' : '!!seq')) fail(reader, `the tag ${tag} does not fit what follows`);
  const anchor = anchorOf(reader, event);
  const node: List | Mapping = map
    ? { kind: 'map', entries: new Map(), line, size: 1, height: 1 }
    : { kind: 'list', items: [], line, size: 1, height: 1 };
  // Known but without a value until it is closed: an alias in between would be a circle.
  if (anchor !== undefined) reader.anchors.set(anchor, undefined);
  reader.frames.push({ node, anchor, key: undefined, root: undefined });
}

function resolve(reader: Reader, name: string): Yaml {
  const node = reader.anchors.get(name);
  if (node) return node;
  return fail(reader, reader.anchors.has(name) ? `*${name} contains itself` : `nothing is called &${name}`);
}

function close(reader: Reader): Yaml | undefined {
  const frame = reader.frames.pop();
  if (!frame) return undefined;
  if (!frame.node) return frame.root;
  add(reader, frame.node, frame.anchor);
  return undefined;
}

function add(reader: Reader, value: Yaml, anchor: string | undefined): void {
  if (anchor !== undefined) reader.anchors.set(anchor, value);
  const frame = reader.frames[reader.frames.length - 1];
  if (!frame) return;
  const { node } = frame;
  if (!node) {
    frame.root = value;
    return;
  }
  node.size += value.size;
  if (value.height >= node.height) node.height = value.height + 1;
  // Every sum stays far below 2^53: both parts are within the limit when they are added.
  if (node.size > reader.limits.nodes) {
    throw new RuleError('too-large', `more than ${reader.limits.nodes} values, aliases counted each time`, reader.line);
  }
  if (node.height > reader.limits.depth) {
    throw new RuleError('too-large', `nested deeper than ${reader.limits.depth}`, reader.line);
  }
  if (node.kind === 'list') node.items.push(value);
  else if (frame.key) {
    node.entries.set(frame.key.text, { key: frame.key.text, line: frame.key.line, value });
    frame.key = undefined;
  } else frame.key = keyOf(reader, node, value);
}

function keyOf(reader: Reader, node: Mapping, key: Yaml): Scalar {
  if (key.kind !== 'scalar') return fail(reader, 'a key must be one word or text');
  if (node.entries.has(key.text)) {
    throw new RuleError(
      'not-yaml',
      `the key ${JSON.stringify(key.text.slice(0, 60))} stands twice in one map`,
      key.line,
    );
  }
  if (key.text === '<<') throw new RuleError('not-yaml', 'merge keys (<<) are no part of YAML 1.2', key.line);
  return key;
}
