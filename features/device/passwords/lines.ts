import { hash } from 'node:crypto';
import type { Records } from '../records.ts';
import { type HashMode, hashBytes } from './format.ts';

/** How a list is written: `HASH:COUNT` lines, or a password a line. */
export type ListFormat = 'hibp' | 'plain';
export const listFormats = ['hibp', 'plain'] as const satisfies readonly ListFormat[];

export type LineProblem = 'not-a-hash-line' | 'too-long';
export const lineProblems: Record<LineProblem, string> = {
  'not-a-hash-line': 'not HASH:COUNT',
  'too-long': 'longer than 1,000 bytes: not a password',
};

const LONGEST = 1000;
const MOST = 0xffff_ffff;

/** Digit → value; 255 for anything else. */
const nibbles = new Uint8Array(256).fill(255);
for (let i = 0; i < 16; i++) {
  nibbles['0123456789abcdef'.charCodeAt(i)] = i;
  nibbles['0123456789ABCDEF'.charCodeAt(i)] = i;
}

/** Adds the record of the line `bytes[start..end)` to `to`. @returns what is wrong with it */
export type ReadLine = (bytes: Buffer, start: number, end: number, to: Records) => LineProblem | undefined;

/**
 * Lines `HASH:COUNT`, or `SUFFIX:COUNT` where the file's name is the beginning. A count of zero is a filler.
 * @param prefix hex digits of every hash in the file
 */
export function hashLines(mode: HashMode, prefix = ''): ReadLine {
  const bytesOfHash = hashBytes[mode];
  const digits = Buffer.alloc(bytesOfHash * 2);
  digits.write(prefix, 'latin1');
  return (bytes, start, end, to) => {
    const colon = start + digits.length - prefix.length;
    if (colon >= end - 1 || bytes[colon] !== 0x3a) return 'not-a-hash-line';
    let count = 0;
    for (let i = colon + 1; i < end; i++) {
      const digit = (bytes[i] as number) - 0x30;
      if (digit < 0 || digit > 9) return 'not-a-hash-line';
      count = Math.min(MOST, count * 10 + digit);
    }
    bytes.copy(digits, prefix.length, start, colon);
    let wrong = 0;
    for (let i = 0; i < digits.length; i++) wrong |= nibbles[digits[i] as number] as number;
    if (wrong > 15) return 'not-a-hash-line';
    if (count === 0) return undefined;
    const record = to.next();
    for (let i = 0; i < bytesOfHash; i++) {
      const high = nibbles[digits[2 * i] as number] as number;
      record[i] = (high << 4) | (nibbles[digits[2 * i + 1] as number] as number);
    }
    record.writeUInt32LE(count, bytesOfHash);
    return undefined;
  };
}

/** A password a line, as its bytes are: lists are older than UTF-8. */
export const plainLines: ReadLine = (bytes, start, end, to) => {
  if (end - start > LONGEST) return 'too-long';
  const record = to.next();
  hash('sha1', bytes.subarray(start, end), 'buffer').copy(record);
  record.writeUInt32LE(1, hashBytes.sha1);
  return undefined;
};

export interface Detected {
  format: ListFormat;
  mode: HashMode;
}

/** What a list is, by its first line; `prefixed`: its name is the beginning of every hash in it. */
export function detect(firstLine: string, prefixed: boolean): Detected {
  const digits = /^([0-9a-f]+):\d+$/i.exec(firstLine)?.[1]?.length;
  const whole = digits === undefined ? 0 : digits + (prefixed ? 5 : 0);
  if (whole === 40) return { format: 'hibp', mode: 'sha1' };
  if (whole === 32) return { format: 'hibp', mode: 'ntlm' };
  return { format: 'plain', mode: 'sha1' };
}
