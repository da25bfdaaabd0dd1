import { type Chunk, firstRecord, openChunk } from './chunk.ts';
import { crc32 } from './crc32.ts';
import { type Budget, chunkBudget, Damage, recordBudget } from './damage.ts';
import type { Run } from './frames.ts';
import { splitFiletime } from './values.ts';

/** What was found broken. Nothing of it ends the reading. */
export interface EvtxReport {
  /** False: not an EVTX file at all. */
  evtx: boolean;
  /** The log was not closed: counts in its header are older than its chunks. */
  dirty: boolean;
  /** A checksum of the file's header that does not fit. */
  badHeader: boolean;
  chunks: number;
  /** Blocks of 64 KiB that hold something and are no chunk, or are cut off. */
  notChunks: number;
  /** Chunks with a wrong checksum of their header or of their records. */
  badChunks: number;
  records: number;
  /** Records that could not be read, by what was wrong. */
  damaged: Map<string, number>;
  /** Bytes that were skipped to find the next record. */
  skippedBytes: number;
}

export function emptyReport(): EvtxReport {
  return {
    evtx: false,
    dirty: false,
    badHeader: false,
    chunks: 0,
    notChunks: 0,
    badChunks: 0,
    records: 0,
    damaged: new Map(),
    skippedBytes: 0,
  };
}

/** What stands before each record. */
export interface Head {
  id: number;
  time: number;
  ticks: number;
}
/** What is made of a record, whose BinXML lies between two offsets of its chunk. */
export type Render<T> = (head: Head, run: Run, start: number, end: number) => T;

/** Bytes of the header of a file that are looked at. */
export const headerSize = 128;

const magic = (bytes: Uint8Array, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return bytes[at + text.length] === 0;
};

/** Reads the header of a file into the report. Gives where the first chunk begins; undefined: this is no such file. */
export function readHeader(bytes: Uint8Array, report: EvtxReport): number | undefined {
  if (bytes.length < headerSize || !magic(bytes, 0, 'ElfFile')) return undefined;
  report.evtx = true;
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerSize);
  report.dirty = (header.getUint32(120, true) & 1) !== 0;
  report.badHeader = header.getUint32(124, true) !== crc32(bytes, [0, 120]);
  const block = header.getUint16(40, true);
  return block >= headerSize ? block : 4096;
}

/** The records of one block of 64 KiB, or of what there is of it; none where it holds no chunk. */
export function readBlock<T>(part: Uint8Array, report: EvtxReport, padded: boolean, render: Render<T>): T[] {
  if (part.length < firstRecord || !magic(part, 0, 'ElfChnk')) {
    if (!isZero(part)) report.notChunks++;
    return [];
  }
  report.chunks++;
  return chunkRecords(openChunk(part), report, padded, render);
}

/** Least bytes of a record: signature, size, id, time, size again. */
const smallest = 28;
const signature = 0x00002a2a;

function chunkRecords<T>(chunk: Chunk, report: EvtxReport, padded: boolean, render: Render<T>): T[] {
  const { bytes, view } = chunk;
  const records: T[] = [];
  const free = view.getUint32(48, true);
  const good =
    view.getUint32(124, true) === crc32(bytes, [0, 120], [128, firstRecord]) &&
    free >= firstRecord &&
    free <= bytes.length &&
    view.getUint32(52, true) === crc32(bytes, [firstRecord, free]);
  if (!good) report.badChunks++;
  const left: Budget = { ...chunkBudget };
  const run: Run = { chunk, budget: left, padded };
  // Behind the free space lie records of an older use of the chunk; where the header is wrong they cannot be told apart.
  const end = good ? free : bytes.length;
  for (let at = firstRecord; at + smallest <= end; ) {
    const size = sizeOf(view, at, end);
    if (size === 0) {
      const next = bytes.indexOf(signature & 0xff, at + 1);
      const until = next < 0 || next > end ? end : next;
      if (!isZero(bytes.subarray(at, until))) report.skippedBytes += until - at;
      at = until;
      continue;
    }
    const steps = Math.min(recordBudget.steps, left.steps);
    const units = Math.min(recordBudget.units, left.units);
    run.budget = { steps, units };
    try {
      records.push(render(headOf(view, at), run, at + 24, at + size - 4));
      report.records++;
    } catch (error) {
      if (!(error instanceof Damage) && !(error instanceof RangeError)) throw error;
      const what = error instanceof Damage ? error.message : 'outside the chunk';
      report.damaged.set(what, (report.damaged.get(what) ?? 0) + 1);
    }
    left.steps -= steps - run.budget.steps;
    left.units -= units - run.budget.units;
    at += size;
  }
  return records;
}

/** The size of the record at an offset; 0 if there is none. */
function sizeOf(view: DataView, at: number, end: number): number {
  if (view.getUint32(at, true) !== signature) return 0;
  const size = view.getUint32(at + 4, true);
  if (size < smallest || at + size > end) return 0;
  return view.getUint32(at + size - 4, true) === size ? size : 0;
}

/** Whether all is zeros. Logs are laid out in advance, so most of a small one is zeros. */
function isZero(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  const head = -byteOffset & 3;
  const words = length < 8 ? [] : new Uint32Array(buffer, byteOffset + head, (length - head) >> 2);
  const tail = length < 8 ? 0 : head + 4 * words.length;
  for (let at = 0; at < head && at < length; at++) if (bytes[at] !== 0) return false;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  for (let at = tail; at < length; at++) if (bytes[at] !== 0) return false;
  return true;
}

function headOf(view: DataView, at: number): Head {
  const { seconds, rest } = splitFiletime(view, at + 16);
  const ms = Math.floor(rest / 10_000);
  const id = view.getUint32(at + 12, true) * 0x100000000 + view.getUint32(at + 8, true);
  return { id, time: seconds * 1000 + ms, ticks: rest - ms * 10_000 };
}
