import { EMPTY, type Seed } from './hash.ts';
import {
  createChecksum,
  HEAP_HEADER,
  HOT_HEADER,
  homeOf,
  indexLength,
  LINE,
  LINE_WORDS,
  runLimit,
  SnapshotError,
  UNIT,
  writeHeapHeader,
  writeHotHeader,
} from './format.ts';
import { storedLength, writeRecord, type StoredRecord } from './heap.ts';

/** A piece of one of the two files. Write it at once: `bytes` is reused by the next one. */
export interface SnapshotPiece {
  file: 'hot' | 'heap';
  at: number;
  bytes: Uint8Array;
}

export interface HashedEntry extends StoredRecord {
  readonly h1: number;
  readonly h2: number;
}

const LOAD = 0.5;
const HEAP_PIECE = 1 << 20;
/** Lines that are laid out before they are handed on. */
const WINDOW = 1 << 13;

/**
 * Lays out distinct entries that arrive in ascending order of h1; the headers come last.
 * @param added an upper limit of the number of entries; it sets the size of the table.
 * @throws SnapshotError `abnormal-run`, `too-large`
 */
export function* layOut(
  { seed, generation }: { seed: Seed; generation: number },
  added: number,
  sorted: Iterable<HashedEntry>,
): Generator<SnapshotPiece, void, void> {
  const homes = Math.max(1, Math.ceil(added / (LOAD * LINE)));
  const limit = runLimit(added);
  if (homes >= 2 ** 26) throw new SnapshotError('too-large', `${added} entries`);
  const index = new Int32Array(indexLength(homes + Math.ceil(limit / LINE) + 2));
  const bodySum = createChecksum();
  const heapSum = createChecksum();
  const window = new Int32Array(WINDOW * LINE_WORDS).fill(EMPTY);
  let windowStart = 0;
  let heap = new Uint8Array(HEAP_PIECE * 2);
  let heapStart = HEAP_HEADER;
  let heapUsed = 0;
  let line = -1;
  let free = 0;
  let count = 0;
  let longestRun = 0;

  const takeWindow = (lines: number): SnapshotPiece => {
    const words = window.subarray(0, lines * LINE_WORDS);
    bodySum.update(words);
    return {
      file: 'hot',
      at: HOT_HEADER + windowStart * LINE_WORDS * 4,
      bytes: new Uint8Array(window.buffer, 0, words.byteLength),
    };
  };
  const takeHeap = (): SnapshotPiece => {
    heapSum.update(new Int32Array(heap.buffer, 0, heapUsed / 4));
    const piece: SnapshotPiece = { file: 'heap', at: heapStart, bytes: heap.subarray(0, heapUsed) };
    heapStart += heapUsed;
    heapUsed = 0;
    return piece;
  };
  /** Ends the block of the current line; the lines before `next` have empty blocks. */
  const startLine = (next: number): void => {
    const end = Math.ceil(heapUsed / UNIT) * UNIT;
    heap.fill(0, heapUsed, end);
    heapUsed = end;
    const unit = (heapStart + heapUsed) / UNIT;
    if (unit >= 2 ** 32) throw new SnapshotError('too-large', 'records of more than 64 GiB');
    index.fill(unit, line + 1, next + 1);
    line = next;
  };

  for (const entry of sorted) {
    const home = homeOf(entry.h1, homes) * LINE;
    const slot = Math.max(home, free);
    longestRun = Math.max(longestRun, slot - home);
    if (longestRun > limit) throw new SnapshotError('abnormal-run', `a key lies ${longestRun} slots from its home`);
    const ownLine = Math.floor(slot / LINE);
    while (ownLine >= windowStart + WINDOW) {
      yield takeWindow(WINDOW);
      window.fill(EMPTY);
      windowStart += WINDOW;
    }
    const at = (slot - windowStart * LINE) * 2;
    window[at] = entry.h1;
    window[at + 1] = entry.h2;
    if (ownLine !== line) {
      startLine(ownLine);
      if (heapUsed >= HEAP_PIECE) yield takeHeap();
    }
    const room = heapUsed + storedLength(entry.key.length, entry.record.length) + UNIT;
    if (room > heap.length) {
      const larger = new Uint8Array(Math.ceil((room * 2) / UNIT) * UNIT);
      larger.set(heap.subarray(0, heapUsed));
      heap = larger;
    }
    heapUsed = writeRecord(heap, heapUsed, slot % LINE, entry, seed);
    free = slot + 1;
    count++;
  }

  const lines = Math.max(homes, Math.ceil(free / LINE)) + 1;
  startLine(lines);
  index.fill(index[lines]!, lines);
  if (heapUsed > 0) yield takeHeap();
  for (; windowStart < lines; windowStart += WINDOW) {
    yield takeWindow(Math.min(WINDOW, lines - windowStart));
    window.fill(EMPTY);
  }
  const tail = index.subarray(0, indexLength(lines));
  bodySum.update(tail);
  yield {
    file: 'hot',
    at: HOT_HEADER + lines * LINE_WORDS * 4,
    bytes: new Uint8Array(tail.buffer, 0, tail.byteLength),
  };
  const stamp = heapSum.value();
  yield { file: 'heap', at: 0, bytes: writeHeapHeader({ generation, stamp }) };
  const sizes = { count, homes, lines, longestRun, heapBytes: heapStart };
  const header = { generation, seedA: seed.a, seedB: seed.b, ...sizes, stamp, body: bodySum.value() };
  yield { file: 'hot', at: 0, bytes: writeHotHeader(header) };
}
