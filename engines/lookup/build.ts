import { EMPTY, hashBytes, type Seed } from './hash.ts';
import {
  createChecksum,
  GROUP,
  HEAP_HEADER,
  HOT_HEADER,
  hotBytes,
  indexLength,
  runLimit,
  SnapshotError,
  UNIT,
  writeHeapHeader,
  writeHotHeader,
} from './format.ts';
import { storedLength, writeRecord } from './heap.ts';

export interface Entry {
  /** Look-up key in its canonical form, see lookupKeys of the text engine. */
  key: string;
  /** Opaque to the table; strings are stored as UTF-8. Small: it is read on each hit. */
  record: Uint8Array | string;
}

export interface SnapshotOptions {
  seed: Seed;
  /** Rises with each snapshot of a deployment; shown to those who ask how old the list is. */
  generation: number;
}

/** A piece of one of the two files. Write it at once: `bytes` is reused by the next one. */
export interface SnapshotPiece {
  file: 'hot' | 'heap';
  at: number;
  bytes: Uint8Array;
}

export interface SnapshotParts {
  hot: Uint8Array<ArrayBuffer>;
  heap: Uint8Array<ArrayBuffer>;
}

/**
 * Where a large build keeps its entries between the two passes. In memory unless given; with a spool of files a build
 * of any size needs about 50 MB and the block index.
 */
export interface Spool {
  /** Appends to one of {@link PARTITIONS} partitions. `bytes` is reused afterwards. */
  append(partition: number, bytes: Uint8Array): void;
  /** All that was appended to a partition, in order. */
  read(partition: number): Uint8Array;
}

export interface SnapshotBuilder {
  /** Of two entries with one key the later one stands. */
  add(key: string, record: Uint8Array | string): void;
  /**
   * The files in pieces; the headers come last, so that an interrupted write is never taken for a snapshot.
   * @throws SnapshotError `abnormal-run` or `hash-collision` (build again with another seed), `too-large`
   */
  finish(): Generator<SnapshotPiece, void, void>;
}

export const PARTITIONS = 256;
const LOAD = 0.5;
const SPOOL_PIECE = 1 << 16;
const HEAP_PIECE = 1 << 20;
const SLOT_PIECE = 1 << 16;
/** Entries of a partition are sorted by (h1, number) packed into one double: 32 + 20 bits. */
const PARTITION_LIMIT = 1 << 20;
const SPOOL_HEAD = 16;

function memorySpool(): Spool {
  const parts: Uint8Array[][] = Array.from({ length: PARTITIONS }, () => []);
  return {
    append: (partition, bytes) => void parts[partition]!.push(bytes.slice()),
    read(partition) {
      const pieces = parts[partition]!;
      parts[partition] = [];
      return concatenate(pieces);
    },
  };
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Position where a search for `h1` starts. The product is exact enough to be monotone, which is all the order needs. */
export function homeOf(h1: number, homes: number): number {
  return Math.floor((h1 + 2 ** 31) * (homes / 2 ** 32));
}

export function createBuilder(options: SnapshotOptions & { spool?: Spool }): SnapshotBuilder {
  const { seed, spool = memorySpool() } = options;
  const encoder = new TextEncoder();
  const buffers: (Uint8Array | undefined)[] = [];
  const used = new Uint32Array(PARTITIONS);
  const h1 = new Int32Array(1);
  const h2 = new Int32Array(1);
  let added = 0;

  return {
    add(key, record) {
      const keyBytes = encoder.encode(key);
      const recordBytes = typeof record === 'string' ? encoder.encode(record) : record;
      hashBytes(new DataView(keyBytes.buffer), 0, keyBytes.length, seed, h1, h2, 0);
      const partition = (h1[0]! + 2 ** 31) >>> 24;
      const length = SPOOL_HEAD + keyBytes.length + recordBytes.length;
      let buffer = buffers[partition];
      let at = used[partition]!;
      if (buffer === undefined || at + length > buffer.length) {
        if (buffer !== undefined) spool.append(partition, buffer.subarray(0, at));
        // Small at first: a list of a hundred names must not cost 256 large buffers.
        buffer = new Uint8Array(
          Math.max(length, buffer === undefined ? 512 : Math.min(SPOOL_PIECE, buffer.length * 2)),
        );
        buffers[partition] = buffer;
        at = 0;
      }
      const view = new DataView(buffer.buffer);
      view.setInt32(at, h1[0]!, true);
      view.setInt32(at + 4, h2[0]!, true);
      view.setUint32(at + 8, keyBytes.length, true);
      view.setUint32(at + 12, recordBytes.length, true);
      buffer.set(keyBytes, at + SPOOL_HEAD);
      buffer.set(recordBytes, at + SPOOL_HEAD + keyBytes.length);
      used[partition] = at + length;
      added++;
    },
    finish() {
      return assemble(options, added, partitions());
    },
  };

  function* partitions(): Generator<SpooledEntry[]> {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const buffer = buffers[partition];
      if (buffer === undefined) continue;
      spool.append(partition, buffer.subarray(0, used[partition]!));
      buffers[partition] = undefined;
      yield sortedEntries(spool.read(partition));
    }
  }
}

