/**
 * HalfSipHash-1-3 with a 64-bit result, of which 63 are kept (Aumasson and Bernstein; the 32-bit member of the SipHash family, as used for
 * the hash tables of 32-bit Linux). Plain 32-bit arithmetic: calling out to WASM or a crypto library costs more than
 * the whole hash at the length of our keys.
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

/** One step of the permutation needs its four words at hand, hence the long function instead of helpers. */
function finish(s0: number, s1: number, s2: number, s3: number, h1: Int32Array, h2: Int32Array, at: number): void {
  let v0 = s0;
  let v1 = s1;
  let v2 = s2 ^ 0xee;
  let v3 = s3;
  for (let half = 0; half < 2; half++) {
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
    if (half === 0) {
      // 31 bits: differences of two first words never overflow. The largest value marks an empty slot.
      const first = (v1 ^ v3) >>> 1;
      h1[at] = first === EMPTY ? EMPTY - 1 : first;
      v1 ^= 0xdd;
    } else {
      h2[at] = v1 ^ v3;
    }
  }
}

/** First word of an empty slot: larger than that of any key, so that one comparison ends a search. */
export const EMPTY = 0x7fffffff;

/**
 * Hashes `bytes[start..end)` into `h1[at]` (never {@link EMPTY}) and `h2[at]`.
 * @param view a DataView over the same bytes; words are read through it because it needs no alignment.
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
  let v0 = seed.a;
  let v1 = seed.b ^ 0xee;
  let v2 = 0x6c796765 ^ seed.a;
  let v3 = 0x74656462 ^ seed.b;
  const words = end - 3;
  let i = start;
  let m = 0;
  for (;;) {
    const last = i >= words;
    if (last) {
      m = (end - start) << 24;
      if (i < end) m |= view.getUint8(i);
      if (i + 1 < end) m |= view.getUint8(i + 1) << 8;
      if (i + 2 < end) m |= view.getUint8(i + 2) << 16;
    } else {
      m = view.getInt32(i, true);
      i += 4;
    }
    v3 ^= m;
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
    v0 ^= m;
    if (last) break;
  }
  finish(v0, v1, v2, v3, h1, h2, at);
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
      if (length <= scratch.bytes.length)
        for (let i = 0; i < length; i++) {
          const unit = key.charCodeAt(i);
          scratch.bytes[i] = unit;
          units |= unit;
        }
      if (length <= scratch.bytes.length && units < 0x80) {
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
