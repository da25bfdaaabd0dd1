import { reference, rules } from '@khien/packs/vietnam';
import { expect, it } from 'vitest';
import { compileReference } from '../text/index.ts';
import { createChecker, type Grade } from './index.ts';
import samples from './samples.json' with { type: 'json' };

const check = createChecker({ reference: compileReference(reference), ...rules });
const gradeOf = (text: string): Grade => check({ text }, (keys) => keys.map(() => undefined)).grade;
const isGrave = (text: string): boolean => gradeOf(text) === 'very-suspicious';

it('calls no ordinary talk very suspicious, and seldom unclear', () => {
  expect(samples.talk.filter(isGrave)).toEqual([]);
  const unclear = samples.talk.filter((text) => gradeOf(text) === 'unknown');
  expect(unclear.length / samples.talk.length).toBeLessThan(0.2);
});

it('calls scams very suspicious, and none of them harmless', () => {
  expect(samples.scams.filter((text) => gradeOf(text) === 'nothing-found')).toEqual([]);
  expect(samples.scams.filter(isGrave).length / samples.scams.length).toBeGreaterThan(0.95);
});

it('sees them without accents too', () => {
  const plain = (text: string): string =>
    text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');
  expect(samples.scams.map(plain).filter(isGrave).length / samples.scams.length).toBeGreaterThan(0.95);
  expect(samples.talk.map(plain).filter(isGrave)).toEqual([]);
});
