import { type Chunk, nameAt, nameSize } from './chunk.ts';
import { damaged, maxDepth } from './damage.ts';
import { utf16 } from './text.ts';
import { fixedSize } from './values.ts';

/** A piece of BinXML whose values are still open: what a template says, read once per chunk. */
export type Part = TextPart | ValuePart | HolePart | ElementPart | InstancePart | InstructionPart;

export interface TextPart {
  kind: 'text' | 'cdata';
  text: string;
}
/** A typed value that stands in the text itself (everywhere else values come from the table of the instance). */
export interface ValuePart {
  kind: 'value';
  type: number;
  offset: number;
  size: number;
}
/** The place of a value of the instance. */
export interface HolePart {
  kind: 'hole';
  index: number;
  /** Leaves its attribute out if the value is null. */
  optional: boolean;
}
export interface ElementPart {
  kind: 'element';
  name: string;
  attributes: readonly AttributePart[];
  content: readonly Part[];
  /** The element is left out if this value of the instance is null; -1: it never is. */
  dependency: number;
  /** Its attribute Name where that is a plain text and the only one. */
  label: string | undefined;
}
export interface AttributePart {
  name: string;
  content: readonly Part[];
}
/** A template inside of a template, read when it is rendered: so a loop of templates costs depth, not memory. */
export interface InstancePart {
  kind: 'instance';
  offset: number;
}
export interface InstructionPart {
  kind: 'instruction';
  target: string;
  text: string;
}

/** Values of an instance: `starts[i]` is where value i begins; sizes and types are in the table. */
export interface Values {
  count: number;
  /** Offset of the table: four bytes a value: size (u16), type (u8), 0. */
  table: number;
  starts: Int32Array;
}

const token = {
  end: 0x00,
  open: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  character: 0x08,
  entity: 0x09,
  target: 0x0a,
  data: 0x0b,
  template: 0x0c,
  hole: 0x0d,
  optional: 0x0e,
  header: 0x0f,
  /** Set on a token when more of its kind follow, or attributes. */
  more: 0x40,
} as const;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads BinXML of one stretch of a chunk, forward only. */
export interface Cursor {
  chunk: Chunk;
  at: number;
  end: number;
  /** Elements of a template tell the value they depend on; those outside of templates do not. */
  dependencies: boolean;
}

/** The pieces up to the end of the fragment. */
export function readFragment(cursor: Cursor, depth: number): Part[] {
  const parts: Part[] = [];
  while (cursor.at < cursor.end) {
    const kind = cursor.chunk.view.getUint8(cursor.at);
    if (kind === token.end) break;
    if (kind === token.header) cursor.at += 4;
    else parts.push(readPart(cursor, kind, depth));
  }
  return parts;
}

function readPart(cursor: Cursor, kind: number, depth: number): Part {
  const { chunk } = cursor;
  const { view } = chunk;
  const at = cursor.at;
  switch (kind & ~token.more) {
    case token.open:
      return readElement(cursor, depth + 1);
    case token.value:
      return readValue(cursor);
    case token.hole:
    case token.optional:
      cursor.at = at + 4;
      return { kind: 'hole', index: view.getUint16(at + 1, true), optional: kind === token.optional };
    case token.template:
      readValues(chunk, cursor);
      return { kind: 'instance', offset: at };
    case token.character:
      cursor.at = at + 3;
      return { kind: 'text', text: String.fromCharCode(view.getUint16(at + 1, true)) };
    case token.entity: {
      cursor.at = at + 1;
      const name = readName(cursor);
      return { kind: 'text', text: entities[name] ?? damaged('entity') };
    }
    case token.cdata:
      cursor.at = at + 1;
      return { kind: 'cdata', text: readText(cursor) };
    case token.target: {
      cursor.at = at + 1;
      const target = readName(cursor);
      if (view.getUint8(cursor.at++) !== token.data) damaged('instruction');
      return { kind: 'instruction', target, text: readText(cursor) };
    }
    default:
      return damaged('token');
  }
}