export interface SpooledEntry {
  h1: number;
  h2: number;
  key: Uint8Array;
  record: Uint8Array;
}

/** Reads a partition back, sorted by h1, one entry for each key (the last one added). */
function sortedEntries(bytes: Uint8Array): SpooledEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    starts.push(at);
    at += SPOOL_HEAD + view.getUint32(at + 8, true) + view.getUint32(at + 12, true);
  }
  if (starts.length > PARTITION_LIMIT) throw new SnapshotError('too-large', `${starts.length} entries in a partition`);
  const order = new Float64Array(starts.length);
  starts.forEach((at, i) => {
    order[i] = (view.getInt32(at, true) + 2 ** 31) * PARTITION_LIMIT + i;
  });
  order.sort();
  const sorted: SpooledEntry[] = [];
  for (const packed of order) {
    const at = starts[packed % PARTITION_LIMIT]!;
    const keyEnd = at + SPOOL_HEAD + view.getUint32(at + 8, true);
    const entry = {
      h1: view.getInt32(at, true),
      h2: view.getInt32(at + 4, true),
      key: bytes.subarray(at + SPOOL_HEAD, keyEnd),
      record: bytes.subarray(keyEnd, keyEnd + view.getUint32(at + 12, true)),
    };
    let twin = sorted.length - 1;
    while (twin >= 0 && sorted[twin]!.h1 === entry.h1 && sorted[twin]!.h2 !== entry.h2) twin--;
    if (twin < 0 || sorted[twin]!.h1 !== entry.h1) sorted.push(entry);
    else if (sameBytes(sorted[twin]!.key, entry.key)) sorted[twin] = entry;
    else throw new SnapshotError('hash-collision', 'two keys have one 64-bit hash');
  }
  return sorted;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Lays out entries that arrive in ascending order of h1. Exported for tests, which make collisions that a hash does
 * not offer.
 * @param added an upper limit of the number of entries; it sets the size of the table.
 */
