import { lowerBound } from '../records.ts';

/** Bytes of a record: SHA-256 of the key, number of what is said about it. */
export const WIDTH = 36;
export const HASH = 32;

/**
 * The entries of one kind, sorted by hash. What is said about them is mostly the same words, kept once.
 * As bytes: number of records u32 · records · the words, a JSON text a line.
 */
export interface RangeTable {
  readonly entries: number;
  /** The entries whose hash begins so: all digits behind the prefix, and the JSON. */
  find(prefix: string): { rest: string; json: string }[];
  /** How many bytes the lines of each prefix of `digits` take that has any. */
  sizes(digits: number): number[];
}

export function encodeTable(sorted: Buffer, words: readonly string[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(sorted.length / WIDTH);
  return Buffer.concat([count, sorted, Buffer.from(words.join('\n'))]);
}

export function openTable(bytes: Buffer): RangeTable {
  const entries = bytes.readUInt32LE(0);
  const records = bytes.subarray(4, 4 + entries * WIDTH);
  const words = bytes.toString('utf8', 4 + records.length).split('\n');
  const lengths = words.map((word) => Buffer.byteLength(word));
  const wordOf = (i: number) => records.readUInt32LE(i * WIDTH + HASH);
  return {
    entries,
    find(prefix) {
      const found: { rest: string; json: string }[] = [];
      // Prefixes have whole bytes or a half one more, which zeros do not make larger.
      const start = Buffer.from(prefix.padEnd(prefix.length + (prefix.length % 2), '0'), 'hex');
      for (let i = lowerBound(records, WIDTH, start); i < entries; i++) {
        const hash = records.toString('hex', i * WIDTH, i * WIDTH + HASH);
        if (!hash.startsWith(prefix)) break;
        found.push({ rest: hash.slice(prefix.length), json: words[wordOf(i)] ?? '' });
      }
      return found;
    },
    sizes(digits) {
      const sizes: number[] = [];
      const bits = digits * 4;
      let before = -1;
      for (let i = 0; i < entries; i++) {
        const prefix = records.readUInt32BE(i * WIDTH) >>> (32 - bits);
        if (prefix !== before) sizes.push(0);
        before = prefix;
        const last = sizes.length - 1;
        sizes[last] = (sizes[last] ?? 0) + lineBytes(digits, lengths[wordOf(i)] ?? 0);
      }
      return sizes;
    },
  };
}

/** A line: what is left of 64 digits, a colon, what is said, CR and LF. */
export const lineBytes = (digits: number, said: number): number => 64 - digits + 1 + said + 2;
