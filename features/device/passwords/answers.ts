import { createHash } from 'node:crypto';
import { type HashMode, hashBytes, type StoreHeader, storeWidth } from './format.ts';
import type { Bucket, PasswordStore } from './store.ts';

/** Hex digits that may be asked for: five as at haveibeenpwned.com, three where the list is short. */
export type Digits = 3 | 5;

/** Fillers in an answer to five digits: haveibeenpwned.com pads to 800 to 1,000 lines too. */
const LINES = { 3: 320, 5: 985 } as const satisfies Record<Digits, number>;
/** A fuller answer is longer by this many lines, or twice as many, and so on. */
const MORE_LINES = 192;
/** Longest list that three digits suit: up to a thousand lines an answer. */
const MOST_FOR_THREE = 4_000_000;

export const mayAskThree = ({ entries, bits }: StoreHeader): boolean => bits === 16 && entries <= MOST_FOR_THREE;

const hex = Buffer.from(Array.from({ length: 256 }, (_, i) => i.toString(16).toUpperCase().padStart(2, '0')).join(''));
/** Digits of the largest count. */
const COUNT = 10;

/** Lines `SUFFIX:COUNT`, the count zero: as many as the longest answer may need, for all answers the same. */
function makeFillers(mode: HashMode, digits: Digits, lines: number): Buffer {
  const length = hashBytes[mode] * 2 - digits;
  return Buffer.from(
    Array.from({ length: lines }, (_, i) => createHash('sha512').update(`${mode} ${i}`).digest('hex').slice(0, length))
      .map((suffix) => `${suffix.toUpperCase()}:0\r\n`)
      .join(''),
  );
}

/** An answer in pieces, all ASCII: its own lines, and of the fillers that all share as many as it needs. */
export type PasswordAnswer = readonly [lines: string, fillers: Buffer];

export interface PasswordAnswers {
  /** Answer at once; undefined where the disk must be waited for. */
  answerNow(prefix: string, padded: boolean): PasswordAnswer | undefined;
  answer(prefix: string, padded: boolean): Promise<PasswordAnswer>;
}

const NONE = Buffer.alloc(0);
/** Where lines are written before they become a string: used again, because thousands of answers a second make waste. */
let scratch = Buffer.alloc(4096);

/**
 * Answers from a store in the format of haveibeenpwned.com. A padded one has one of few lengths, to the byte: the
 * filler that comes first takes what the counts leave over.
 */
export function createPasswordAnswers(store: PasswordStore): PasswordAnswers {
  const { mode, bits } = store.header;
  const width = storeWidth(mode);
  const fillers: Partial<Record<Digits, Buffer>> = {};

  /**
   * Writes the lines of a bucket's records.
   * @param digit only of those whose first digit is this one, which belongs to the prefix
   * @param lead stands before the records' own digits
   */
  function write(at: number, bucket: Bucket, { digit, lead }: { digit?: number; lead?: string }): number {
    const to = scratch;
    let end = at;
    for (let record = 0; record < bucket.length; record += width) {
      const first = bucket[record] as number;
      if (digit !== undefined && first >>> 4 !== digit) continue;
      if (lead !== undefined) {
        to[end++] = lead.charCodeAt(0);
        to[end++] = hex[first * 2] as number;
      }
      to[end++] = hex[first * 2 + 1] as number;
      const last = record + width - 4;
      for (let i = record + 1; i < last; i++) {
        const byte = (bucket[i] as number) * 2;
        to[end] = hex[byte] as number;
        to[end + 1] = hex[byte + 1] as number;
        end += 2;
      }
      to[end++] = 0x3a;
      const count = bucket.readUInt32LE(last);
      if (count < 10) to[end++] = 0x30 + count;
      else end += to.write(String(count), end, 'latin1');
      to[end++] = 13;
      to[end++] = 10;
    }
    return end;
  }

  function format(prefix: string, buckets: Bucket[], padded: boolean): PasswordAnswer {
    const digits = prefix.length as Digits;
    const filler = hashBytes[mode] * 2 - digits + 4;
    const records = buckets.reduce((sum, bucket) => sum + bucket.length / width, 0);
    const most = records * (filler + COUNT);
    if (scratch.length < most) scratch = Buffer.alloc(2 * most);
    let end = 0;
    for (const [i, bucket] of buckets.entries()) {
      if (digits === 3) end = write(end, bucket, { lead: '0123456789ABCDEF'[i] ?? '' });
      else end = write(end, bucket, bits === 20 ? {} : { digit: parseInt(prefix.slice(4), 16) });
    }
    const lines = scratch.toString('latin1', 0, end);
    return padded ? pad(digits, lines, filler) : [lines, NONE];
  }

  function pad(digits: Digits, lines: string, filler: number): PasswordAnswer {
    let size = LINES[digits] * filler;
    while (size < lines.length + filler) size += MORE_LINES * filler;
    const kept = fillers[digits];
    const all = kept && kept.length >= size ? kept : (fillers[digits] = makeFillers(mode, digits, size / filler));
    const count = Math.floor((size - lines.length) / filler);
    const over = size - lines.length - count * filler;
    if (over === 0) return [lines, all.subarray(0, count * filler)];
    // One filler with more zeros, then the rest as they are.
    const odd = `${all.toString('latin1', 0, filler - 2)}${'0'.repeat(over)}\r\n`;
    return [lines + odd, all.subarray(filler, count * filler)];
  }

  /** Beginnings that a prefix stands for. */
  function beginnings(prefix: string): number[] {
    const value = parseInt(prefix, 16);
    if (prefix.length === 5) return [bits === 20 ? value : value >>> 4];
    return Array.from({ length: 16 }, (_, i) => value * 16 + i);
  }

  return {
    answerNow(prefix, padded) {
      const { bucketNow } = store;
      return bucketNow && format(prefix, beginnings(prefix).map(bucketNow), padded);
    },
    answer: async (prefix, padded) =>
      format(prefix, await Promise.all(beginnings(prefix).map((one) => store.bucket(one))), padded),
  };
}