export function* assemble(
  { seed, generation }: SnapshotOptions,
  added: number,
  partitions: Iterable<SpooledEntry[]>,
): Generator<SnapshotPiece, void, void> {
  const homes = Math.max(GROUP, Math.ceil(added / LOAD));
  const limit = runLimit(added);
  if (homes + limit > 2 ** 31) throw new SnapshotError('too-large', `${added} entries`);
  const index = new Int32Array(indexLength((Math.ceil((homes + limit) / GROUP) + 2) * GROUP));
  const bodySum = createChecksum();
  const heapSum = createChecksum();
  const window = new Int32Array(SLOT_PIECE * 2).fill(EMPTY);
  let windowStart = 0;
  let heap = new Uint8Array(HEAP_PIECE + (HEAP_PIECE >> 2));
  let heapStart = HEAP_HEADER;
  let heapUsed = 0;
  let group = -1;
  let free = 0;
  let count = 0;
  let longestRun = 0;

  const slotPiece = (length: number): SnapshotPiece => {
    bodySum.update(window.subarray(0, length * 2));
    return { file: 'hot', at: HOT_HEADER + windowStart * 8, bytes: new Uint8Array(window.buffer, 0, length * 8) };
  };
  const heapPiece = (): SnapshotPiece => {
    heapSum.update(new Int32Array(heap.buffer, 0, heapUsed / 4));
    const piece: SnapshotPiece = { file: 'heap', at: heapStart, bytes: heap.subarray(0, heapUsed) };
    heapStart += heapUsed;
    heapUsed = 0;
    return piece;
  };
  /** Ends the block of the current group and starts those up to `next` (all but the last of them empty). */
  const startGroup = (next: number): void => {
    const end = Math.ceil(heapUsed / UNIT) * UNIT;
    heap.fill(0, heapUsed, end);
    heapUsed = end;
    const unit = (heapStart + heapUsed) / UNIT;
    if (unit >= 2 ** 32) throw new SnapshotError('too-large', 'records of more than 64 GiB');
    index.fill(unit, group + 1, next + 1);
    group = next;
  };

  for (const entries of partitions) {
    for (const entry of entries) {
      const home = homeOf(entry.h1, homes);
      const slot = Math.max(home, free);
      longestRun = Math.max(longestRun, slot - home);
      if (longestRun > limit) throw new SnapshotError('abnormal-run', `a key ${longestRun} slots from its home`);
      while (slot >= windowStart + SLOT_PIECE) {
        yield slotPiece(SLOT_PIECE);
        window.fill(EMPTY);
        windowStart += SLOT_PIECE;
      }
      window[(slot - windowStart) * 2] = entry.h1;
      window[(slot - windowStart) * 2 + 1] = entry.h2;
      if (slot >> 4 !== group) {
        startGroup(slot >> 4);
        if (heapUsed >= HEAP_PIECE) yield heapPiece();
      }
      const room = heapUsed + storedLength(entry.key.length, entry.record.length) + UNIT;
      if (room > heap.length) {
        const larger = new Uint8Array(Math.ceil((room * 3) / 2 / UNIT) * UNIT);
        larger.set(heap.subarray(0, heapUsed));
        heap = larger;
      }
      heapUsed = writeRecord(heap, heapUsed, entry.key, entry.record, seed);
      free = slot + 1;
      count++;
    }
  }

  // At least one whole group of empty slots behind the last key: searches and the touch pass may look past it.
  const slots = (Math.ceil(Math.max(homes, free) / GROUP) + 1) * GROUP;
  startGroup(slots / GROUP);
  index.fill(index[slots / GROUP]!, slots / GROUP, indexLength(slots));
  if (heapUsed > 0) yield heapPiece();
  while (windowStart < slots) {
    yield slotPiece(Math.min(SLOT_PIECE, slots - windowStart));
    window.fill(EMPTY);
    windowStart += SLOT_PIECE;
  }
  const tail = index.subarray(0, indexLength(slots));
  bodySum.update(tail);
  yield { file: 'hot', at: HOT_HEADER + slots * 8, bytes: new Uint8Array(tail.buffer, 0, tail.byteLength) };
  const stamp = heapSum.value();
  yield { file: 'heap', at: 0, bytes: writeHeapHeader({ generation, stamp }) };
  const header = { generation, seedA: seed.a, seedB: seed.b, count, homes, slots, longestRun };
  yield {
    file: 'hot',
    at: 0,
    bytes: writeHotHeader({ ...header, heapBytes: heapStart, stamp, body: bodySum.value() }),
  };
}

/**
 * Builds both files in memory: for lists that fit there twice. Larger ones go through {@link createBuilder} with a
 * spool, piece by piece.
 * @throws SnapshotError see {@link SnapshotBuilder.finish}
 */
export function buildSnapshot(entries: Iterable<Entry>, options: SnapshotOptions): SnapshotParts {
  const builder = createBuilder(options);
  for (const { key, record } of entries) builder.add(key, record);
  return collect(builder.finish());
}

export function collect(pieces: Iterable<SnapshotPiece>): SnapshotParts {
  const files = { hot: [] as SnapshotPiece[], heap: [] as SnapshotPiece[] };
  for (const piece of pieces) files[piece.file].push({ ...piece, bytes: piece.bytes.slice() });
  const join = (all: SnapshotPiece[]): Uint8Array<ArrayBuffer> => {
    const file = new Uint8Array(all.reduce((end, piece) => Math.max(end, piece.at + piece.bytes.length), 0));
    for (const piece of all) file.set(piece.bytes, piece.at);
    return file;
  };
  return { hot: join(files.hot), heap: join(files.heap) };
}

export { hotBytes };
