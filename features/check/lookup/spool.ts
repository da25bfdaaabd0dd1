import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { Spool } from '@khien/engines/lookup';

/** Keeps what a large build has gathered in one file, so that its memory does not grow with the list. */
export function fileSpool(file: string): Spool & { close(): void } {
  const fd = openSync(file, 'w+', 0o600);
  const pieces = new Map<number, { at: number; length: number }[]>();
  let end = 0;
  return {
    append(partition, bytes) {
      writeAll(fd, bytes, end);
      const list = pieces.get(partition) ?? [];
      list.push({ at: end, length: bytes.length });
      pieces.set(partition, list);
      end += bytes.length;
    },
    read(partition) {
      const list = pieces.get(partition) ?? [];
      const all = new Uint8Array(list.reduce((sum, piece) => sum + piece.length, 0));
      let to = 0;
      for (const piece of list) {
        readAll(fd, all.subarray(to, to + piece.length), piece.at);
        to += piece.length;
      }
      return all;
    },
    close() {
      closeSync(fd);
      rmSync(file, { force: true });
    },
  };
}

/** A write or read may do less than asked for; these do all of it or throw. */
export function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}

export function readAll(fd: number, into: Uint8Array, at: number): void {
  for (let done = 0; done < into.length; ) {
    const got = readSync(fd, into, done, into.length - done, at + done);
    if (got === 0) throw new Error(`the file ends ${into.length - done} bytes early`);
    done += got;
  }
}