function readElement(cursor: Cursor, depth: number): ElementPart {
  if (depth > maxDepth) damaged('depth');
  const { view } = cursor.chunk;
  const hasAttributes = (view.getUint8(cursor.at) & token.more) !== 0;
  cursor.at += 1;
  let dependency = -1;
  if (cursor.dependencies) {
    const index = view.getUint16(cursor.at, true);
    if (index !== 0xffff) dependency = index;
    cursor.at += 2;
  }
  cursor.at += 4;
  const name = readName(cursor);
  const attributes: AttributePart[] = [];
  if (hasAttributes) {
    const end = cursor.at + 4 + view.getUint32(cursor.at, true);
    cursor.at += 4;
    while (cursor.at < end) attributes.push(readAttribute(cursor, depth));
  }
  const content: Part[] = [];
  const closing = view.getUint8(cursor.at++);
  if (closing === token.closeStart) {
    for (;;) {
      const kind = view.getUint8(cursor.at);
      if (kind === token.endElement) break;
      if (cursor.at >= cursor.end || kind === token.end) damaged('element without an end');
      content.push(readPart(cursor, kind, depth));
    }
    cursor.at++;
  } else if (closing !== token.closeEmpty) damaged('element');
  return { kind: 'element', name, attributes, content, dependency, label: labelOf(attributes) };
}

function labelOf(attributes: readonly AttributePart[]): string | undefined {
  const [one, ...others] = attributes;
  if (one?.name !== 'Name' || others.length > 0 || one.content.length !== 1) return undefined;
  return one.content[0]?.kind === 'text' ? one.content[0].text : undefined;
}

function readAttribute(cursor: Cursor, depth: number): AttributePart {
  const { view } = cursor.chunk;
  if ((view.getUint8(cursor.at++) & ~token.more) !== token.attribute) damaged('attribute');
  const name = readName(cursor);
  const content: Part[] = [];
  for (;;) {
    const kind = view.getUint8(cursor.at);
    const base = kind & ~token.more;
    if (base < token.value || base === token.attribute || base === token.template || base > token.optional) break;
    if (base === token.cdata || base === token.target || base === token.data) break;
    content.push(readPart(cursor, kind, depth));
  }
  return { name, content };
}

/** A literal text. Other types stand here only as NULL-terminated or counted values: they keep their type. */
function readValue(cursor: Cursor): Part {
  const type = cursor.chunk.view.getUint8(cursor.at + 1);
  cursor.at += 2;
  if (type === 0x01) return { kind: 'text', text: readText(cursor) };
  const size = fixedSize[type] ?? damaged('value');
  const offset = cursor.at;
  cursor.at += size;
  return { kind: 'value', type, offset, size };
}

function readText(cursor: Cursor): string {
  const units = cursor.chunk.view.getUint16(cursor.at, true);
  const text = utf16(cursor.chunk.bytes, cursor.at + 2, units);
  cursor.at += 2 + 2 * units;
  return text;
}

/** A name is written where it is first used; later uses give its offset. */
function readName(cursor: Cursor): string {
  const offset = cursor.chunk.view.getUint32(cursor.at, true);
  cursor.at += 4;
  const name = nameAt(cursor.chunk, offset);
  if (offset === cursor.at) cursor.at += nameSize(cursor.chunk, offset);
  return name;
}

/** The template of the instance at the cursor, and its values. Leaves the cursor behind the last value. */
export function readInstance(cursor: Cursor, into: Values): readonly Part[] {
  const { chunk } = cursor;
  const definition = chunk.view.getUint32(cursor.at + 6, true);
  readValues(chunk, cursor, into);
  let parts = chunk.templates.get(definition);
  if (parts === undefined) {
    const start = definition + 24;
    const end = start + chunk.view.getUint32(definition + 20, true);
    if (end > chunk.bytes.length) damaged('template');
    parts = readFragment({ chunk, at: start, end, dependencies: true }, 0);
    chunk.templates.set(definition, parts);
  }
  return parts;
}

function readValues(chunk: Chunk, cursor: Cursor, into?: Values): void {
  const { view } = chunk;
  const definition = view.getUint32(cursor.at + 6, true);
  let at = cursor.at + 10;
  // A definition, too, is written where it is first used: next one of the same hash (u32), GUID, size (u32), BinXML.
  if (definition === at) at += 24 + view.getUint32(at + 20, true);
  const count = view.getUint32(at, true);
  const table = at + 4;
  let start = table + 4 * count;
  if (start > chunk.bytes.length) damaged('values');
  if (into !== undefined && into.starts.length < count) into.starts = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    if (into !== undefined) into.starts[i] = start;
    start += view.getUint16(table + 4 * i, true);
  }
  if (start > chunk.bytes.length) damaged('values');
  if (into !== undefined) {
    into.count = count;
    into.table = table;
  }
  cursor.at = start;
}
