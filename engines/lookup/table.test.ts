import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSnapshot, createBuilder, joinPieces, type SnapshotParts } from './build.ts';
import { EMPTY, packKeys, type Seed } from './hash.ts';
import { layOut, type HashedEntry } from './layout.ts';
import { ABSENT, openSnapshot, recordText, type Table } from './table.ts';

const open = ({ hot, heap }: SnapshotParts): Table =>
  openSnapshot(hot.buffer, (offset, length) => heap.subarray(offset, offset + length));

const seeds = fc.record({ a: fc.integer(), b: fc.integer() });
// Short keys over few letters: many twins among the entries, many near misses among the questions.
const keys = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '.', '9'), maxLength: 5 }),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const entries = fc.array(fc.record({ key: keys, record: fc.string({ maxLength: 30 }) }), { maxLength: 400 });

test('answers as a Map does, on every path', () => {
  let blocks = 0;
  fc.assert(
    fc.property(entries, fc.array(keys, { maxLength: 400 }), seeds, (listed, asked, seed) => {
      const model = new Map(listed.map(({ key, record }) => [key, record]));
      const table = open(buildSnapshot(listed, { seed, generation: 7 }));
      const questions = [...asked, ...listed.map(({ key }) => key)];
      const expected = questions.map((key) => model.get(key));
      expect(table.size).toBe(model.size);
      expect(questions.map((key) => table.find(key)).map((f) => f && recordText(f))).toEqual(expected);
      expect(table.counts).toMatchObject({ blocks: 0, singles: questions.length });

      const many = table.findMany(questions);
      expect(many.map((found) => found && recordText(found))).toEqual(expected);
      expect(many.every((found, i) => found === undefined || found.key === questions[i])).toBe(true);
      const batch = packKeys(questions);
      expect(table.findBatch(batch)).toEqual(many);
      const slots = new Int32Array(questions.length);
      expect(table.test(batch, slots)).toBe(expected.filter((record) => record !== undefined).length);
      expect([...slots].map((slot) => slot !== ABSENT)).toEqual(expected.map((record) => record !== undefined));
      const [h1, h2, again] = [slots.slice(), slots.slice(), slots.slice()];
      table.hash(batch, h1, h2);
      table.testHashes(h1, h2, again);
      expect(again).toEqual(slots);
      // The fast path was taken: whole blocks, no single search; findMany alone asks a few keys one by one.
      const few = questions.length <= 4;
      expect(table.counts.blocks).toBe((few ? 3 : 4) * Math.ceil(questions.length / 128));
      expect(table.counts.singles).toBe((few ? 2 : 1) * questions.length);
      blocks += table.counts.blocks;
    }),
    { numRuns: 150 },
  );
  expect(blocks).toBeGreaterThan(150 * 2);
});

const key = (i: number): string => `bank-${(Math.imul(i, 2654435761) >>> 0).toString(36)}.vn`;

test('answers as a Map does with 200,000 keys', () => {
  const count = 200_000;
  const listed = Array.from({ length: count }, (_, i) => ({ key: key(i), record: String(i) }));
  const table = open(buildSnapshot(listed, { seed: { a: 5, b: 6 }, generation: 1 }));
  const questions = Array.from({ length: count * 2 }, (_, i) => key(i));
  const wrong = table.findMany(questions).filter((found, i) => (found && recordText(found)) !== listed[i]?.record);
  expect(wrong).toEqual([]);
  expect(table.counts.reads).toBe(count);
  expect(table.longestRun).toBeLessThan(40);
});

/** Entries with chosen hashes: collisions that no real seed offers. */
const withHashes = (hashes: [number, number][], seed: Seed): SnapshotParts => {
  const sorted: HashedEntry[] = hashes
    .map(([h1, h2]) => ({ h1, h2, key: new TextEncoder().encode(`${h1}:${h2}`), record: new Uint8Array(1) }))
    .sort((x, y) => x.h1 - y.h1);
  return joinPieces(layOut({ seed, generation: 1 }, sorted.length, sorted));
};

