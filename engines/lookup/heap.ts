import { hashBytes, type Seed } from './hash.ts';
import { SnapshotError } from './format.ts';

/** One record as it lies in a heap block (see format.ts). */
export interface StoredRecord {
  readonly key: Uint8Array;
  readonly record: Uint8Array;
}

const one = new Int32Array(1);
const other = new Int32Array(1);

/** The number of the record is part of its check: a walk led astray must not end on a neighbour. */
function checkOf(view: DataView, start: number, end: number, ordinal: number, seed: Seed): number {
  hashBytes(view, start, end, { a: seed.a ^ (ordinal + 1), b: seed.b }, one, other, 0);
  return one[0]! ^ other[0]!;
}

function varintLength(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}

function writeVarint(to: Uint8Array, at: number, value: number): number {
  let rest = value;
  let i = at;
  while (rest >= 0x80) {
    to[i++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  to[i++] = rest;
  return i;
}

/** Bytes a record takes in a block. */
export function storedLength(keyLength: number, recordLength: number): number {
  return varintLength(keyLength) + varintLength(recordLength) + keyLength + recordLength + 4;
}

/** Appends record number `ordinal` of a block; returns the position behind it. For the room see {@link storedLength}. */
export function writeRecord(
  to: Uint8Array,
  at: number,
  ordinal: number,
  { key, record }: StoredRecord,
  seed: Seed,
): number {
  const keyStart = writeVarint(to, writeVarint(to, at, key.length), record.length);
  to.set(key, keyStart);
  to.set(record, keyStart + key.length);
  const end = keyStart + key.length + record.length;
  const view = new DataView(to.buffer, to.byteOffset, to.byteLength);
  view.setInt32(end, checkOf(view, at, end, ordinal, seed), true);
  return end + 4;
}

/**
 * The `ordinal`-th record of a block, as views into it.
 * @throws SnapshotError `heap-damaged`
 */
export function readStored(block: Uint8Array, ordinal: number, seed: Seed): StoredRecord {
  let at = 0;
  const damaged = (): SnapshotError => new SnapshotError('heap-damaged', `record ${ordinal} of a block`);
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = block[at++];
      if (byte === undefined) throw damaged();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw damaged();
  };
  for (let i = 0; ; i++) {
    const start = at;
    const keyLength = varint();
    const recordLength = varint();
    const end = at + keyLength + recordLength;
    if (end + 4 > block.length) throw damaged();
    if (i === ordinal) {
      const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
      if (view.getInt32(end, true) !== checkOf(view, start, end, ordinal, seed)) throw damaged();
      return { key: block.subarray(at, at + keyLength), record: block.subarray(at + keyLength, end) };
    }
    at = end + 4;
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
