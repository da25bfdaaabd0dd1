import type { EventObject } from '../windows-event.ts';
import { type Chunk, chunkSize, firstRecord, openChunk } from './chunk.ts';
import { crc32 } from './crc32.ts';
import { type Budget, chunkBudget, Damage, recordBudget } from './damage.ts';
import { eventObject } from './event.ts';
import type { Run } from './frames.ts';
import { splitFiletime } from './values.ts';
import { eventXml } from './xml.ts';

/** One record of a Windows event log. */
export interface EvtxRecord {
  /** Number of the record in its log. */
  id: number;
  /** When it was written, ms since 1970. */
  time: number;
  /** What is left of the time below a millisecond, in 100 ns: 0-9999. */
  ticks: number;
  /** `{ Event: { System, EventData | UserData } }`. */
  event: EventObject;
}

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

export interface EvtxOptions {
  /** Counts of what was read and what was broken are added to it while reading. */
  report?: EvtxReport;
  /** Hexadecimal numbers padded to their width (`0x00000017`) instead of as Windows shows them (`0x17`). */
  paddedHex?: boolean;
}

/**
 * Reads a Windows event log (EVTX, the format of Windows Vista and later): every record of every chunk, in the order
 * of the file. Broken parts are counted in the report and passed over; nothing throws.
 *
 * @param bytes the whole file
 */
export function readEvtx(bytes: Uint8Array, options: EvtxOptions = {}): Generator<EvtxRecord, void, undefined> {
  return records(bytes, options, ({ id, time, ticks }, run, start, end) => ({
    id,
    time,
    ticks,
    event: eventObject(run, start, end),
  }));
}

/** One record as XML text; the rest as in {@link EvtxRecord}. */
export interface EvtxXmlRecord {
  id: number;
  time: number;
  ticks: number;
  xml: string;
}

/** Like {@link readEvtx}, with each event as XML text, an element a line; hexadecimal numbers padded unless told. */
export function readEvtxXml(bytes: Uint8Array, options: EvtxOptions = {}): Generator<EvtxXmlRecord, void, undefined> {
  return records(bytes, { paddedHex: true, ...options }, ({ id, time, ticks }, run, start, end) => ({
    id,
    time,
    ticks,
    xml: eventXml(run, start, end),
  }));
}

const magic = (bytes: Uint8Array, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return bytes[at + text.length] === 0;
};

interface Head {
  id: number;
  time: number;
  ticks: number;
}
type Render<T> = (head: Head, run: Run, start: number, end: number) => T;

function* records<T>(
  bytes: Uint8Array,
  { report = emptyReport(), paddedHex = false }: EvtxOptions,
  render: Render<T>,
): Generator<T, void, undefined> {
  if (bytes.length < 128 || !magic(bytes, 0, 'ElfFile')) return;
  report.evtx = true;
  const header = new DataView(bytes.buffer, bytes.byteOffset, 128);
  report.dirty = (header.getUint32(120, true) & 1) !== 0;
  report.badHeader = header.getUint32(124, true) !== crc32(bytes, [0, 120]);
  const block = header.getUint16(40, true);
  for (let at = block >= 128 ? block : 4096; at < bytes.length; at += chunkSize) {
    const part = bytes.subarray(at, at + chunkSize);
    if (part.length < firstRecord || !magic(part, 0, 'ElfChnk')) {
      if (!isZero(part)) report.notChunks++;
      continue;
    }
    report.chunks++;
    // A chunk is read at once: what is shared while rendering is never seen by another reader between two records.
    for (const record of chunkRecords(openChunk(part), report, paddedHex, render)) yield record;
  }
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
  const head = Math.min(length, -byteOffset & 3);
  const words = new Uint32Array(buffer, byteOffset + head, (length - head) >> 2);
  for (let at = 0; at < head; at++) if (bytes[at] !== 0) return false;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  for (let at = head + 4 * words.length; at < length; at++) if (bytes[at] !== 0) return false;
  return true;
}

function headOf(view: DataView, at: number): Head {
  const { seconds, rest } = splitFiletime(view, at + 16);
  const ms = Math.floor(rest / 10_000);
  const id = view.getUint32(at + 12, true) * 0x100000000 + view.getUint32(at + 8, true);
  return { id, time: seconds * 1000 + ms, ticks: rest - ms * 10_000 };
}
