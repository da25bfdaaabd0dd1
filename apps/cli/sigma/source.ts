import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

const READ = 1 << 20;
/** What a format is seen by. */
const HEAD = 1 << 16;

/** A log that is open: unpacked, in UTF-8 where it is text. */
export interface Source {
  /** The first bytes, which `chunks` brings again. */
  head: Uint8Array;
  chunks: AsyncGenerator<Uint8Array, void>;
  /** When the file was last written, or now. */
  now: number;
  /** How the bytes are packed that no reader here unpacks. */
  packed?: string;
  /** Why it ended early, once `chunks` has ended: a cut archive, a disk's error. */
  broken(): string | undefined;
}

const packers: readonly { name: string; magic: readonly number[] }[] = [
  { name: 'zip', magic: [0x50, 0x4b, 3, 4] },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { name: '7z', magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
];
const begins = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);

/**
 * Opens a file, or standard input for `-`; gzip and zstd are unpacked by what they are, whatever their name.
 * @param read counts the bytes that came from the disk.
 * @param signal ends the bytes at once.
 */
export async function openSource(file: string, read: (bytes: number) => void, signal?: AbortSignal): Promise<Source> {
  const now = file === '-' ? Date.now() : statSync(file).mtimeMs;
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: READ });
  // A pipe may be silent for ever: whoever stops does not wait for it.
  const stop = () => input.destroy();
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  input.once('close', () => signal?.removeEventListener('abort', stop));
  let broken: string | undefined;
  const raw = counted(input, read);
  const first = await beginning(raw, 6);
  if (first.failed !== undefined && !signal?.aborted) throw first.failed;
  const magic = first.head;
  const packed = packers.find((one) => begins(magic, one.magic))?.name;
  let plain: AsyncIterable<Uint8Array> = first.all;
  if (begins(magic, [0x1f, 0x8b])) plain = unpack(first.all, createGunzip({ chunkSize: 1 << 18 }));
  else if (begins(magic, [0x28, 0xb5, 0x2f, 0xfd]))
    plain = unpack(first.all, createZstdDecompress({ chunkSize: 1 << 18 }));
  const guarded = guard(plain, (error) => {
    if (!signal?.aborted) broken = error instanceof Error ? error.message : String(error);
  });
  const opened = await beginning(guarded, HEAD);
  const wide = begins(opened.head, [0xff, 0xfe])
    ? 'utf-16le'
    : begins(opened.head, [0xfe, 0xff])
      ? 'utf-16be'
      : undefined;
  const source = { now, ...(packed !== undefined && { packed }), broken: () => broken };
  if (wide === undefined) return { ...source, head: opened.head, chunks: opened.all };
  const text = await beginning(recode(opened.all, wide), HEAD);
  return { ...source, head: text.head, chunks: text.all };
}

async function* counted(input: Readable, read: (bytes: number) => void): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    read(chunk.length);
    yield chunk;
  }
}

async function* unpack(
  from: AsyncIterable<Uint8Array>,
  through: NodeJS.ReadWriteStream & { destroy(error?: Error): unknown },
): AsyncGenerator<Uint8Array, void> {
  const feeding = (async () => {
    try {
      for await (const chunk of from) {
        if (!through.write(chunk)) await new Promise<void>((go) => through.once('drain', go).once('close', go));
      }
      through.end();
    } catch (error) {
      through.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  })();
  try {
    for await (const chunk of through) yield chunk as unknown as Uint8Array;
    await feeding;
  } finally {
    through.destroy();
  }
}

/** What breaks in the middle ends the bytes instead of losing what came before. */
async function* guard(
  from: AsyncIterable<Uint8Array>,
  tell: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* from;
  } catch (error) {
    tell(error);
  }
}

async function* recode(from: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array, void> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const chunk of from) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}

/** Looks at the first bytes without taking them away. */
async function beginning(from: AsyncIterable<Uint8Array>, bytes: number) {
  const iterator = from[Symbol.asyncIterator]();
  const kept: Uint8Array[] = [];
  let length = 0;
  let failed: unknown;
  let done = false;
  while (length < bytes && !done) {
    try {
      const next = await iterator.next();
      if (next.done) done = true;
      else {
        kept.push(next.value);
        length += next.value.length;
      }
    } catch (error) {
      failed = error;
      done = true;
    }
  }
  async function* all(): AsyncGenerator<Uint8Array, void> {
    yield* kept;
    try {
      for (let next = done ? undefined : await iterator.next(); next && !next.done; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(kept).subarray(0, bytes) as Uint8Array, all: all(), failed };
}
