/**
 * The two files of a snapshot. All numbers are little-endian.
 *
 * hot  (kept in memory, shared by all workers): 112-byte header, lines of slots, block index.
 *   slot        = (h1, h2): the keyed hash, 31 and 32 bits; an empty slot has h1 = 0x7fffffff.
 *   line        = 8 slots, the 64 bytes that memory delivers at once.
 *   order       = slots ascend by h1. A key's home is line `floor(h1 * lines / 2^31)`; it takes the first free slot from
 *                 there on. So a line fills from its front, and a search ends at the first slot whose h1 is not smaller,
 *                 whether it hits or misses; all but one in a hundred end in the line they start in.
 *   block index = for each line where its block starts in the heap, in units of 16 bytes (u32).
 * heap (stays in a file, read on a hit): 64-byte header, then one block for each line: its records in the order of the
 *   slots, each as varint key length, varint record length, key, record, 4 bytes of check.
 *
 * No slot carries a record number: the record of slot s is number s % 8 of the block of line s / 8. That costs 4 bytes
 * for 8 slots instead of 4 bytes for each.
 *
 * The header has 112 bytes because Node places a large buffer 16 bytes behind the start of a page: lines of the table
 * are then lines of the cache (15 % faster). Elsewhere it is only slower.
 */

const FORMAT_VERSION = 1;
export const HOT_HEADER = 112;
export const HEAP_HEADER = 64;
/** Slots in a line. */
export const LINE = 8;
/** Words in a line. */
export const LINE_WORDS = LINE * 2;
export const UNIT = 16;

/** What can be wrong with a snapshot. Closed; none of them is ever turned into "not listed". */
export type SnapshotProblem =
  | 'truncated'
  | 'not-a-snapshot'
  | 'unknown-version'
  | 'checksum'
  | 'wrong-heap'
  | 'heap-damaged'
  | 'abnormal-run'
  | 'hash-collision'
  | 'too-large';

export class SnapshotError extends Error {
  readonly problem: SnapshotProblem;
  constructor(problem: SnapshotProblem, detail: string) {
    super(`${problem}: ${detail}`);
    this.name = 'SnapshotError';
    this.problem = problem;
  }
}

export interface Header {
  generation: number;
  seedA: number;
  seedB: number;
  /** Distinct keys. */
  count: number;
  /** Lines that are homes. */
  homes: number;
  /** All lines: a few more than homes, so that no search wraps around, the last one empty. */
  lines: number;
  /** Largest distance of a key from the first slot of its home, in slots. */
  longestRun: number;
  heapBytes: number;
  /** Checksum over the heap: pairs the two files. */
  stamp: number;
  /** Checksum over the body of the hot file. */
  body: number;
}

/** Largest distance from home that random keys reach at our load is far below this; beyond it keys are crafted. */
export function runLimit(count: number): number {
  return 32 + 16 * Math.ceil(Math.log2(count + 1));
}

/** First line that may hold `h1`. The product is not exact but monotone, which is all the order needs. */
export function homeOf(h1: number, homes: number): number {
  return Math.floor(h1 * (homes / 2 ** 31));
}

/** Words of the block index: one more than lines (the end), padded so that the body stays a multiple of 16 bytes. */
export function indexLength(lines: number): number {
  return Math.ceil((lines + 1) / 4) * 4;
}

export function hotBytes(lines: number): number {
  return HOT_HEADER + (lines * LINE_WORDS + indexLength(lines)) * 4;
}

/**
 * Against accidents, not against forgers: four independent lanes so that the multiplications overlap; a snapshot of
 * 10 M keys is summed in a few hundredths of a second. Feed multiples of four words.
 */
