import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReader, createWriter } from './bytes.ts';
import { addValue, createDistinct, removeValue, useValue } from './distinct.ts';
import { clip, joinKey, numberIn, splitKey } from './key.ts';
import { createNames, dropName, nameOf } from './names.ts';
import { createSorted, insertNumber, percentileOf, removeNumber } from './sorted.ts';
import { createSources, moveSource, newestOf, slowest, sourceId } from './sources.ts';
import { addExactly, type ExactSum, valueOf } from './sum.ts';

describe('a key', () => {
  test('is different for different texts, and can be taken apart', () => {
    expect(joinKey(['a|b', 'c'])).not.toBe(joinKey(['a', 'b|c']));
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), (texts) => {
        expect(splitKey(joinKey(texts), texts.length)).toEqual(texts);
      }),
    );
  });

  test('is never long', () => {
    const long = 'x'.repeat(1_000_000);
    expect(clip(long).length).toBeLessThan(512);
    expect(clip(long)).not.toBe(clip(`${long}x`));
    expect(clip(`${long}y`)).not.toBe(clip(`${long}x`));
    expect(clip('short')).toBe('short');
  });

  test('a number is decimal', () => {
    const numbers = ['1', ' -2.5 ', '+.5', '1e3', '0x10', 'Infinity', 'NaN', '', '1_000', '1e301', '12abc'].map(
      numberIn,
    );
    expect(numbers.map((number) => number ?? 'none')).toEqual([1, -2.5, 0.5, 1000, ...Array<string>(7).fill('none')]);
  });
});

test('a sum is exact, whatever is added and taken away', () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e299, max: 1e299 }));
  fc.assert(
    fc.property(numbers, numbers, (kept, gone) => {
      const sum: ExactSum = [];
      for (const number of [...kept, ...gone]) addExactly(sum, number);
      for (const number of gone) addExactly(sum, -number);
      const again: ExactSum = [];
      for (const number of kept.toReversed()) addExactly(again, number);
      expect(valueOf(sum)).toBe(valueOf(again));
    }),
  );
  const tenth: ExactSum = [];
  for (let i = 0; i < 10; i++) addExactly(tenth, 0.1);
  expect(valueOf(tenth)).toBe(1);
  const cancelled: ExactSum = [];
  for (const number of [1e16, 1, -1e16, 2 ** -60]) addExactly(cancelled, number);
  expect(valueOf(cancelled)).toBe(1);
});

test('numbers in order give percentiles, through blocks', () => {
  const sorted = createSorted();
  const numbers: number[] = [];
  for (let i = 0; i < 5000; i++) {
    const number = (i * 7919) % 1009;
    insertNumber(sorted, number);
    numbers.push(number);
    if (i % 3 === 0) removeNumber(sorted, numbers.shift()!);
    if (i % 250 !== 0 || numbers.length === 0) continue;
    const all = numbers.toSorted((a, b) => a - b);
    expect(percentileOf(sorted, 0)).toBe(all[0]);
    expect(percentileOf(sorted, 100)).toBe(all.at(-1));
    const [low, high] = [all[Math.floor((all.length - 1) / 2)]!, all[Math.ceil((all.length - 1) / 2)]!];
    expect(percentileOf(sorted, 50)).toBe((low + high) / 2);
  }
});

test('distinct values are counted for each group', () => {
  const step = fc.record({ group: fc.nat(3), value: fc.constantFrom('a', 'b', 'c', 'd', 'e') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.nat(20), (steps, held) => {
      const table = createDistinct();
      const model = new Map<number, string[]>();
      const waiting: { group: number; id: number; value: string }[] = [];
      for (const { group, value } of steps) {
        const list = model.get(group) ?? [];
        const id = useValue(table, value);
        expect(table.names.texts[id]).toBe(value);
        expect(addValue(table, group, id)).toBe(!list.includes(value));
        model.set(group, [...list, value]);
        waiting.push({ group, id, value });
        if (waiting.length <= held) continue;
        const first = waiting.shift()!;
        const rest = model.get(first.group)!.toSpliced(model.get(first.group)!.indexOf(first.value), 1);
        model.set(first.group, rest);
        expect(removeValue(table, first.group, first.id)).toBe(!rest.includes(first.value));
      }
      for (const { group, id } of waiting) removeValue(table, group, id);
      expect([table.filled, table.names.size]).toEqual([0, 0]);
    }),
  );
});

test('names are numbers that come back', () => {
  const step = fc.record({
    text: fc.string({ unit: fc.constantFrom('a', 'é', '字'), maxLength: 5 }),
    drop: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const names = createNames();
      const model = new Map<string, number>();
      for (const { text, drop } of steps) {
        const name = nameOf(names, text);
        expect(name).toBe(model.get(text) ?? name);
        model.set(text, name);
        if (drop) {
          dropName(names, name);
          model.delete(text);
        }
        expect(names.size).toBe(model.size);
        expect(new Set(model.values()).size).toBe(model.size);
      }
      for (const [text, name] of model) expect([nameOf(names, text), names.texts[name]]).toEqual([name, text]);
    }),
  );
});

test('the slowest source is known', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(1000)), { minLength: 1 }), (moves) => {
      const sources = createSources();
      const newest = new Map<number, number>();
      for (const [source, time] of moves) {
        const id = sourceId(sources, `s${source}`);
        moveSource(sources, id, time);
        newest.set(source, Math.max(time, newest.get(source) ?? 0));
        expect(newestOf(sources, id)).toBe(newest.get(source));
        expect(slowest(sources)).toBe(Math.min(...newest.values()));
      }
    }),
  );
});

test('bytes are read as they were written', () => {
  const part = fc.oneof(fc.double(), fc.integer(), fc.nat(300), fc.string({ unit: 'binary', maxLength: 400 }));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const writer = createWriter();
      for (const one of parts) {
        if (typeof one === 'string') writer.text(one);
        else writer.number(one);
      }
      const reader = createReader(writer.finish());
      for (const one of parts) expect(typeof one === 'string' ? reader.text() : reader.number()).toBe(one);
    }),
  );
});
