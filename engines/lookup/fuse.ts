/**
 * A binary fuse filter with 16-bit fingerprints (Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor
 * Filters", 2022): says "certainly not listed" or "possibly listed" from about 18 bits a key. Written in 32-bit
 * arithmetic, because a telephone asks it while somebody types.
 *
 * Layout, little-endian: magic `KF16` · keys u32 · seed u32 · segment length u32 · segments u32 (without the two that
 * the last windows reach into) · fingerprints u16[(segments + 2) × segment length].
 */

const MAGIC = 0x3631_464b;
const HEADER = 20;
/** Construction succeeds nearly always at the first seed; a list that fails so often has a fault. */
const ATTEMPTS = 100;
const LARGEST_SEGMENT = 262_144;

/** Raised for bytes that are no filter. */
export class FuseError extends Error {
  override name = 'FuseError';
}

export interface Fuse16 {
  /** How many keys it was built from. */
  readonly size: number;
  /** False: certainly none of them. True: one of them, or one of 65,536 others by chance. */
  has(hash: bigint): boolean;
}

interface Shape {
  seed: number;
  segmentLength: number;
  segments: number;
}

/** Where a key lies and what is kept of it; used again for every key, because millions are asked. */
interface Place {
  first: number;
  second: number;
  third: number;
  print: number;
}

const newPlace = (): Place => ({ first: 0, second: 0, third: 0, print: 0 });

/** The finaliser of MurmurHash3: every bit of the input changes half of the output. */
function scramble(word: number): number {
  let w = word ^ (word >>> 16);
  w = Math.imul(w, 0x85eb_ca6b);
  w ^= w >>> 13;
  w = Math.imul(w, 0xc2b2_ae35);
  return w ^ (w >>> 16);
}

function locate(place: Place, low: number, high: number, { seed, segmentLength, segments }: Shape): void {
  // Feistel rounds: two different keys stay different, whatever the seed.
  let a = high ^ scramble(low ^ seed);
  let b = low ^ scramble((a + seed) | 0);
  a ^= scramble((b ^ 0x9e37_79b9) + seed);
  b ^= scramble(a ^ Math.imul(seed, 0x85eb_ca6b));
  const mask = segmentLength - 1;
  // Below 2^53 for any filter that fits into memory, so the product is exact.
  place.first = Math.floor(((a >>> 0) * (segments * segmentLength)) / 0x1_0000_0000);
  place.second = (place.first + segmentLength) ^ (((b >>> 18) | (a << 14)) & mask);
  place.third = (place.first + 2 * segmentLength) ^ (b & mask);
  place.print = (a ^ b ^ (b >>> 16)) & 0xffff;
}

function shapeFor(size: number, seed: number): Shape {
  const keys = Math.max(2, size);
  const segmentLength = Math.min(LARGEST_SEGMENT, 2 ** Math.floor(Math.log(keys) / Math.log(3.33) + 2.25));
  const factor = Math.max(1.125, 0.875 + (0.25 * Math.log(1e6)) / Math.log(keys));
  const segments = Math.max(1, Math.ceil(Math.round(keys * factor) / segmentLength) - 2);
  return { seed, segmentLength, segments };
}

/**
 * Builds a filter over 64-bit hashes; the same hashes in any order, however often each, give the same bytes.
 * @param hashes of keys, well spread ({@link shortHash})
 * @param seed where the search for a working seed begins
 */
