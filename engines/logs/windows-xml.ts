import { type EventObject, put, putData, putElement, type Role, roleInside } from './windows-event.ts';

/** An event that came as XML. */
export interface WindowsXmlEvent {
  /** `{ Event: { System, EventData | UserData } }`, the shape that EVTX files give. */
  event: EventObject;
  /** The sentence that Windows made of it (RenderingInfo), in the language of its computer: not a part of the event. */
  message?: string;
}

/** Why a text is not an event. */
class Refusal extends Error {}
const refuse = (why: string): never => {
  throw new Refusal(why);
};

/** Longest text of an event, in UTF-16 units; the service itself writes no more than 64 KiB. */
export const maxEvent = 1 << 20;
const maxDepth = 48;

interface Cursor {
  text: string;
  at: number;
  message?: string;
}

/**
 * One `<Event>…</Event>` as Windows writes it (wevtutil, the Event Viewer, forwarded events).
 *
 * It reads what such a text may hold and refuses the rest: there is no document type, so there are no entities but the
 * five of XML and numbered characters, nothing is fetched and nothing expands. Line ends stay as they are, as in EVTX.
 *
 * @returns the event, or in one or two words why it is none
 */
export function readWindowsXml(text: string): WindowsXmlEvent | string {
  if (text.length > maxEvent) return 'too long';
  const cursor: Cursor = { text, at: skipBlank(text, 0) };
  const event: EventObject = {};
  try {
    if (!text.startsWith('<Event', cursor.at)) return 'no event';
    readElement(cursor, event, 'root', 0);
    if (event.Event === undefined) return 'no event';
    if (skipBlank(text, cursor.at) !== text.length) return 'text behind the event';
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return cursor.message === undefined ? { event } : { event, message: cursor.message };
}

/** Like {@link readWindowsXml}: the event alone, or undefined. */
export function parseWindowsXml(text: string): EventObject | undefined {
  const read = readWindowsXml(text);
  return typeof read === 'string' ? undefined : read.event;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

function skipBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Reads the element at the cursor, which is at its `<`, into the object of its parent. */
function readElement(cursor: Cursor, into: EventObject, role: Role, depth: number): void {
  if (depth > maxDepth) refuse('depth');
  const name = readName(cursor, cursor.at + 1);
  const attributes = readAttributes(cursor);
  const { text } = cursor;
  const inside: EventObject = {};
  let value = '';
  if (text.charCodeAt(cursor.at) === 0x2f) {
    if (text.charCodeAt(cursor.at + 1) !== 0x3e) refuse('tag');
    cursor.at += 2;
  } else {
    cursor.at++;
    value = readContent(cursor, inside, roleInside(role, name), depth);
    if (!text.startsWith(name, cursor.at)) refuse('closing tag');
    const end = skipBlank(text, cursor.at + name.length);
    if (text.charCodeAt(end) !== 0x3e) refuse('closing tag');
    cursor.at = end + 1;
  }
  if (role === 'data' && name === 'Data') {
    const label = attributes?.Name;
    putData(into, typeof label === 'string' ? label : undefined, value);
  } else if (role === 'event' && name === 'RenderingInfo') {
    if (typeof inside.Message === 'string') cursor.message = inside.Message;
  } else putElement(into, role, name, attributes, inside, value);
}

/** Child elements go into the object, the text between them is given. Leaves the cursor behind the closing `</`. */
function readContent(cursor: Cursor, into: EventObject, role: Role, depth: number): string {
  const { text } = cursor;
  let value = '';
  for (;;) {
    const open = text.indexOf('<', cursor.at);
    if (open < 0) return refuse('no end');
    if (open > cursor.at) value += plain(text.slice(cursor.at, open));
    cursor.at = open;
    const next = text.charCodeAt(open + 1);
    if (next === 0x2f) {
      cursor.at = open + 2;
      return value;
    }
    if (next === 0x21 && text.startsWith('<![CDATA[', open)) value += upTo(cursor, open + 9, ']]>');
    else if (next === 0x21 && text.startsWith('<!--', open)) upTo(cursor, open + 4, '-->');
    else if (next === 0x3f) upTo(cursor, open + 2, '?>');
    else readElement(cursor, into, role, depth + 1);
  }
}

function upTo(cursor: Cursor, start: number, ending: string): string {
  const end = cursor.text.indexOf(ending, start);
  if (end < 0) return refuse('no end');
  cursor.at = end + ending.length;
  return cursor.text.slice(start, end);
}

/** A name ends before a blank or one of `/ > =`; quotes, `<` and an empty one are refused. */
function readName(cursor: Cursor, start: number): string {
  const { text } = cursor;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === 0x2f || code === 0x3e || code === 0x3d) break;
    // Also the end of the text, which is NaN.
    if (!(code > 0x26) || code === 0x27 || code === 0x3c) refuse('name');
    at++;
  }
  if (at === start) refuse('name');
  cursor.at = at;
  return text.slice(start, at);
}

/** Leaves the cursor at the `/` or `>` that ends the tag. Namespaces are left out. */
function readAttributes(cursor: Cursor): EventObject | undefined {
  const { text } = cursor;
  let attributes: EventObject | undefined;
  for (;;) {
    const start = skipBlank(text, cursor.at);
    const code = text.charCodeAt(start);
    if (code === 0x2f || code === 0x3e) {
      cursor.at = start;
      return attributes;
    }
    if (start === cursor.at) refuse('tag');
    const name = readName(cursor, start);
    const equals = skipBlank(text, cursor.at);
    if (text.charCodeAt(equals) !== 0x3d) refuse('attribute');
    const open = skipBlank(text, equals + 1);
    const quote = text.charCodeAt(open);
    if (quote !== 0x22 && quote !== 0x27) refuse('attribute');
    const end = text.indexOf(quote === 0x22 ? '"' : "'", open + 1);
    if (end < 0) refuse('attribute');
    const value = text.slice(open + 1, end);
    if (value.includes('<')) refuse('attribute');
    cursor.at = end + 1;
    if (name.startsWith('xmlns')) continue;
    attributes ??= {};
    if (Object.hasOwn(attributes, name)) refuse('attribute twice');
    put(attributes, name, plain(value));
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text with its references resolved, once. */
function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{0,8}));|&/g,
    (_, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(entities, name) ? (entities[name] as string) : refuse('entity');
      const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
      if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return refuse('reference');
      return String.fromCodePoint(code);
    },
  );
}
