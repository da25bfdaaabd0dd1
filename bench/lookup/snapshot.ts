import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createBuilder, openSnapshot, type Table } from '@khien/engines/lookup';
import { keyOf } from './keys.ts';

const files = (folder: string): { hot: string; heap: string } => ({
  hot: join(folder, 'bench.hot'),
  heap: join(folder, 'bench.heap'),
});

/** Builds the snapshot of the keys below `count` through files, as a large deployment does: in bounded memory. */
export function writeSnapshot(folder: string, count: number): void {
  const spool = join(folder, 'spool');
  mkdirSync(spool);
  const builder = createBuilder({
    seed: { a: 0x5eed, b: 0x0bad },
    generation: 1,
    spool: {
      append: (partition, bytes) => appendFileSync(join(spool, String(partition)), bytes),
      read: (partition) => readFileSync(join(spool, String(partition))),
    },
  });
  for (let i = 0; i < count; i++) builder.add(keyOf(i), `{"source":"bench","listedAt":"2026-01-05","id":${i}}`);
  const paths = files(folder);
  const open = { hot: openSync(paths.hot, 'w'), heap: openSync(paths.heap, 'w') };
  for (const { file, at, bytes } of builder.finish()) writeSync(open[file], bytes, 0, bytes.length, at);
  closeSync(open.hot);
  closeSync(open.heap);
  rmSync(spool, { recursive: true });
}

export interface Loaded {
  table: Table;
  hot: SharedArrayBuffer;
  heapBytes: number;
  close(): void;
}

/** Reads the hot file straight into shared memory and opens it; the heap stays in its file. */
export function loadSnapshot(folder: string): Loaded {
  const paths = files(folder);
  const hotFile = openSync(paths.hot, 'r');
  const hot = new SharedArrayBuffer(fstatSync(hotFile).size);
  const into = new Uint8Array(hot);
  for (let at = 0; at < into.length; ) {
    const got = readSync(hotFile, into, at, into.length - at, at);
    if (got === 0) throw new Error(`${paths.hot} became shorter while it was read`);
    at += got;
  }
  closeSync(hotFile);
  const heapFile = openSync(paths.heap, 'r');
  let buffer = Buffer.alloc(1 << 16);
  const table = openSnapshot(hot, (offset, length) => {
    if (length > buffer.length) buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(heapFile, buffer, 0, length, offset));
  });
  return { table, hot, heapBytes: fstatSync(heapFile).size, close: () => closeSync(heapFile) };
}
