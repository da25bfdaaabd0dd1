import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { DocumentEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { RuleError } from '../rule.ts';
import type { Value } from '../rule.ts';
import type { Allowance, Limits } from './limits.ts';
import { plainValue } from './scalars.ts';

/**
 * YAML 1.2 (core schema) as a tree that knows its lines and how a value was written, because a rule that says 0x17 means
 * the text. Built from js-yaml's events, which cost less than its own objects and are safe for keys such as __proto__.
 */
export type Yaml = Scalar | List | Mapping;

export interface Scalar {
  kind: 'scalar';
  value: Value;
  /** As written, after quotes and escapes. */
  text: string;
  line: number;
}

export interface List {
  kind: 'list';
  items: Yaml[];
  line: number;
}

export interface Mapping {
  kind: 'map';
  entries: Map<string, Entry>;
  line: number;
}

export interface Entry {
  key: string;
  line: number;
  value: Yaml;
}

/** A node with what it costs: nodes in it and levels of it, aliases counted each time they are used. */
interface Sized {
  node: Yaml;
  size: number;
  height: number;
}

interface Frame {
  /** undefined: the document itself. */
  node: List | Mapping | undefined;
  anchor: string | undefined;
  key: Scalar | undefined;
  root: Yaml | undefined;
  size: number;
  height: number;
}

interface Reader {
  text: string;
  limits: Allowance;
  line: number;
  /** Where this line ends. */
  lineEnd: number;
  frames: Frame[];
  anchors: Map<string, Sized | undefined>;
}

const TAGS = new Set(['', '!', '!!str', '!!int', '!!float', '!!bool', '!!null', '!!seq', '!!map']);

/**
 * The documents of a text in their order; undefined for those that are empty.
 * @param base the number of the first line, less one.
 * @throws RuleError `not-yaml` or `too-large` with the line, for the whole text.
 */
export function readYaml(text: string, base: number, limits: Allowance): (Yaml | undefined)[] {
  const reader: Reader = { text, limits, line: base, lineEnd: -1, frames: [], anchors: new Map() };
  moveTo(reader, 0);
  const documents: (Yaml | undefined)[] = [];
  for (const event of events(text, base, limits)) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        openDocument(reader, event);
        break;
      case EVENT_ID.SCALAR:
        add(reader, { node: scalarOf(reader, event), size: 1, height: 1 }, anchorOf(reader, event));
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
        const frame = reader.frames.pop();
        if (frame?.node) add(reader, { node: frame.node, size: frame.size, height: frame.height }, frame.anchor);
        else {
          const root = frame?.root;
          limits.left -= frame?.size ?? 0;
          documents.push(root?.kind === 'scalar' && root.value === null ? undefined : root);
        }
      }
    }
  }
  return documents;
}

function events(text: string, base: number, limits: Limits): Event[] {
  try {
    return parseEvents(text, { maxDepth: limits.depth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw new RuleError('not-yaml', 'the YAML cannot be read', base + 1);
    // Lines end with LF here as in editors; js-yaml also counts a CR that stands alone.
    const line = text.slice(0, error.mark?.position ?? 0).split('\n').length;
    throw new RuleError('not-yaml', error.reason, base + line);
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
  reader.frames.push({ node: undefined, anchor: undefined, key: undefined, root: undefined, size: 0, height: 0 });
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
  if (tag.length > 1 && tag !== typeTag(value)) {
    fail(reader, `the tag ${tag} does not fit ${JSON.stringify(text.slice(0, 60))}`);
  }
  return { kind: 'scalar', value, text, line };
}

function typeTag(value: Value): string {
  if (value === null) return '!!null';
  if (typeof value === 'boolean') return '!!bool';
  if (typeof value === 'string') return '!!str';
  return Number.isInteger(value) ? '!!int' : '!!float';
}

function open(reader: Reader, event: SequenceEvent | MappingEvent): void {
  const tag = tagOf(reader, event);
  const line = moveTo(reader, event.start);
  const map = event.type === EVENT_ID.MAPPING;
  if (tag.length > 1 && tag !== (map ? '!!map' : '!!seq')) fail(reader, `the tag ${tag} does not fit what follows`);
  const anchor = anchorOf(reader, event);
  const node: List | Mapping = map ? { kind: 'map', entries: new Map(), line } : { kind: 'list', items: [], line };
  // Known but without a value until it is closed: an alias in between would be a circle.
  if (anchor !== undefined) reader.anchors.set(anchor, undefined);
  reader.frames.push({ node, anchor, key: undefined, root: undefined, size: 1, height: 1 });
}

function resolve(reader: Reader, name: string): Sized {
  const found = reader.anchors.get(name);
  if (found) return found;
  return fail(reader, reader.anchors.has(name) ? `*${name} contains itself` : `nothing is called &${name}`);
}

function add(reader: Reader, value: Sized, anchor: string | undefined): void {
  if (anchor !== undefined) reader.anchors.set(anchor, value);
  const frame = reader.frames[reader.frames.length - 1];
  if (!frame) return;
  // Both parts are within the limit when they are added, so the sum is exact.
  frame.size += value.size;
  frame.height = Math.max(frame.height, value.height + 1);
  const most = Math.min(reader.limits.nodes, reader.limits.left);
  if (frame.size > most) {
    throw new RuleError('too-large', `more than ${most} values, aliases counted each time`, reader.line);
  }
  if (frame.height > reader.limits.depth) {
    throw new RuleError('too-large', `nested deeper than ${reader.limits.depth}`, reader.line);
  }
  const { node } = frame;
  if (!node) frame.root = value.node;
  else if (node.kind === 'list') node.items.push(value.node);
  else if (frame.key) {
    node.entries.set(frame.key.text, { key: frame.key.text, line: frame.key.line, value: value.node });
    frame.key = undefined;
  } else frame.key = keyOf(reader, node, value.node);
}

function keyOf(reader: Reader, node: Mapping, key: Yaml): Scalar {
  if (key.kind !== 'scalar') return fail(reader, 'a key must be one word or text');
  if (node.entries.has(key.text)) {
    const name = JSON.stringify(key.text.slice(0, 60));
    throw new RuleError('not-yaml', `the key ${name} stands twice in one map`, key.line);
  }
  if (key.text === '<<') throw new RuleError('not-yaml', 'merge keys (<<) are no part of YAML 1.2', key.line);
  return key;
}
