import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { sortRecords } from '../records.ts';
import { type HashMode, hashBytes, runWidth } from './format.ts';

/** A sorted piece of an import, on the disk; hashes as hex. */
export interface Run {
  file: string;
  count: number;
  first: string;
  last: string;
}

/** Sorts records and brings them to the disk; of several with one hash the largest count stays. */
export function writeRun(file: string, records: Buffer, mode: HashMode): Run {
  const width = runWidth(mode);
  const size = hashBytes[mode];
  const sorted = sortRecords(records, width, size);
  let end = 0;
  for (let at = 0; at < sorted.length; at += width) {
    const before = end - width;
    if (end > 0 && sorted.compare(sorted, before, before + size, at, at + size) === 0) {
      const count = Math.max(sorted.readUInt32LE(before + size), sorted.readUInt32LE(at + size));
      sorted.writeUInt32LE(count, before + size);
    } else {
      if (end !== at) sorted.copyWithin(end, at, at + width);
      end += width;
    }
  }
  const fd = openSync(file, 'w', 0o600);
  try {
    for (let done = 0; done < end; ) done += writeSync(fd, sorted, done, end - done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  const hexAt = (at: number) => sorted.toString('hex', at, at + size);
  return { file, count: end / width, first: hexAt(0), last: hexAt(Math.max(0, end - width)) };
}

/** Sorted records one after the other; `bytes` and `at` show where the present one stands. */
export interface Cursor {
  bytes: Buffer;
  at: number;
  /** @returns false when there is none left */
  next(): boolean;
}

const PIECE_RECORDS = 1 << 15;

/** Reads runs of which each begins where the one before has ended. */
export function runCursor(runs: readonly Run[], mode: HashMode): Cursor {
  const width = runWidth(mode);
  const bytes = Buffer.alloc(PIECE_RECORDS * width);
  let filled = 0;
  let run = 0;
  let fd: number | undefined;
  let place = 0;

  function fill(): boolean {
    for (;;) {
      const current = runs[run];
      if (current === undefined) return false;
      fd ??= openSync(current.file, 'r');
      filled = readSync(fd, bytes, 0, bytes.length, place);
      place += filled;
      if (filled > 0) return true;
      closeSync(fd);
      [fd, place] = [undefined, 0];
      run++;
    }
  }

  const cursor: Cursor = {
    bytes,
    at: -width,
    next() {
      cursor.at += width;
      if (cursor.at < filled) return true;
      cursor.at = 0;
      return fill();
    },
  };
  return cursor;
}

/** Puts runs in a row where they follow each other, as those of a sorted list do. */
export function chainRuns(runs: readonly Run[]): Run[][] {
  const chains: Run[][] = [];
  for (const run of runs.filter(({ count }) => count > 0).toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const fits = chains.find((chain) => (chain.at(-1)?.last ?? '') < run.first);
    if (fits) fits.push(run);
    else chains.push([run]);
  }
  return chains;
}

/**
 * Gives every hash once, in order, with its largest count.
 * @param take is shown the bytes of the hash at a place, and the count
 */
export function merge(cursors: Cursor[], size: number, take: (bytes: Buffer, at: number, count: number) => void): void {
  const less = (a: Cursor, b: Cursor) => a.bytes.compare(b.bytes, b.at, b.at + size, a.at, a.at + size) < 0;
  const heap = cursors.filter((cursor) => cursor.next());
  const sink = (from: number): void => {
    for (let i = from; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < heap.length && less(heap[left] as Cursor, heap[least] as Cursor)) least = left;
      if (right < heap.length && less(heap[right] as Cursor, heap[least] as Cursor)) least = right;
      if (least === i) return;
      [heap[i], heap[least]] = [heap[least] as Cursor, heap[i] as Cursor];
      i = least;
    }
  };
  for (let i = heap.length >> 1; i >= 0; i--) sink(i);
  const kept = Buffer.alloc(size);
  let count = 0;
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    const found = top.bytes.readUInt32LE(top.at + size);
    if (count > 0 && top.bytes.compare(kept, 0, size, top.at, top.at + size) === 0) count = Math.max(count, found);
    else {
      if (count > 0) take(kept, 0, count);
      top.bytes.copy(kept, 0, top.at, top.at + size);
      count = found;
    }
    if (top.next()) sink(0);
    else {
      const last = heap.pop() as Cursor;
      if (heap.length > 0) {
        heap[0] = last;
        sink(0);
      }
    }
  }
  if (count > 0) take(kept, 0, count);
}
