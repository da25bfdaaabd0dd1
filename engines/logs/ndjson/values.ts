import type { Lines, LineOptions } from './lines.ts';

export interface ValueOptions extends LineOptions {
  /** The lines that came before. */
  line?: number;
  /** What is no object: other values, and objects that end too early. In bytes. */
  broken(line: number, bytes: number): void;
}

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const brace = 0x7b;
const bracket = 0x5b;
const braceEnd = 0x7d;
const bracketEnd = 0x5d;
/** What may stand between objects: white space, commas, the brackets around them, NUL and the separator of RFC 7464. */
const between = new Uint8Array(256);
for (const byte of [0x00, 0x09, 0x0d, 0x1e, 0x20, 0x2c, bracket, bracketEnd, braceEnd]) between[byte] = 1;

/** Bytes that open, close, quote, escape or end a line. */
const meaning = new Uint8Array(256);
for (const byte of [quote, backslash, newline, brace, bracket, braceEnd, bracketEnd]) meaning[byte] = 1;

/**
 * Bytes in any cuts → JSON objects, whatever stands between them: the elements of an array, or objects over several
 * lines. A raw end of line inside a string is not JSON: what was open is given up there, and the next object is looked
 * for; so is one that is too long, at a line that begins with another.
 */
export function createValues({ limit, take, tooLong, broken, line: before = 0 }: ValueOptions): Lines {
  let kept = new Uint8Array(4096);
  let keptLength = 0;
  let skipped = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let line = before + 1;
  let firstLine = line;
  let atLineStart = true;
  let junk = 0;

  const keep = (chunk: Uint8Array, start: number, end: number): void => {
    const length = end - start;
    if (skipped > 0 || keptLength + length > limit) {
      skipped += keptLength + length;
      keptLength = 0;
      return;
    }
    if (keptLength + length > kept.length) {
      const grown = new Uint8Array(Math.min(Math.max(kept.length * 2, keptLength + length), limit));
      grown.set(kept.subarray(0, keptLength));
      kept = grown;
    }
    kept.set(chunk.subarray(start, end), keptLength);
    keptLength += length;
  };

  const reset = (): void => {
    keptLength = 0;
    skipped = 0;
    depth = 0;
    inString = false;
    escaped = false;
  };

  const give = (chunk: Uint8Array, start: number, end: number): void => {
    if (keptLength === 0 && skipped === 0) {
      if (end - start > limit) tooLong(firstLine, end - start);
      else take(chunk, start, end, firstLine);
    } else {
      keep(chunk, start, end);
      if (skipped > 0) tooLong(firstLine, skipped);
      else take(kept, 0, keptLength, firstLine);
    }
    reset();
  };

  const giveUp = (bytes: number): void => {
    if (skipped > 0) tooLong(firstLine, skipped + bytes);
    else broken(firstLine, keptLength + bytes);
    reset();
  };

  const dropJunk = (): void => {
    if (junk > 0) broken(firstLine, junk);
    junk = 0;
  };

  return {
    push(chunk) {
      const { length } = chunk;
      let start = 0;
      for (let at = 0; at < length; at++) {
        // Nearly all bytes are inside a value and mean nothing to it.
        if (depth > 0 && !escaped && !atLineStart) while (at < length && meaning[chunk[at] as number] === 0) at += 1;
        if (at >= length) break;
        const byte = chunk[at] as number;
        if (byte === newline) {
          dropJunk();
          if (inString) giveUp(at - start);
          line += 1;
          atLineStart = true;
          continue;
        }
        if (atLineStart) {
          atLineStart = false;
          if (depth > 0 && byte === brace && skipped + keptLength + at - start > limit) giveUp(at - start);
        }
        if (depth === 0) {
          if (byte === brace) {
            dropJunk();
            depth = 1;
            start = at;
            firstLine = line;
          } else if (between[byte] === 1) dropJunk();
          else {
            if (junk === 0) firstLine = line;
            junk += 1;
          }
        } else if (inString) {
          if (escaped) escaped = false;
          else if (byte === backslash) escaped = true;
          else if (byte === quote) inString = false;
        } else if (byte === quote) inString = true;
        else if (byte === brace || byte === bracket) depth += 1;
        else if (byte === braceEnd || byte === bracketEnd) {
          depth -= 1;
          if (depth === 0) give(chunk, start, at + 1);
        }
      }
      if (depth > 0) keep(chunk, start, chunk.length);
    },
    end() {
      dropJunk();
      if (depth > 0) giveUp(0);
    },
  };
}
