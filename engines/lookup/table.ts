import { createKeyScratch, hashBytes, type KeyBatch, type Seed } from './hash.ts';
import {
  checkHeapHeader,
  createChecksum,
  HEAP_HEADER,
  HOT_HEADER,
  hotBytes,
  indexLength,
  LINE,
  LINE_WORDS,
  readHotHeader,
  SnapshotError,
  UNIT,
} from './format.ts';
import { readStored, sameBytes } from './heap.ts';

export interface Found {
  readonly key: string;
  /** As it was given to the builder; a copy that is the caller's to keep. */
  readonly record: Uint8Array;
}

/**
 * The caller's positioned read of the heap file: exactly `length` bytes from `offset`. May return the same buffer each
 * time; the table copies what it keeps.
 */
export type ReadRecord = (offset: number, length: number) => Uint8Array;

/** What {@link Table.test} writes for a key that is not in the table. */
export const ABSENT = -1;

export interface Table {
  readonly generation: number;
  /** Number of keys. */
  readonly size: number;
  /** Largest distance of a key from its home line, in slots. */
  readonly longestRun: number;
  /** Bytes that stay in memory. */
  readonly hotBytes: number;
  /** How often each path was taken: blocks of the batched search, single searches, reads of the heap. */
  readonly counts: { blocks: number; singles: number; reads: number };
  /** One key; confirmed against the stored string. @throws SnapshotError `heap-damaged` */
  find(key: string): Found | undefined;
  /** As {@link find} for many keys, with their memory accesses overlapped. */
  findMany(keys: readonly string[]): (Found | undefined)[];
  /** As {@link findMany} for keys that arrive as bytes. */
  findBatch(batch: KeyBatch): (Found | undefined)[];
  /**
   * Membership by the keyed hash alone, without a read of the heap: writes the slot of each key into `slots`, or
   * {@link ABSENT}. ABSENT is certain. A slot is wrong for a key that is not in the table with probability
   * size / 2^63, unless the seed leaked: {@link confirm} before anybody is accused.
   * @returns how many were found.
   */
  test(batch: KeyBatch, slots: Int32Array): number;
  /** The keyed hashes of a batch, for {@link testHashes}: for a caller that asks several tables or asks again. */
  hash(batch: KeyBatch, h1: Int32Array, h2: Int32Array): void;
  /** As {@link test} for hashes that were computed before. */
  testHashes(h1: Int32Array, h2: Int32Array, slots: Int32Array): number;
  /** Compares the string stored for a slot with `key`; undefined if they differ. @throws SnapshotError */
  confirm(slot: number, key: Uint8Array): Found | undefined;
}

/** Enough loads in flight to hide memory latency; few enough for their lines to stay in the first-level cache. */
const BLOCK = 128;
/** A block of so few keys (a host and its parents) costs more to set up than its overlapped loads give back. */
const FEW = 4;

/**
 * Opens a snapshot. `hot` is not copied: put it into a SharedArrayBuffer and every worker opens the same memory.
 * @param hot the whole hot file.
 * @throws SnapshotError when a file is truncated, damaged, of another format or of another pair.
 */
