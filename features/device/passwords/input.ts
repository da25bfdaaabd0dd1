import { hash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

/** One file of a list, or standard input. */
export interface Source {
  /** As it is told to people. */
  name: string;
  /** First digits of every hash in it, upper-case; empty when the lines have whole hashes. */
  prefix: string;
  /** Bytes from a place on. */
  read(from: number): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface ListInput {
  name: string;
  /** Differs when the list differs, so that a stopped import only goes on with what it began with. */
  identity: string;
  /** From it one sees how the list is written. */
  firstLine: string;
  sources: Source[];
}

const prefixFile = /^([0-9a-f]{5})\.txt$/i;
const PEEK = 1 << 16;

/** A file, or a folder of files `PREFIX.txt` as the download tool of haveibeenpwned.com writes them. */
export function openInput(place: string): ListInput {
  const found = statSync(place);
  if (!found.isDirectory()) {
    return {
      name: path.basename(place),
      identity: `${path.resolve(place)} ${found.size} ${found.mtimeMs}`,
      firstLine: firstLineOf(peek(place)),
      sources: [fileSource(place)],
    };
  }
  const names = readdirSync(place)
    .filter((name) => prefixFile.test(name))
    .sort();
  const [first] = names;
  if (first === undefined) throw new Error(`${place} holds no files with names like 0AF3C.txt`);
  return {
    name: `${path.basename(path.resolve(place))}/`,
    identity: `${path.resolve(place)} ${names.length} files ${first} ${names.at(-1)}`,
    firstLine: firstLineOf(peek(path.join(place, first))),
    // Small files by the hundred thousand: each read at one go.
    sources: names.map((name) => ({
      ...fileSource(path.join(place, name)),
      read: (from) => [readFileSync(path.join(place, name)).subarray(from)],
    })),
  };
}

function fileSource(file: string): Source {
  const prefix = prefixFile.exec(path.basename(file))?.[1]?.toUpperCase() ?? '';
  return { name: file, prefix, read: (from) => createReadStream(file, { highWaterMark: 1 << 20, start: from }) };
}

/** A stream has no places: what was read before a stop is read again and passed over. */
export async function openStream(stream: AsyncIterable<Uint8Array>): Promise<ListInput> {
  const chunks = stream[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < PEEK) {
    const { done, value } = await chunks.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  const name = 'standard input';
  return {
    name,
    identity: `${name} ${hash('sha256', start.subarray(0, PEEK))}`,
    firstLine: firstLineOf(start),
    sources: [
      {
        name,
        prefix: '',
        async *read(from) {
          let at = 0;
          for (let chunk: Uint8Array | undefined = start; chunk; chunk = (await chunks.next()).value) {
            if (at + chunk.length > from) yield chunk.subarray(Math.max(0, from - at));
            at += chunk.length;
          }
        },
      },
    ],
  };
}

function peek(file: string): Buffer {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(200);
    return bytes.subarray(0, readSync(fd, bytes));
  } finally {
    closeSync(fd);
  }
}

const firstLineOf = (bytes: Buffer): string => bytes.toString('latin1', 0, 200).split('\n')[0]?.trim() ?? '';
