import { LIMITS, type LogEvent } from '../event.ts';
import { isTooDeep } from './depth.ts';
import { createLines, type Lines } from './lines.ts';
import { createValues } from './values.ts';

export interface JsonOptions {
  /** One event. `text` is its JSON; `line` counts from 1, where the event begins. */
  event(event: LogEvent, text: string, line: number): void;
  /** What was left out; nothing is lost without it. */
  problem(problem: JsonProblem): void;
  /** Longest event in bytes. */
  limit?: number;
  /** Bytes to text; must put U+FFFD for what is not UTF-8. */
  decode?(bytes: Uint8Array, start: number, end: number): string;
}

export interface JsonProblem {
  line: number;
  /** How much input it concerns. */
  bytes: number;
  code: 'too-long' | 'not-json' | 'not-an-object' | 'too-deep';
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const decodeUtf8 = (bytes: Uint8Array, start: number, end: number): string => utf8.decode(bytes.subarray(start, end));

/** Clouds deliver their logs in one object around the records. */
const envelope = /^\s{0,64}\{\s{0,64}"[Rr]ecords"\s{0,64}:\s{0,64}\[/;

/**
 * Bytes in any cuts → events. Takes one object a line, objects one after the other or over several lines, an array of
 * objects, and such an array under `Records`; with a byte order mark, also UTF-16LE. Holds at most one event.
 */
export function createJsonEvents(options: JsonOptions): Lines {
  const limit = options.limit ?? LIMITS.line;
  const decode = options.decode ?? decodeUtf8;
  const { problem } = options;

  /** Whether the text was JSON at all. */
  const read = (text: string, line: number, bytes: number): boolean => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return false;
    }
    for (const one of unwrap(value, text)) {
      if (typeof one !== 'object' || one === null || Array.isArray(one))
        problem({ line, bytes, code: 'not-an-object' });
      else if (isTooDeep(one, text)) problem({ line, bytes, code: 'too-deep' });
      else options.event(one as LogEvent, one === value ? text : JSON.stringify(one), line);
    }
    return true;
  };

  const tooLong = (line: number, bytes: number): void => problem({ line, bytes, code: 'too-long' });
  const broken = (line: number, bytes: number): void => problem({ line, bytes, code: 'not-json' });
  const takeValue = (bytes: Uint8Array, start: number, end: number, line: number): void => {
    if (!read(clean(decode(bytes, start, end)), line, end - start)) broken(line, end - start);
  };
  const values = (line: number): Lines => createValues({ limit, line, take: takeValue, tooLong, broken });

  let rest: Lines | undefined;
  const takeLine = (bytes: Uint8Array, start: number, end: number, line: number): void => {
    if (rest !== undefined) return passOn(bytes, start, end);
    const text = clean(decode(bytes, start, end));
    if (isBlank(text) || read(text, line, end - start)) return;
    // An object that goes on: from here on ends of lines mean nothing.
    if (/^\s*\{/.test(text) && /[{[,]\s*$/.test(text)) {
      rest = values(line - 1);
      passOn(bytes, start, end);
    } else if (/\}[\s,]*\{/.test(text)) {
      const several = values(line - 1);
      several.push(bytes.subarray(start, end));
      several.end();
    } else broken(line, end - start);
  };
  const passOn = (bytes: Uint8Array, start: number, end: number): void => {
    rest?.push(bytes.subarray(start, end));
    rest?.push(lineEnd);
  };
  const lines = createLines({ limit, take: takeLine, tooLong });
  const reader: Lines = {
    push: (chunk) => lines.push(chunk),
    end() {
      lines.end();
      rest?.end();
    },
  };
  return afterHead((head) => (/^\s*\[/.test(head) || envelope.test(head) ? inside(values(0), head) : reader));
}

const lineEnd = new Uint8Array([10]);

/** The reader of elements takes the first object that it meets: it must not be the envelope itself. */
function inside(values: Lines, head: string): Lines {
  let skip = envelope.exec(head)?.[0].length ?? 0;
  return {
    push(chunk) {
      const from = Math.min(skip, chunk.length);
      skip -= from;
      // What is skipped may hold ends of lines, which count.
      for (let at = 0; at < from; at++) if (chunk[at] === 10) values.push(lineEnd);
      values.push(chunk.subarray(from));
    },
    end: () => values.end(),
  };
}

/** Longest beginning that is held back to see what the input is. */
const headLimit = 512;

/** Waits for the first bytes, takes a byte order mark off, and leaves the input to the reader that is chosen by them. */
function afterHead(choose: (head: string) => Lines): Lines {
  let held = new Uint8Array(0);
  let reader: Lines | undefined;
  let recode: ((chunk: Uint8Array, last?: boolean) => Uint8Array) | undefined;

  const start = (): Lines => {
    if (held[0] === 0xff && held[1] === 0xfe) recode = utf16ToUtf8();
    else if (held[0] === 0xef && held[1] === 0xbb && held[2] === 0xbf) held = held.subarray(3);
    const first = recode ? recode(held) : held;
    reader = choose(utf8.decode(first.subarray(0, headLimit)));
    reader.push(first);
    held = new Uint8Array(0);
    return reader;
  };

  return {
    push(chunk) {
      if (reader !== undefined) return reader.push(recode ? recode(chunk) : chunk);
      const both = new Uint8Array(held.length + chunk.length);
      both.set(held);
      both.set(chunk, held.length);
      held = both;
      if (held.length >= headLimit) start();
    },
    end() {
      const last = reader ?? start();
      if (recode) last.push(recode(new Uint8Array(0), true));
      last.end();
    },
  };
}

/** PowerShell writes files so. */
function utf16ToUtf8(): (chunk: Uint8Array, last?: boolean) => Uint8Array {
  const decoder = new TextDecoder('utf-16le');
  const encoder = new TextEncoder();
  return (chunk, last = false) => encoder.encode(decoder.decode(chunk, { stream: !last }));
}

/** NUL bytes are not JSON: some collectors pad with them. RFC 7464 puts a record separator before each text. */
function clean(text: string): string {
  const first = text.charCodeAt(0);
  const bare = first === 0x1e || first === 0xfeff ? text.slice(1) : text;
  return bare.includes('\0') ? bare.replaceAll('\0', '') : bare;
}

const isBlank = (text: string): boolean => text === '' || (text.charCodeAt(0) <= 32 && text.trim() === '');

function unwrap(value: unknown, text: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (text.startsWith('{"records"') || text.startsWith('{"Records"')) {
    const { records, Records } = value as { records?: unknown; Records?: unknown };
    const list = records ?? Records;
    if (Array.isArray(list)) return list;
  }
  return [value];
}