export function openSnapshot(hot: ArrayBufferLike, readRecord: ReadRecord): Table {
  const header = readHotHeader(hot);
  const { homes, lines, generation } = header;
  if (hot.byteLength !== hotBytes(lines))
    throw new SnapshotError('truncated', `hot file of ${hot.byteLength} bytes, ${hotBytes(lines)} expected`);
  const bodySum = createChecksum();
  bodySum.update(new Int32Array(hot, HOT_HEADER));
  if (bodySum.value() !== header.body) throw new SnapshotError('checksum', 'body of the hot file');
  checkHeapHeader(read(0, HEAP_HEADER), header);

  const seed: Seed = { a: header.seedA, b: header.seedB };
  const table = new Int32Array(hot, HOT_HEADER, lines * LINE_WORDS);
  const index = new Uint32Array(hot, HOT_HEADER + table.byteLength, indexLength(lines));
  const scale = homes / 2 ** 31;
  const h1 = new Int32Array(BLOCK);
  const h2 = new Int32Array(BLOCK);
  const starts = new Int32Array(BLOCK);
  const blockSlots = new Int32Array(BLOCK);
  const scratch = createKeyScratch();
  const counts = { blocks: 0, singles: 0, reads: 0 };
  const decoder = new TextDecoder();
  let sink = 0;

  function read(offset: number, length: number): Uint8Array {
    const bytes = readRecord(offset, length);
    if (bytes.length !== length) throw new SnapshotError('truncated', `heap file ends before ${offset + length}`);
    // Seen as a plain Uint8Array: the slice() of a Node Buffer does not copy.
    return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  }

  /** The obvious search, for single keys and for those that left their home line. `at` counts words. */
  function search(start: number, first: number, second: number): number {
    let at = start;
    while (table[at]! < first) at += 2;
    for (; table[at] === first; at += 2) if (table[at + 1] === second) return at >> 1;
    return ABSENT;
  }

  /**
   * Searches a block of keys in two passes. The first only computes where each search starts and loads that line,
   * without a branch, so that the waits for memory overlap. The second compares lines that have arrived by then, by
   * halving and again without a branch: which slot it is cannot be predicted.
   */
  function searchBlock(a: Int32Array, b: Int32Array, from: number, n: number, slots: Int32Array): number {
    let touched = 0;
    for (let i = 0; i < n; i++) {
      const at = ((a[from + i]! * scale) | 0) << 4;
      starts[i] = at;
      touched ^= table[at]!;
    }
    sink ^= touched;
    let absent = 0;
    for (let i = 0; i < n; i++) {
      const first = a[from + i]!;
      const second = b[from + i]!;
      let at = starts[i]!;
      at += ((table[at + 6]! - first) >>> 31) << 3;
      at += ((table[at + 2]! - first) >>> 31) << 2;
      at += ((table[at]! - first) >>> 31) << 1;
      const differs = (table[at]! ^ first) | (table[at + 1]! ^ second);
      // All ones if they differ, else zero: ABSENT, else the slot.
      let slot = (at >> 1) | ((differs | -differs) >> 31);
      if (differs !== 0 && table[at]! <= first) slot = search(at, first, second);
      slots[from + i] = slot;
      absent += slot >>> 31;
    }
    counts.blocks++;
    return n - absent;
  }

  /** The record of a slot if its stored string is `key`. */
  function recordOf(slot: number, key: Uint8Array): Uint8Array | undefined {
    const line = Math.floor(slot / LINE);
    const start = index[line]! * UNIT;
    const block = read(start, index[line + 1]! * UNIT - start);
    counts.reads++;
    const stored = readStored(block, slot % LINE, seed);
    return sameBytes(stored.key, key) ? stored.record.slice() : undefined;
  }

  function find(key: string): Found | undefined {
    counts.singles++;
    scratch.set(key);
    hashBytes(scratch.view, 0, scratch.length, seed, h1, h2, 0);
    const slot = search(((h1[0]! * scale) | 0) << 4, h1[0]!, h2[0]!);
    return slot === ABSENT ? undefined : confirmString(slot, key);
  }

  /** `key` is in the scratch already. */
  function confirmString(slot: number, key: string): Found | undefined {
    const record = recordOf(slot, scratch.bytes.subarray(0, scratch.length));
    return record && { key, record };
  }

  function confirm(slot: number, key: Uint8Array): Found | undefined {
    const record = recordOf(slot, key);
    // A copy, because a text decoder may refuse shared memory.
    return record && { key: decoder.decode(new Uint8Array(key)), record };
  }

  function test({ bytes, ends }: KeyBatch, slots: Int32Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let found = 0;
    let keyStart = 0;
    for (let start = 0; start < ends.length; start += BLOCK) {
      const n = Math.min(BLOCK, ends.length - start);
      for (let i = 0; i < n; i++) {
        const keyEnd = ends[start + i]!;
        hashBytes(view, keyStart, keyEnd, seed, h1, h2, i);
        keyStart = keyEnd;
      }
      const inBlock = searchBlock(h1, h2, 0, n, blockSlots);
      for (let i = 0; i < n; i++) slots[start + i] = blockSlots[i]!;
      found += inBlock;
    }
    return found;
  }

  return {
    generation,
    size: header.count,
    longestRun: header.longestRun,
    hotBytes: hot.byteLength,
    counts,
    find,
    findMany(keys) {
      const found: (Found | undefined)[] = [];
      if (keys.length <= FEW) {
        for (const key of keys) found.push(find(key));
        return found;
      }
      for (let i = 0; i < keys.length; i++) found.push(undefined);
      for (let start = 0; start < keys.length; start += BLOCK) {
        const n = Math.min(BLOCK, keys.length - start);
        for (let i = 0; i < n; i++) {
          scratch.set(keys[start + i]!);
          hashBytes(scratch.view, 0, scratch.length, seed, h1, h2, i);
        }
        if (searchBlock(h1, h2, 0, n, blockSlots) === 0) continue;
        for (let i = 0; i < n; i++) {
          if (blockSlots[i] === ABSENT) continue;
          const key = keys[start + i]!;
          scratch.set(key);
          found[start + i] = confirmString(blockSlots[i]!, key);
        }
      }
      return found;
    },
    findBatch(batch) {
      const { bytes, ends } = batch;
      const found: (Found | undefined)[] = Array.from({ length: ends.length });
      const slots = new Int32Array(ends.length);
      if (test(batch, slots) === 0) return found;
      for (let i = 0; i < ends.length; i++)
        if (slots[i] !== ABSENT) found[i] = confirm(slots[i]!, bytes.subarray(i === 0 ? 0 : ends[i - 1]!, ends[i]!));
      return found;
    },
    test,
    hash({ bytes, ends }, a, b) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < ends.length; i++) hashBytes(view, i === 0 ? 0 : ends[i - 1]!, ends[i]!, seed, a, b, i);
    },
    testHashes(a, b, slots) {
      let found = 0;
      for (let start = 0; start < a.length; start += BLOCK)
        found += searchBlock(a, b, start, Math.min(BLOCK, a.length - start), slots);
      return found;
    },
    confirm,
  };
}

const textDecoder = new TextDecoder();

/** The record of a hit as text. */
export function recordText(found: Found): string {
  return textDecoder.decode(found.record);
}
