import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSnapshot } from './build.ts';
import { createOverlay, layered } from './overlay.ts';
import { openSnapshot, recordText, type Found, type Table } from './table.ts';

const text = (found: Found | undefined): string | undefined => found && recordText(found);
const snapshot = (entries: Iterable<[string, string]>, generation: number): Table => {
  const listed = Array.from(entries, ([key, record]) => ({ key, record }));
  const { hot, heap } = buildSnapshot(listed, { seed: { a: 1, b: 2 }, generation });
  return openSnapshot(hot.buffer, (offset, length) => heap.subarray(offset, offset + length));
};

const keys = fc.constantFrom('a.vn', 'b.vn', 'c.vn', 'đ.vn', 'e.vn', '');
const changes = fc.array(fc.record({ key: keys, record: fc.option(fc.string()) }), { maxLength: 20 });
const model = (start: Map<string, string>, list: { key: string; record: string | null }[]): Map<string, string> => {
  const after = new Map(start);
  for (const { key, record } of list) {
    if (record === null) after.delete(key);
    else after.set(key, record);
  }
  return after;
};

test('the overlay wins over the snapshot', () => {
  fc.assert(
    fc.property(fc.dictionary(keys, fc.string()), changes, fc.array(keys), (start, list, asked) => {
      const overlay = createOverlay();
      const old = new Map(Object.entries(start));
      const lookup = layered(snapshot(old, 1), overlay);
      const expectAnswers = (truth: Map<string, string>): void => {
        expect(lookup.findMany(asked).map(text)).toEqual(asked.map((key) => truth.get(key)));
        expect(asked.map((key) => text(lookup.find(key)))).toEqual(asked.map((key) => truth.get(key)));
      };
      expectAnswers(old);
      for (const { key, record } of list) {
        if (record === null) overlay.remove(key);
        else overlay.set(key, record);
      }
      expectAnswers(model(old, list));
      expect(overlay.size).toBe(new Set(list.map(({ key }) => key)).size);
    }),
    { numRuns: 300 },
  );
});

test('records are copied in', () => {
  const overlay = createOverlay();
  const record = Buffer.of(1, 2);
  overlay.set('a', record);
  record[0] = 9;
  expect(overlay.get('a')?.record).toEqual(Uint8Array.of(1, 2));
});
