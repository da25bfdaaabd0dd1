import { expect, it } from 'vitest';
import { createSkeleton, readSkeleton, skeleton } from './skeleton.ts';

it.each([
  ['vietcombank', 'vletcombank'],
  ['v1etc0mbank', 'vletcombank'],
  ['vietcornbank', 'vletcombank'],
  ['shopee-88', 'shopee'],
  ['shopee88', 'shopee'],
  ['365bank', 'bank'],
  ['', ''],
])('%s → %s', (label, expected) => expect(skeleton(label)).toBe(expected));

it('says where hyphens and numbers stood, and what it took for letters', () => {
  const label = createSkeleton();
  readSkeleton(label, 'x.sh0p-acb88.com', 2, 12, 'between');
  expect([...label.breaks.subarray(0, label.length + 1)]).toEqual([0, 0, 0, 0, 1, 0, 0, 1]);
  expect(label).toMatchObject({ length: 7, digits: 2, leet: 1 });
  readSkeleton(label, 'x.sh0p-acb88.com', 2, 12, 'none');
  expect([...label.breaks.subarray(0, label.length + 1)]).toEqual([0, 0, 1, 1, 0, 0, 1]);
  expect(label).toMatchObject({ length: 6, digits: 3, leet: 0 });
});

it('reads the last digit as a letter when asked to', () => {
  const label = createSkeleton();
  for (const [leet, length] of [
    ['between', 5],
    ['last', 6],
    ['none', 5],
  ] as const) {
    readSkeleton(label, 'paypa1', 0, 6, leet);
    expect(label).toMatchObject({ length, lastDigit: true });
  }
  for (const other of ['paypal2', 'paypa11', 'paypa-1', '1', 'paypal']) {
    readSkeleton(label, other, 0, other.length, 'last');
    expect(label.lastDigit, other).toBe(false);
  }
});

it('reads no further than a label can be long', () => {
  const label = createSkeleton();
  readSkeleton(label, 'a'.repeat(300), 0, 300, 'between');
  expect(label.length).toBe(63);
});