export function createChecksum(): { update(words: Int32Array): void; value(): number } {
  let a = 1;
  let b = 2;
  let c = 3;
  let d = 4;
  return {
    update(words) {
      let [w, x, y, z] = [a, b, c, d];
      for (let i = 0; i + 3 < words.length; i += 4) {
        w = Math.imul(w ^ words[i]!, 0x9e3779b1);
        x = Math.imul(x ^ words[i + 1]!, 0x85ebca6b);
        y = Math.imul(y ^ words[i + 2]!, 0xc2b2ae35);
        z = Math.imul(z ^ words[i + 3]!, 0x27d4eb2f);
        w = (w << 15) | (w >>> 17);
        x = (x << 15) | (x >>> 17);
        y = (y << 15) | (y >>> 17);
        z = (z << 15) | (z >>> 17);
      }
      [a, b, c, d] = [w, x, y, z];
    },
    value() {
      let sum = 0;
      for (const lane of [a, b, c, d]) sum = Math.imul(sum ^ lane ^ (lane >>> 15), 0x2c1b3c6d) + 0x165667b1;
      return (sum ^ (sum >>> 16)) | 0;
    },
  };
}

const HOT_MAGIC = [0x4b4c484b, 0x31544f48]; // "KHLK" "HOT1"
const HEAP_MAGIC = [0x4b4c484b, 0x31504548]; // "KHLK" "HEP1"
const HIGH = 2 ** 32;

function sealWords(words: Int32Array): Uint8Array {
  words[3] = 0;
  const sum = createChecksum();
  sum.update(words);
  words[3] = sum.value();
  return new Uint8Array(words.buffer);
}

function checkWords(words: Int32Array, magic: number[], what: string): void {
  if (words[0] !== magic[0] || words[1] !== magic[1]) throw new SnapshotError('not-a-snapshot', `${what} has no magic`);
  if (words[2] !== FORMAT_VERSION)
    throw new SnapshotError('unknown-version', `${what} has format ${words[2]}, this program reads ${FORMAT_VERSION}`);
  const copy = words.slice();
  if (new Int32Array(sealWords(copy).buffer)[3] !== words[3])
    throw new SnapshotError('checksum', `header of the ${what}`);
}

export function writeHotHeader(h: Header): Uint8Array {
  const w = new Int32Array(HOT_HEADER / 4);
  w.set([...HOT_MAGIC, FORMAT_VERSION, 0]);
  w.set([h.generation | 0, Math.floor(h.generation / HIGH), h.seedA, h.seedB], 4);
  w.set([h.count, h.homes, h.lines, h.longestRun], 8);
  w.set([h.heapBytes | 0, Math.floor(h.heapBytes / HIGH), h.stamp, h.body], 12);
  return sealWords(w);
}

/** Reads and checks the header only. @throws SnapshotError */
export function readHotHeader(hot: ArrayBufferLike): Header {
  if (hot.byteLength < HOT_HEADER) throw new SnapshotError('truncated', `hot file of ${hot.byteLength} bytes`);
  const w = new Int32Array(hot, 0, HOT_HEADER / 4);
  checkWords(w, HOT_MAGIC, 'hot file');
  const word = (i: number): number => w[i]! >>> 0;
  return {
    generation: word(4) + word(5) * HIGH,
    seedA: w[6]!,
    seedB: w[7]!,
    count: word(8),
    homes: word(9),
    lines: word(10),
    longestRun: word(11),
    heapBytes: word(12) + word(13) * HIGH,
    stamp: w[14]!,
    body: w[15]!,
  };
}

export function writeHeapHeader(h: Pick<Header, 'generation' | 'stamp'>): Uint8Array {
  const w = new Int32Array(HEAP_HEADER / 4);
  w.set([...HEAP_MAGIC, FORMAT_VERSION, 0, h.generation | 0, Math.floor(h.generation / HIGH), h.stamp]);
  return sealWords(w);
}

/** @throws SnapshotError when the heap is damaged or belongs to another snapshot. */
export function checkHeapHeader(bytes: Uint8Array, hot: Header): void {
  if (bytes.length < HEAP_HEADER) throw new SnapshotError('truncated', 'heap file ends in its header');
  const w = new Int32Array(bytes.slice(0, HEAP_HEADER).buffer);
  checkWords(w, HEAP_MAGIC, 'heap file');
  const generation = (w[4]! >>> 0) + (w[5]! >>> 0) * HIGH;
  if (generation !== hot.generation || w[6] !== hot.stamp)
    throw new SnapshotError('wrong-heap', `heap of generation ${generation}, hot file of ${hot.generation}`);
}
