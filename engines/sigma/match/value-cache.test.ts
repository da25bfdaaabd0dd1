import { expect, test } from 'vitest';
import { createValueCache, type ValueRecord } from './value-cache.ts';

test('keeps to its budget and gives back what it forgets', () => {
  const budget = { left: 10_000 };
  const cache = createValueCache(budget);
  for (let count = 0; count < 1_000; count += 1) {
    cache.set(`value ${count}`, [1, 2]);
    expect(budget.left).toBeGreaterThanOrEqual(0);
  }
  cache.forget();
  expect(budget.left).toBe(10_000);
});

test('gives itself up where values do not repeat, and tries again later', () => {
  const budget = { left: 1 << 20 };
  const cache = createValueCache(budget);
  for (let count = 0; count < 2_048; count += 1) {
    cache.get(`unique ${count}`);
    cache.set(`unique ${count}`, []);
  }
  expect(budget.left).toBe(1 << 20);
  expect(cache.set('again', [])).toBeUndefined();
  for (let count = 0; count < 32_768; count += 1) cache.get('again');
  expect(cache.set('again', [3])).toBeDefined();
  expect(cache.get('again')?.entries).toEqual([3]);
});

test('remembers a bounded number of answers', () => {
  const budget = { left: 100_000 };
  const cache = createValueCache(budget);
  const record = cache.set('value', []) as ValueRecord;
  const { left } = budget;
  for (let id = 0; id < 100; id += 1) cache.remember(record, id, true);
  expect(record.answers?.size).toBeLessThan(100);
  expect(budget.left).toBeLessThan(left - 500);
  cache.forget();
  expect(budget.left).toBe(100_000);
});
