import { type FileHandle, open } from 'node:fs/promises';
import { readHeader, recordsAt, type StoreHeader, storeWidth } from './format.ts';
import { readStarts } from './write.ts';

/** Records that share a beginning of `bits` bits, as they lie in a store: without the first two bytes of each hash. */
export type Bucket = Buffer;

export interface PasswordStore {
  header: StoreHeader;
  /** Undefined where every answer must wait for the disk. */
  bucketNow: ((beginning: number) => Bucket) | undefined;
  bucket(beginning: number): Promise<Bucket>;
  /** Waits for reads under way. */
  close(): Promise<void>;
}

/** Stores up to this size are held in memory: about three million passwords. */
const IN_MEMORY = 64 << 20;

/** Opens a store file. @returns undefined when there is none */
export async function openStore(file: string, inMemory = IN_MEMORY): Promise<PasswordStore | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const header = readHeader(handle.fd);
    const starts = readStarts(handle.fd, header.bits);
    const width = storeWidth(header.mode);
    const first = recordsAt(header);
    const startOf = (beginning: number) => (starts[beginning] as number) * width;
    if (header.entries * width > inMemory) {
      const bucket = (beginning: number) =>
        readAll(handle, first + startOf(beginning), startOf(beginning + 1) - startOf(beginning));
      return { header, bucketNow: undefined, bucket, close: () => handle.close() };
    }
    const records = await readAll(handle, first, header.entries * width);
    await handle.close();
    const bucketNow = (beginning: number) => records.subarray(startOf(beginning), startOf(beginning + 1));
    return { header, bucketNow, bucket: async (beginning) => bucketNow(beginning), close: async () => undefined };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readAll(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(8 << 20, length - done), at + done);
    if (bytesRead === 0) throw new Error('the password store ends early');
    done += bytesRead;
  }
  return bytes;
}
