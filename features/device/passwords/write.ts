import { closeSync, fsyncSync, linkSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import {
  bitsFor,
  encodeHeader,
  HEADER_BYTES,
  type HashMode,
  hashBytes,
  readHeader,
  recordsAt,
  runWidth,
  type StoreHeader,
  storeWidth,
} from './format.ts';
import { type Cursor, merge } from './runs.ts';

const PIECE = 1 << 20;

export interface NewStore {
  file: string;
  mode: HashMode;
  cursors: Cursor[];
  /** At most so many records come out. */
  most: number;
  lists: StoreHeader['lists'];
  /** Leaves a store alone that somebody else has made meanwhile. */
  onlyIfAbsent?: boolean;
}

/** Writes a store beside its place and puts it there when it is on the disk: readers see the old or the new. */
export function writeStore({ file, mode, cursors, most, lists, onlyIfAbsent = false }: NewStore): number {
  const beside = `${file}.${process.pid}.part`;
  const width = storeWidth(mode);
  const size = hashBytes[mode];
  const bits = bitsFor(most);
  const starts = new Uint32Array(2 ** bits + 1);
  const fd = openSync(beside, 'w', 0o600);
  let entries = 0;
  try {
    const piece = Buffer.alloc(Math.floor(PIECE / width) * width);
    let filled = 0;
    let place = recordsAt({ bits });
    const flush = () => {
      for (let done = 0; done < filled; ) done += writeSync(fd, piece, done, filled - done, place + done);
      place += filled;
      filled = 0;
    };
    merge(cursors, size, (bytes, at, count) => {
      const beginning = bytes.readUInt32BE(at) >>> (32 - bits);
      starts[beginning + 1] = (starts[beginning + 1] as number) + 1;
      bytes.copy(piece, filled, at + 2, at + size);
      piece.writeUInt32LE(count, filled + size - 2);
      filled += width;
      entries++;
      if (filled === piece.length) flush();
    });
    flush();
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
    writeSync(fd, encodeHeader({ format: 'khien-passwords-1', mode, bits, entries, lists }), 0, HEADER_BYTES, 0);
    const index = Buffer.from(starts.buffer);
    for (let done = 0; done < index.length; )
      done += writeSync(fd, index, done, index.length - done, HEADER_BYTES + done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  putInPlace(beside, file, onlyIfAbsent);
  return entries;
}

function putInPlace(beside: string, file: string, onlyIfAbsent: boolean): void {
  try {
    // Unlike a rename, a link fails when the file is there.
    if (onlyIfAbsent) linkSync(beside, file);
    else renameSync(beside, file);
  } catch (error) {
    if (!onlyIfAbsent || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  const folder = openSync(path.dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** The records of a store as an import reads them: with whole hashes. */
export function storeCursor(fd: number): Cursor {
  const header = readHeader(fd);
  const { mode, bits, entries } = header;
  const starts = readStarts(fd, bits);
  const [from, width] = [storeWidth(mode), runWidth(mode)];
  const raw = Buffer.alloc(Math.floor(PIECE / from) * from);
  const bytes = Buffer.alloc(width);
  let [filled, next, done, beginning] = [0, 0, 0, 0];
  return {
    bytes,
    at: 0,
    next() {
      if (done === entries) return false;
      if (next === filled) {
        filled = readSync(fd, raw, 0, raw.length, recordsAt(header) + done * from);
        filled -= filled % from;
        if (filled === 0) throw new Error('the password store ends early');
        next = 0;
      }
      while ((starts[beginning + 1] as number) <= done) beginning++;
      bytes.writeUInt16BE(beginning >>> (bits - 16), 0);
      raw.copy(bytes, 2, next, next + from);
      next += from;
      done++;
      return true;
    },
  };
}

export function readStarts(fd: number, bits: number): Uint32Array {
  const starts = new Uint32Array(2 ** bits + 1);
  const bytes = Buffer.from(starts.buffer);
  for (let done = 0; done < bytes.length; ) {
    const got = readSync(fd, bytes, done, bytes.length - done, HEADER_BYTES + done);
    if (got === 0) throw new Error('the password store ends early');
    done += got;
  }
  return starts;
}
