import type { KeyBatch } from '@khien/engines/lookup';
import words from './words.json' with { type: 'json' };

/**
 * Made-up look-up keys, the same for everybody: 65 % domains, 15 % URLs, 12 % phone numbers, 8 % bank accounts, put
 * together from words.json. A number gives one key and no other number gives it, so that numbers below some N are the
 * listed keys and those from N on are sure not to be listed.
 */
const SPACE = 2 ** 25;

/** Spreads neighbours: numbers that follow each other give keys that have nothing in common. */
function permute(i: number): number {
  let x = (Math.imul(i, 0x2c9277b5) + 0x6b43a9) & (SPACE - 1);
  x ^= x >>> 13;
  return Math.imul(x, 0x19660d) & (SPACE - 1);
}

/** Takes digits of mixed radix off a number. */
function digits(number: number): (radix: number) => number {
  let rest = number;
  return (radix) => {
    const digit = rest % radix;
    rest = Math.floor(rest / radix);
    return digit;
  };
}

function host(next: (radix: number) => number): string {
  const pick = (list: string[]): string => list[next(list.length)]!;
  return `${pick(words.first)}${pick(words.joins)}${pick(words.second)}${pick(words.tails)}.${pick(words.suffixes)}`;
}

/** @param i 0 … 2^25 - 1 */
export function keyOf(i: number): string {
  const number = permute(i);
  const share = number % 100;
  const hundred = Math.floor(number / 100);
  if (share < 65) return host(digits(hundred * 65 + share));
  if (share < 80) {
    const next = digits(hundred * 15 + share - 65);
    const path = words.paths[next(words.paths.length)]!;
    return `${host(next)}/${path}`;
  }
  if (share < 92) {
    const id = hundred * 12 + share - 80;
    return `tel:+84${'35789'[id % 5]}${String((Math.floor(id / 5) * 48_271_969) % 1e8).padStart(8, '0')}`;
  }
  const id = hundred * 8 + share - 92;
  return `acct:${words.bins[id % words.bins.length]!}:${String((id * 33_331_117) % 1e10).padStart(10, '0')}`;
}

/** Numbers below `limit`, the same for one seed: Marsaglia's xorshift with 32 bits of state. */
export function createRandom(seed: number): (limit: number) => number {
  let x = seed | 1;
  return (limit) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % limit;
  };
}

/** Keys as they reach a server: bytes, one after the other. */
export function batchOf(numbers: Iterable<number>): KeyBatch {
  const ends: number[] = [];
  const parts: string[] = [];
  let end = 0;
  for (const i of numbers) {
    const key = keyOf(i);
    end += key.length;
    ends.push(end);
    parts.push(key);
  }
  return { bytes: Buffer.from(parts.join(''), 'latin1'), ends: Uint32Array.from(ends) };
}
