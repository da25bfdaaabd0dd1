import { createKeyScratch, hashBytes, type Seed } from './hash.ts';
import { SnapshotError } from './format.ts';
import { sameBytes } from './heap.ts';
import { layOut, type HashedEntry, type SnapshotPiece } from './layout.ts';

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

export interface SnapshotParts {
  hot: Uint8Array<ArrayBuffer>;
  heap: Uint8Array<ArrayBuffer>;
}

/**
 * Where a large build keeps its entries until all have come. In memory unless given; with files a build of any size
 * needs some 50 MB beside the index of 1 MB for each million keys.
 */
export interface Spool {
  /** Appends to one of {@link PARTITIONS} partitions. `bytes` may be kept: it is not written again. */
  append(partition: number, bytes: Uint8Array): void;
  /** All that was appended to a partition, in order. Read once, in ascending order of partitions. */
  read(partition: number): Uint8Array;
}

export interface SnapshotBuilder {
  /** Of two entries with one key the later one stands. */
  add(key: string, record: Uint8Array | string): void;
  /**
   * Both files in pieces; the headers come last, so that an interrupted write is never taken for a snapshot.
   * @throws SnapshotError `abnormal-run` or `hash-collision` (build again with another seed), `too-large`
   */
  finish(): Generator<SnapshotPiece, void, void>;
}

export const PARTITIONS = 256;
/** First words have 31 bits; the upper 8 of them name the partition. */
const PARTITION_SHIFT = 23;
/** Entries of a partition are sorted by (h1, number) packed into one double: 31 + 20 bits. */
const PARTITION_LIMIT = 1 << 20;
const LARGEST_BUFFER = 1 << 16;
/** Largest record; a varint of three bytes holds its length. */
const LARGEST = (1 << 21) - 1;
/** Before each spooled entry: h1, h2, key length, record length. */
const HEAD = 16;

interface Buffer {
  bytes: Uint8Array;
  view: DataView;
  used: number;
}

function createBuffer(length: number): Buffer {
  const bytes = new Uint8Array(length);
  return { bytes, view: new DataView(bytes.buffer), used: 0 };
}

/** Collects entries one by one and hands the finished files on in pieces: neither need fit into memory. */
export function createBuilder(options: SnapshotOptions & { spool?: Spool }): SnapshotBuilder {
  const { seed, spool = memorySpool() } = options;
  const encoder = new TextEncoder();
  const buffers: (Buffer | undefined)[] = [];
  const scratch = createKeyScratch();
  const h1 = new Int32Array(1);
  const h2 = new Int32Array(1);
  let added = 0;

  function roomFor(partition: number, length: number): Buffer {
    const old = buffers[partition];
    if (old !== undefined && old.used + length <= old.bytes.length) return old;
    if (old !== undefined) spool.append(partition, old.bytes.subarray(0, old.used));
    // Small at first: a list of a hundred names must not cost 256 large buffers.
    const wanted = old === undefined ? 512 : Math.min(LARGEST_BUFFER, old.bytes.length * 2);
    const buffer = createBuffer(Math.max(length, wanted));
    buffers[partition] = buffer;
    return buffer;
  }

  function* sorted(): Generator<HashedEntry> {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const buffer = buffers[partition];
      if (buffer === undefined) continue;
      spool.append(partition, buffer.bytes.subarray(0, buffer.used));
      buffers[partition] = undefined;
      yield* sortPartition(spool.read(partition));
    }
  }

  return {
    add(key, record) {
      scratch.set(key);
      const keyLength = scratch.length;
      const recordBytes = typeof record === 'string' ? encoder.encode(record) : record;
      if (keyLength > LARGEST || recordBytes.length > LARGEST)
        throw new SnapshotError('too-large', `a key of ${keyLength} or record of ${recordBytes.length} bytes`);
      hashBytes(scratch.view, 0, keyLength, seed, h1, h2, 0);
      const { bytes, view, used } = roomFor(h1[0]! >>> PARTITION_SHIFT, HEAD + keyLength + recordBytes.length);
      view.setInt32(used, h1[0]!, true);
      view.setInt32(used + 4, h2[0]!, true);
      view.setUint32(used + 8, keyLength, true);
      view.setUint32(used + 12, recordBytes.length, true);
      for (let i = 0; i < keyLength; i++) bytes[used + HEAD + i] = scratch.bytes[i]!;
      bytes.set(recordBytes, used + HEAD + keyLength);
      buffers[h1[0]! >>> PARTITION_SHIFT]!.used = used + HEAD + keyLength + recordBytes.length;
      added++;
    },
    finish: () => layOut(options, added, sorted()),
  };
}

/** Reads a partition back in ascending order of h1, one entry for each key (the last one added). */
function* sortPartition(bytes: Uint8Array): Generator<HashedEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at += HEAD + view.getUint32(at + 8, true) + view.getUint32(at + 12, true))
    starts.push(at);
  if (starts.length > PARTITION_LIMIT) throw new SnapshotError('too-large', `${starts.length} entries in a partition`);
  const order = new Float64Array(starts.length);
  for (let i = 0; i < starts.length; i++) order[i] = view.getInt32(starts[i]!, true) * PARTITION_LIMIT + i;
  order.sort();
  /** Entries that share h1: seldom more than one. */
  let same: HashedEntry[] = [];
  for (const packed of order) {
    const at = starts[packed % PARTITION_LIMIT]!;
    const keyEnd = at + HEAD + view.getUint32(at + 8, true);
    const entry = {
      h1: view.getInt32(at, true),
      h2: view.getInt32(at + 4, true),
      key: bytes.subarray(at + HEAD, keyEnd),
      record: bytes.subarray(keyEnd, keyEnd + view.getUint32(at + 12, true)),
    };
    if (same[0]?.h1 !== entry.h1) {
      yield* same;
      same = [];
    }
    const twin = same.findIndex((other) => other.h2 === entry.h2);
    if (twin < 0) same.push(entry);
    else if (sameBytes(same[twin]!.key, entry.key)) same[twin] = entry;
    else throw new SnapshotError('hash-collision', 'two keys have one hash');
  }
  yield* same;
}

function memorySpool(): Spool {
  const parts: Uint8Array[][] = Array.from({ length: PARTITIONS }, () => []);
  return {
    append: (partition, bytes) => void parts[partition]!.push(bytes),
    read(partition) {
      const pieces = parts[partition]!;
      parts[partition] = [];
      const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      return all;
    },
  };
}

/**
 * Builds both files in memory: for lists that fit there twice. Larger ones go through {@link createBuilder}, with a
 * spool and piece by piece.
 * @throws SnapshotError see {@link SnapshotBuilder.finish}
 */
export function buildSnapshot(entries: Iterable<Entry>, options: SnapshotOptions): SnapshotParts {
  const builder = createBuilder(options);
  for (const { key, record } of entries) builder.add(key, record);
  return joinPieces(builder.finish());
}

interface Part {
  at: number;
  bytes: Uint8Array;
}

function join(parts: Part[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((end, { at, bytes }) => Math.max(end, at + bytes.length), 0));
  for (const { at, bytes } of parts) all.set(bytes, at);
  return all;
}

/** Puts the pieces of a build together in memory. */
export function joinPieces(pieces: Iterable<SnapshotPiece>): SnapshotParts {
  const files: Record<SnapshotPiece['file'], Part[]> = { hot: [], heap: [] };
  for (const { file, at, bytes } of pieces) files[file].push({ at, bytes: bytes.slice() });
  return { hot: join(files.hot), heap: join(files.heap) };
}
