/**
 * The keyed hash: HalfSipHash-1-3 (Aumasson and Bernstein; the 32-bit member of the SipHash family, as 32-bit Linux uses
 * for its hash tables) in plain 32-bit arithmetic, because calling out to a crypto library costs more than the whole hash
 * at the length of our keys. Two differences: 63 bits are kept, and the second word is the other half of the final state
 * instead of three more rounds. A table never shows its hashes to anybody, so more of the state can be used.
 *
 * What the secret seed buys: who does not know it cannot prepare names that land on one slot or collide with a listed
 * name. What it does not buy: the key is only 64 bits and the rounds are few, so this is no signature and no MAC. A
 * snapshot file contains its seed: who can read the file can search for collisions. That is why a hit is only believed
 * after the stored string was compared.
 */

/** Two 32-bit words; secret, one pair for each deployment. */
export interface Seed {
  readonly a: number;
  readonly b: number;
}

/** Keys one after the other: key `i` is `bytes[ends[i - 1] ?? 0 .. ends[i])`, UTF-8. */
export interface KeyBatch {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** First word of an empty slot: larger than that of any key, so that one comparison ends a search. */
export const EMPTY = 0x7fffffff;

/** The rest of a key behind its last whole word, and its length. */
function lastWord(view: DataView, start: number, end: number): number {
  const length = end - start;
  let word = length << 24;
  // Without a branch on how many bytes are left: the last four of the key, without those that were read already.
  if (length > 3) word |= (view.getInt32(end - 4, true) >>> (24 - 8 * (length & 3))) >>> 8;
  else for (let i = 0; i < length; i++) word |= view.getUint8(start + i) << (8 * i);
  return word;
}

/**
 * Hashes `bytes[start..end)` into `h1[at]` (0 … {@link EMPTY} - 1) and `h2[at]`.
 * The round is written out four times: it works on four words at once, which no function can return, and two words for
 * each turn of the loop are a quarter faster than one.
 * @param view over the bytes; words are read through it because it needs no alignment.
 */
export function hashBytes(
  view: DataView,
  start: number,
  end: number,
  seed: Seed,
  h1: Int32Array,
  h2: Int32Array,
  at: number,
): void {
  const last = lastWord(view, start, end);
  let v0 = seed.a;
  let v1 = seed.b ^ 0xee;
  let v2 = 0x6c796765 ^ seed.a;
  let v3 = 0x74656462 ^ seed.b;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    const one = view.getInt32(i, true);
    v3 ^= one;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= one;
    const two = view.getInt32(i + 4, true);
    v3 ^= two;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= two;
  }
  for (let left = i + 4 <= end ? 2 : 1; left > 0; left--) {
    const word = left === 2 ? view.getInt32(i, true) : last;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  v2 ^= 0xee;
  for (let round = 0; round < 3; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  // 31 bits: differences of two first words never overflow.
  const first = (v1 ^ v3) >>> 1;
  h1[at] = first === EMPTY ? EMPTY - 1 : first;
  h2[at] = v0 ^ v2;
}

const encoder = new TextEncoder();

/** The UTF-8 form of one key at a time, in memory that is used again: most keys are short and ASCII. */
export interface KeyScratch {
  bytes: Uint8Array;
  view: DataView;
  length: number;
  set(key: string): void;
}

export function createKeyScratch(): KeyScratch {
  const bytes = new Uint8Array(1024);
  const scratch: KeyScratch = {
    bytes,
    view: new DataView(bytes.buffer),
    length: 0,
    set(key) {
      const length = key.length;
      let units = 0;
      const into = scratch.bytes;
      if (length <= into.length)
        for (let i = 0; i < length; i++) {
          const unit = key.charCodeAt(i);
          into[i] = unit;
          units |= unit;
        }
      if (length <= into.length && units < 0x80) {
        scratch.length = length;
        return;
      }
      if (length * 3 > scratch.bytes.length) {
        scratch.bytes = new Uint8Array(length * 3);
        scratch.view = new DataView(scratch.bytes.buffer);
      }
      scratch.length = encoder.encodeInto(key, scratch.bytes).written;
    },
  };
  return scratch;
}

/** Packs strings for the batched calls, for example to hand them to a worker. */
export function packKeys(keys: readonly string[]): KeyBatch {
  const parts = keys.map((key) => encoder.encode(key));
  const ends = new Uint32Array(parts.length);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  parts.forEach((part, i) => {
    bytes.set(part, at);
    at += part.length;
    ends[i] = at;
  });
  return { bytes, ends };
}