export function buildFuse16(hashes: BigUint64Array | Iterable<bigint>, seed = 1): Uint8Array {
  const sorted = BigUint64Array.from(hashes as Iterable<bigint>).sort();
  const keys = sorted.filter((hash, i) => i === 0 || hash !== sorted[i - 1]);
  const lows = new Uint32Array(keys.length);
  const highs = new Uint32Array(keys.length);
  keys.forEach((hash, i) => {
    lows[i] = Number(hash & 0xffff_ffffn);
    highs[i] = Number(hash >> 32n);
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const shape = shapeFor(keys.length, (seed + attempt) >>> 0);
    const prints = fill(lows, highs, shape);
    if (prints) return encode(prints, keys.length, shape);
  }
  throw new FuseError(`no working seed for ${keys.length} keys in ${ATTEMPTS} attempts`);
}

/** Peels cells that only one key uses until none is left, then sets them in reverse. undefined: the seed fails. */
function fill(lows: Uint32Array, highs: Uint32Array, shape: Shape): Uint16Array | undefined {
  const size = lows.length;
  const cells = (shape.segments + 2) * shape.segmentLength;
  const users = new Uint32Array(cells);
  const xored = new Uint32Array(cells);
  const place = newPlace();
  const put = (i: number) => locate(place, lows[i] as number, highs[i] as number, shape);
  const toggle = (i: number, by: 1 | -1) => {
    put(i);
    for (const cell of [place.first, place.second, place.third]) {
      users[cell] = (users[cell] as number) + by;
      xored[cell] = (xored[cell] as number) ^ i;
    }
  };
  for (let i = 0; i < size; i++) toggle(i, 1);
  const queue: number[] = [];
  for (let cell = 0; cell < cells; cell++) if (users[cell] === 1) queue.push(cell);
  const order = new Uint32Array(size);
  const owned = new Uint32Array(size);
  let peeled = 0;
  for (let cell = queue.pop(); cell !== undefined; cell = queue.pop()) {
    if (users[cell] !== 1) continue;
    const i = xored[cell] as number;
    order[peeled] = i;
    owned[peeled++] = cell;
    toggle(i, -1);
    if (users[place.first] === 1) queue.push(place.first);
    if (users[place.second] === 1) queue.push(place.second);
    if (users[place.third] === 1) queue.push(place.third);
  }
  if (peeled < size) return undefined;
  const prints = new Uint16Array(cells);
  while (peeled-- > 0) {
    put(order[peeled] as number);
    const others = (prints[place.first] as number) ^ (prints[place.second] as number) ^ (prints[place.third] as number);
    // Its own cell is still zero: this sets the three to the fingerprint.
    prints[owned[peeled] as number] = others ^ place.print;
  }
  return prints;
}

function encode(prints: Uint16Array, size: number, { seed, segmentLength, segments }: Shape): Uint8Array {
  const bytes = new Uint8Array(HEADER + prints.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [MAGIC, size, seed, segmentLength, segments].entries()) view.setUint32(4 * i, word, true);
  prints.forEach((print, i) => view.setUint16(HEADER + 2 * i, print, true));
  return bytes;
}

/**
 * Opens what {@link buildFuse16} wrote. The bytes are copied.
 * @throws FuseError when they are no filter, or cut short
 */
export function openFuse16(bytes: Uint8Array): Fuse16 {
  if (bytes.length < HEADER) throw new FuseError('too short for a filter');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [magic, size, seed, segmentLength, segments] = Array.from({ length: 5 }, (_, i) => view.getUint32(4 * i, true));
  if (magic !== MAGIC || size === undefined || seed === undefined || !segmentLength || !segments)
    throw new FuseError('not a filter');
  const power = (segmentLength & (segmentLength - 1)) === 0 && segmentLength <= LARGEST_SEGMENT;
  if (!power || bytes.length !== HEADER + (segments + 2) * segmentLength * 2)
    throw new FuseError('the filter is damaged');
  const shape: Shape = { seed, segmentLength, segments };
  const prints = Uint16Array.from({ length: (segments + 2) * segmentLength }, (_, i) =>
    view.getUint16(HEADER + 2 * i, true),
  );
  const place = newPlace();
  return {
    size,
    has(hash) {
      if (size === 0) return false;
      locate(place, Number(hash & 0xffff_ffffn), Number((hash >> 32n) & 0xffff_ffffn), shape);
      const kept = (prints[place.first] as number) ^ (prints[place.second] as number) ^ (prints[place.third] as number);
      return kept === place.print;
    },
  };
}