test('finds hashes that crowd into few lines, the last one included', () => {
  const crowded = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: EMPTY - 4, max: EMPTY - 1 }),
    fc.integer({ min: 2 ** 30, max: 2 ** 30 + 2 }),
    fc.integer({ min: 0, max: EMPTY - 1 }),
  );
  const pair = fc.tuple(crowded, fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer()));
  const unique = fc.uniqueArray(pair, { maxLength: 90, selector: ([h1, h2]) => `${h1}:${h2}` });
  fc.assert(
    fc.property(unique, fc.array(pair, { maxLength: 300 }), (listed, asked) => {
      const table = open(withHashes(listed, { a: 1, b: 2 }));
      const known = new Set(listed.map(String));
      const questions = [...listed, ...asked];
      const h1 = Int32Array.from(questions, ([first]) => first);
      const h2 = Int32Array.from(questions, ([, second]) => second);
      const slots = new Int32Array(questions.length);
      table.testHashes(h1, h2, slots);
      questions.forEach((pair, i) => {
        expect(slots[i] !== ABSENT).toBe(known.has(String(pair)));
        if (slots[i] !== ABSENT)
          expect(table.confirm(slots[i]!, new TextEncoder().encode(pair.join(':')))?.record).toEqual(new Uint8Array(1));
      });
      expect(table.counts.blocks).toBe(Math.ceil(questions.length / 128));
    }),
    { numRuns: 300 },
  );
});

const pile = (n: number): [number, number][] => Array.from({ length: n }, (_, i) => [12345, i]);

test('refuses keys that pile up', () => {
  expect(open(withHashes(pile(100), { a: 1, b: 2 })).longestRun).toBe(99);
  expect(() => withHashes(pile(400), { a: 1, b: 2 })).toThrow(expect.objectContaining({ problem: 'abnormal-run' }));
});

test('a key whose hash equals that of a listed one is not listed', () => {
  const seed = { a: 11, b: 12 };
  const probe = open(buildSnapshot([{ key: 'innocent.vn', record: '' }], { seed, generation: 1 }));
  const slot = new Int32Array(1);
  probe.test(packKeys(['innocent.vn']), slot);
  // Takes the hash of the innocent name from a table that holds it, and stores the scam's record under it.
  const hot = new Int32Array(buildSnapshot([{ key: 'innocent.vn', record: '' }], { seed, generation: 1 }).hot.buffer);
  const at = 112 / 4 + slot[0]! * 2;
  const entry = { h1: hot[at]!, h2: hot[at + 1]!, key: new TextEncoder().encode('scam.vn'), record: new Uint8Array(3) };
  const table = open(joinPieces(layOut({ seed, generation: 1 }, 1, [entry])));
  expect(table.test(packKeys(['innocent.vn']), slot)).toBe(1);
  expect(table.find('innocent.vn')).toBeUndefined();
  expect(table.findMany(['innocent.vn'])).toEqual([undefined]);
  expect(table.findBatch(packKeys(['innocent.vn']))).toEqual([undefined]);
  expect(table.counts.reads).toBe(3);
});

test('a build through files equals one in memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'khien-spool-'));
  const options = { seed: { a: 3, b: 4 }, generation: 9 };
  const file = (partition: number): string => join(folder, String(partition));
  const spool = {
    append: (partition: number, bytes: Uint8Array) => appendFileSync(file(partition), bytes),
    read: (partition: number) => readFileSync(file(partition)),
  };
  const listed = Array.from({ length: 30_000 }, (_, i) => ({ key: `k${i % 20_000}.vn`, record: 'x'.repeat(i % 300) }));
  listed.push({ key: 'large', record: 'y'.repeat(300_000) });
  const builder = createBuilder({ ...options, spool });
  for (const { key, record } of listed) builder.add(key, record);
  const parts = joinPieces(builder.finish());
  rmSync(folder, { recursive: true });
  expect(parts).toEqual(buildSnapshot(listed, options));
  expect(open(parts)).toMatchObject({ size: 20_001, generation: 9 });
});

test('keeps its answers when the caller reads every block into one Buffer', () => {
  const listed = Array.from({ length: 500 }, (_, i) => ({ key: key(i), record: `record ${i}` }));
  const { hot, heap } = buildSnapshot(listed, { seed: { a: 1, b: 2 }, generation: 1 });
  const buffer = Buffer.alloc(heap.length);
  const table = openSnapshot(hot.buffer, (offset, length) => {
    buffer.fill(0xff).set(heap.subarray(offset, offset + length));
    return buffer.subarray(0, length);
  });
  const found = table.findMany(listed.map(({ key }) => key));
  expect(found.map((hit) => hit && recordText(hit))).toEqual(listed.map(({ record }) => record));
});
