import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { openSnapshot, type SnapshotPiece, type Table } from '@khien/engines/lookup';
import { readAll, writeAll } from './spool.ts';

/** What stands beside a pair of snapshot files: written last, so files without it do not count. */
export interface SnapshotNote {
  generation: number;
  /** Every change up to this number is in it. */
  change: number;
  /** The database it was made from. */
  database: string;
  builtAt: string;
  entries: number;
}

export interface OpenedSnapshot {
  note: SnapshotNote;
  table: Table;
  /** Ends reading of the heap file. After this the table must not be asked any more. */
  close(): void;
}

const namePattern = /^(\d+)\.(?:hot|heap|json)(?:\.part)?$|^\d+\.spool$/;

/** Notes of the complete snapshots of this database, newest first. */
export function listSnapshots(folder: string, database: string): SnapshotNote[] {
  const notes: SnapshotNote[] = [];
  for (const name of namesIn(folder)) {
    if (!/^\d+\.json$/.test(name)) continue;
    try {
      const note = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as SnapshotNote;
      if (note.database === database) notes.push(note);
    } catch {
      // Half a note is no note: the snapshot is built again.
    }
  }
  return notes.sort((a, b) => b.generation - a.generation);
}

/** A number greater than any in use, also by snapshots of other databases and unfinished ones. */
export function nextGeneration(folder: string): number {
  const numbers = namesIn(folder).map((name) => Number(/^(\d+)\./.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

/** Writes both files beside their places, brings them to the disk, then renames: a crash leaves the old or the new. */
export function writeSnapshot(folder: string, pieces: Iterable<SnapshotPiece>, note: SnapshotNote): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const place = (file: string) => path.join(folder, `${note.generation}.${file}`);
  const fds = {
    hot: openSync(`${place('hot')}.part`, 'w', 0o600),
    heap: openSync(`${place('heap')}.part`, 'w', 0o600),
  };
  try {
    for (const piece of pieces) writeAll(fds[piece.file], piece.bytes, piece.at);
    fsyncSync(fds.hot);
    fsyncSync(fds.heap);
  } finally {
    closeSync(fds.hot);
    closeSync(fds.heap);
  }
  renameSync(`${place('heap')}.part`, place('heap'));
  renameSync(`${place('hot')}.part`, place('hot'));
  writeFileSync(`${place('json')}.part`, JSON.stringify(note), { mode: 0o600, flush: true });
  renameSync(`${place('json')}.part`, place('json'));
  const directory = openSync(folder, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

const chunk = 8 << 20;

/** Reads the hot file into shared memory piece by piece, so that requests are answered in between. */
export async function loadSnapshot(folder: string, note: SnapshotNote): Promise<OpenedSnapshot> {
  const file = await open(path.join(folder, `${note.generation}.hot`), 'r');
  let hot: SharedArrayBuffer;
  try {
    const { size } = await file.stat();
    hot = new SharedArrayBuffer(size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(new Uint8Array(hot, at, Math.min(chunk, size - at)), 0, undefined, at);
      if (bytesRead === 0) throw new Error('the snapshot ends early');
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
  const heap = openSync(path.join(folder, `${note.generation}.heap`), 'r');
  let buffer = new Uint8Array(4096);
  try {
    const table = openSnapshot(hot, (offset, length) => {
      if (length > buffer.length) buffer = new Uint8Array(length * 2);
      const view = buffer.subarray(0, length);
      readAll(heap, view, offset);
      return view;
    });
    return { note, table, close: () => closeSync(heap) };
  } catch (error) {
    closeSync(heap);
    throw error;
  }
}

/** Removes everything but the two newest generations: the older of them may still be being opened. */
export function removeOld(folder: string, newest: number): void {
  const kept = new Set([newest, newest - 1]);
  for (const name of namesIn(folder)) {
    const generation = Number(/^(\d+)\./.exec(name)?.[1]);
    if (!kept.has(generation) && generation < newest) rmSync(path.join(folder, name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => namePattern.test(name));
  } catch {
    return [];
  }
}
