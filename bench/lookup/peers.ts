import { join } from 'node:path';
import type { KeyBatch } from '@khien/engines/lookup';
import { open } from 'lmdb';
import { keyOf } from './keys.ts';

/** A store in this process: asks for all keys of a batch and writes 1 or 0 for each. */
export interface Peer {
  ask(batch: KeyBatch, answers: Uint8Array): void;
}

/** A JavaScript `Set` of strings. The keys arrive as bytes, so each question makes its string first. */
export function fillSet(count: number): Peer {
  const set = new Set<string>();
  for (let i = 0; i < count; i++) set.add(keyOf(i));
  return {
    ask({ bytes, ends }, answers) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let start = 0;
      for (let i = 0; i < ends.length; i++) {
        const end = ends[i]!;
        answers[i] = set.has(buffer.toString('latin1', start, end)) ? 1 : 0;
        start = end;
      }
    },
  };
}

/** LMDB, keys as bytes, in a memory map; filled in the order of its tree, which is its fastest. */
export async function fillLmdb(folder: string, count: number): Promise<Peer & { close(): Promise<void> }> {
  const keys: string[] = Array.from({ length: count }, (_, i) => keyOf(i)).sort();
  const store = open<Buffer, Buffer>({
    path: join(folder, 'lmdb'),
    keyEncoding: 'binary',
    encoding: 'binary',
    noSync: true,
    mapSize: 4 * 2 ** 30,
  });
  const present = Buffer.alloc(1);
  for (let from = 0; from < count; from += 500_000) {
    store.transactionSync(() => {
      for (const key of keys.slice(from, from + 500_000))
        store.putSync(Buffer.from(key, 'latin1'), present, { append: true });
    });
  }
  return {
    ask({ bytes, ends }, answers) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let start = 0;
      for (let i = 0; i < ends.length; i++) {
        const end = ends[i]!;
        answers[i] = store.getBinaryFast(buffer.subarray(start, end)) === undefined ? 0 : 1;
        start = end;
      }
    },
    close: () => store.close(),
  };
}
