import { type FormatName, LIMITS } from '@khien/engines/logs';

/** Smallest piece that is worth handing to another thread, but for the last one. */
const PIECE = 1 << 20;
const EVTX_BLOCK = 1 << 16;
const LF = 10;

/** Some of a log. Its bytes have a buffer of their own, which can be given away. */
export interface Piece {
  bytes: Uint8Array<ArrayBuffer>;
  /** Lines before it. */
  line: number;
  /** A line beside it that is too long to be held: its number and size. */
  tooLong?: { line: number; bytes: number };
}

/** How a log can be cut: where lines end, where blocks of EVTX end, or not (one reader needs all pieces in their order). */
export type Cut = 'lines' | 'evtx' | 'stream';

/** Formats whose lines mean something only together with those before. */
const together: ReadonlySet<FormatName> = new Set(['auditd', 'zeek', 'json-array', 'otlp-json', 'windows-xml']);

export function cutOf(format: FormatName, head: Uint8Array): Cut {
  if (format === 'evtx') return evtxHeader(head) === undefined ? 'stream' : 'evtx';
  if (together.has(format)) return 'stream';
  if (format !== 'ndjson') return 'lines';
  const text = new TextDecoder().decode(head);
  const [first = ''] = text.trimStart().split('\n', 1);
  // Clouds put one object around all records; others write an object over several lines.
  if (/^\{\s*"[Rr]ecords"\s*:\s*\[/.test(first)) return 'stream';
  try {
    JSON.parse(first);
    return 'lines';
  } catch {
    return 'stream';
  }
}

/** The header of an EVTX file, which every piece of it needs. */
export function evtxHeader(head: Uint8Array): Uint8Array | undefined {
  const size = (head[40] ?? 0) | ((head[41] ?? 0) << 8);
  return size >= 128 && size <= head.length ? head.slice(0, size) : undefined;
}

export async function* cutPieces(chunks: AsyncIterable<Uint8Array>, cut: Cut, header = 0): AsyncGenerator<Piece, void> {
  if (cut === 'lines') yield* cutLines(chunks);
  else if (cut === 'evtx') yield* cutBlocks(chunks, header);
  else yield* cutAnywhere(chunks);
}

async function* cutAnywhere(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece, void> {
  for await (const chunk of chunks) yield { bytes: new Uint8Array(chunk), line: 0 };
}

async function* cutBlocks(chunks: AsyncIterable<Uint8Array>, header: number): AsyncGenerator<Piece, void> {
  const kept = createKept();
  let skip = header;
  for await (const chunk of chunks) {
    const from = Math.min(skip, chunk.length);
    skip -= from;
    kept.add(chunk.subarray(from));
    const whole = kept.length - (kept.length % EVTX_BLOCK);
    if (whole >= PIECE) yield { bytes: kept.take(whole), line: 0 };
  }
  if (kept.length > 0) yield { bytes: kept.take(kept.length), line: 0 };
}

async function* cutLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece, void> {
  const kept = createKept();
  let line = 0;
  /** Bytes of a line that is too long, let by until it ends. */
  let passed = 0;
  for await (const whole of chunks) {
    let chunk = whole;
    if (passed > 0) {
      const end = chunk.indexOf(LF);
      passed += end < 0 ? chunk.length : end;
      if (end < 0) continue;
      line += 1;
      yield { bytes: new Uint8Array(0), line, tooLong: { line, bytes: passed } };
      passed = 0;
      chunk = chunk.subarray(end + 1);
    }
    const last = chunk.lastIndexOf(LF);
    kept.add(chunk, last < 0 ? undefined : last + 1);
    if (kept.lineStart > 0 && kept.length >= PIECE) {
      const bytes = kept.take(kept.lineStart);
      const before = line;
      // Counted now: once the piece is handed out, its bytes may be in another thread.
      line += countLines(bytes);
      yield { bytes, line: before };
    }
    if (kept.lineStart === 0 && kept.length > LIMITS.line + 1) passed = kept.take(kept.length).length;
  }
  if (passed > 0) yield { bytes: new Uint8Array(0), line, tooLong: { line: line + 1, bytes: passed } };
  if (kept.length > 0) yield { bytes: kept.take(kept.length), line };
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}

/** Bytes that wait until they are a piece; copied once, when they are taken. */
function createKept() {
  let parts: Uint8Array[] = [];
  const kept = {
    length: 0,
    /** Where the line begins that has no end yet. */
    lineStart: 0,
    add(chunk: Uint8Array, lineStart?: number): void {
      if (chunk.length === 0) return;
      if (lineStart !== undefined) kept.lineStart = kept.length + lineStart;
      parts.push(chunk);
      kept.length += chunk.length;
    },
    take(count: number): Uint8Array<ArrayBuffer> {
      const bytes = new Uint8Array(count);
      const rest: Uint8Array[] = [];
      let at = 0;
      for (const part of parts) {
        const room = Math.min(part.length, count - at);
        bytes.set(part.subarray(0, room), at);
        at += room;
        if (room < part.length) rest.push(part.subarray(room));
      }
      parts = rest;
      kept.length -= count;
      kept.lineStart = Math.max(0, kept.lineStart - count);
      return bytes;
    },
  };
  return kept;
}
