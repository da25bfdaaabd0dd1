import { expect, test } from 'vitest';
import { buildSnapshot } from './build.ts';
import { SnapshotError, type SnapshotProblem } from './format.ts';
import { openSnapshot, recordText, type Table } from './table.ts';

const seed = { a: 21, b: 22 };
const listed = Array.from({ length: 40 }, (_, i) => ({ key: `key${i}.vn`, record: `record ${i}` }));
const whole = buildSnapshot(listed, { seed, generation: 5 });

function open(hot: Uint8Array, heap: Uint8Array): Table {
  const shared = new SharedArrayBuffer(hot.length);
  new Uint8Array(shared).set(hot);
  return openSnapshot(shared, (offset, length) => heap.subarray(offset, offset + length));
}

function problemOf(run: () => unknown): SnapshotProblem | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof SnapshotError) return error.problem;
    throw error;
  }
  return undefined;
}

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

test('every flipped bit of the hot file is noticed when it is opened', () => {
  for (let bit = 0; bit < whole.hot.length * 8; bit++)
    expect(problemOf(() => open(flipped(whole.hot, bit), whole.heap))).toMatch(
      /^(not-a-snapshot|unknown-version|checksum|truncated)$/,
    );
});

test('every length but the right one is refused', () => {
  for (let length = 0; length < whole.hot.length; length++)
    expect(problemOf(() => open(whole.hot.slice(0, length), whole.heap))).toBeDefined();
  const longer = new Uint8Array(whole.hot.length + 16);
  longer.set(whole.hot);
  expect(problemOf(() => open(longer, whole.heap))).toBe('truncated');
});

test('a flipped bit of the heap is noticed or harmless, never another answer', () => {
  let noticed = 0;
  for (let bit = 0; bit < whole.heap.length * 8; bit++) {
    const heap = flipped(whole.heap, bit);
    const atOnce = problemOf(() => open(whole.hot, heap));
    if (atOnce !== undefined) {
      noticed++;
      continue;
    }
    const table = open(whole.hot, heap);
    for (const { key, record } of listed) {
      const problem = problemOf(() => {
        const found = table.find(key);
        expect(found && recordText(found)).toBe(record);
      });
      if (problem !== undefined) {
        expect(problem).toMatch(/^(heap-damaged|truncated)$/);
        noticed++;
      }
    }
  }
  expect(noticed).toBeGreaterThan(whole.heap.length * 4);
});

test('a truncated heap is noticed by the record that is gone', () => {
  const table = open(whole.hot, whole.heap.slice(0, whole.heap.length / 2));
  const problems = listed.map(({ key }) => problemOf(() => table.find(key)));
  expect(problems).toContain('truncated');
  expect(problems).toContain(undefined);
  expect(problemOf(() => open(whole.hot, new Uint8Array(0)))).toBe('truncated');
});

test('the heap of another snapshot is refused', () => {
  const newer = buildSnapshot(listed, { seed, generation: 6 });
  const other = buildSnapshot(listed.slice(1), { seed, generation: 5 });
  expect(problemOf(() => open(whole.hot, newer.heap))).toBe('wrong-heap');
  expect(problemOf(() => open(whole.hot, other.heap))).toBe('wrong-heap');
  expect(problemOf(() => open(whole.heap, whole.hot))).toBe('not-a-snapshot');
});
