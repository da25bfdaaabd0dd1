import { hashBytes, hashString, type KeyBatch, type Seed } from './hash.ts';
import { sameBytes } from './build.ts';
import {
  checkHeapHeader,
  createChecksum,
  GROUP,
  HEAP_HEADER,
  HOT_HEADER,
  hotBytes,
  indexLength,
  readHotHeader,
  SnapshotError,
  UNIT,
} from './format.ts';
import { readStored } from './heap.ts';

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
  /** Largest distance of a key from its home slot. */
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
   * Membership by the 64-bit keyed hash alone, no read of the heap: writes the slot of each key into `slots`, or
   * {@link ABSENT}. ABSENT is certain. A slot is wrong for a key that is not in the table with probability
   * size / 2^64, unless the seed leaked: confirm before anybody is accused.
   * @returns how many were found.
   */
  test(batch: KeyBatch, slots: Int32Array): number;
  /** As {@link test} for hashes that were computed before. */
  testHashes(h1: Int32Array, h2: Int32Array, slots: Int32Array): number;
  /** Compares the string stored for a slot with `key`; undefined if they differ. @throws SnapshotError */
  confirm(slot: number, key: Uint8Array): Found | undefined;
}

/** Enough loads in flight to hide memory latency; small enough for the hashes to stay in the first-level cache. */
const BLOCK = 128;

/**
 * Opens a snapshot. `hot` is not copied: put it into a SharedArrayBuffer and every worker opens the same memory.
 * @param hot the whole hot file.
 * @throws SnapshotError when a file is truncated, damaged, of another format or of another pair.
 */
export function openSnapshot(hot: ArrayBufferLike, readRecord: ReadRecord): Table {
  const header = readHotHeader(hot);
  const { homes, slots: slotCount } = header;
  if (hot.byteLength !== hotBytes(slotCount))
    throw new SnapshotError('truncated', `hot file of ${hot.byteLength} bytes, ${hotBytes(slotCount)} expected`);
  const bodySum = createChecksum();
  bodySum.update(new Int32Array(hot, HOT_HEADER));
  if (bodySum.value() !== header.body) throw new SnapshotError('checksum', 'body of the hot file');
  checkHeapHeader(read(0, HEAP_HEADER), header);

  const seed: Seed = { a: header.seedA, b: header.seedB };
  const table = new Int32Array(hot, HOT_HEADER, slotCount * 2);
  const index = new Uint32Array(hot, HOT_HEADER + slotCount * 8, indexLength(slotCount));
  const scale = homes / 2 ** 32;
  const h1 = new Int32Array(BLOCK);
  const h2 = new Int32Array(BLOCK);
  const homesOf = new Int32Array(BLOCK);
  const counts = { blocks: 0, singles: 0, reads: 0 };
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let sink = 0;

  function read(offset: number, length: number): Uint8Array {
    const bytes = readRecord(offset, length);
    if (bytes.length !== length) throw new SnapshotError('truncated', `heap file ends before ${offset + length}`);
    return bytes;
  }

  function search(first: number, second: number): number {
    let at = Math.floor((first + 2 ** 31) * scale) * 2;
    while (table[at]! < first) at += 2;
    while (table[at] === first) {
      if (table[at + 1] === second) return at >> 1;
      at += 2;
    }
    return ABSENT;
  }

  /**
   * Searches a block in two passes. The first only computes where each search starts and loads that line, without a
   * branch, so that the misses overlap; the second compares lines that have arrived by then.
   */
  function searchBlock(
    a: Int32Array,
    b: Int32Array,
    from: number,
    n: number,
    slots: Int32Array,
    slotsFrom: number,
  ): number {
    let touched = 0;
    for (let i = 0; i < n; i++) {
      const at = Math.floor((a[from + i]! + 2147483648) * scale) << 1;
      homesOf[i] = at;
      touched ^= table[at]!;
    }
    sink ^= touched;
    let found = 0;
    for (let i = 0; i < n; i++) {
      const first = a[from + i]!;
      let at = homesOf[i]!;
      while (table[at]! < first) at += 2;
      let slot = ABSENT;
      while (table[at] === first) {
        if (table[at + 1] === b[from + i]) {
          slot = at >> 1;
          found++;
          break;
        }
        at += 2;
      }
      slots[slotsFrom + i] = slot;
    }
    counts.blocks++;
    return found;
  }

  function confirm(slot: number, key: Uint8Array): Found | undefined {
    const group = Math.floor(slot / GROUP);
    let ordinal = 0;
    for (let at = group * GROUP; at < slot; at++) if (table[at * 2] !== 0x7fffffff) ordinal++;
    const start = index[group]! * UNIT;
    const block = read(start, index[group + 1]! * UNIT - start);
    counts.reads++;
    const stored = readStored(block, ordinal, seed);
    if (!sameBytes(stored.key, key)) return undefined;
    return { key: decoder.decode(key), record: stored.record.slice() };
  }

  return {
    generation: header.generation,
    size: header.count,
    longestRun: header.longestRun,
    hotBytes: hot.byteLength,
    counts,
    find(key) {
      counts.singles++;
      hashString(key, seed, h1, h2, 0);
      const slot = search(h1[0]!, h2[0]!);
      return slot === ABSENT ? undefined : confirm(slot, encoder.encode(key));
    },
    findMany(keys) {
      const found: (Found | undefined)[] = new Array(keys.length).fill(undefined);
      const slots = new Int32Array(BLOCK);
      for (let start = 0; start < keys.length; start += BLOCK) {
        const n = Math.min(BLOCK, keys.length - start);
        for (let i = 0; i < n; i++) hashString(keys[start + i]!, seed, h1, h2, i);
        if (searchBlock(h1, h2, 0, n, slots, 0) === 0) continue;
        for (let i = 0; i < n; i++)
          if (slots[i] !== ABSENT) found[start + i] = confirm(slots[i]!, encoder.encode(keys[start + i]!));
      }
      return found;
    },
    findBatch(batch) {
      const slots = new Int32Array(batch.ends.length);
      const found: (Found | undefined)[] = new Array(slots.length).fill(undefined);
      if (this.test(batch, slots) === 0) return found;
      slots.forEach((slot, i) => {
        if (slot !== ABSENT)
          found[i] = confirm(slot, batch.bytes.subarray(i === 0 ? 0 : batch.ends[i - 1]!, batch.ends[i]!));
      });
      return found;
    },
    test({ bytes, ends }, slots) {
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
        found += searchBlock(h1, h2, 0, n, slots, start);
      }
      return found;
    },
    testHashes(a, b, slots) {
      let found = 0;
      for (let start = 0; start < a.length; start += BLOCK)
        found += searchBlock(a, b, start, Math.min(BLOCK, a.length - start), slots, start);
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
