import { brands, hints, hotlines, reference, registry, schemes, shorteners } from '@khien/packs/vietnam';
import { describe, expect, it } from 'vitest';
import { compileReference } from '../text/index.ts';
import { createChecker, type Example } from './index.ts';

const check = createChecker({
  reference: compileReference(reference),
  registry,
  brands,
  schemes,
  hints,
  hotlines,
  shorteners,
});
const nothingListed = (keys: string[]) => keys.map(() => undefined);
const asInput = (example: Example) => (typeof example === 'string' ? { text: example } : example);
const grave = ['confirmed-scam', 'very-suspicious'];

describe.each(schemes.schemes)('scheme $id', ({ id, examples }) => {
  it('has examples on both sides', () => {
    expect(examples.positive.length).toBeGreaterThanOrEqual(3);
    expect(examples.negative.length).toBeGreaterThanOrEqual(3);
  });

  it.each(examples.positive.map(asInput))('recognises: $text', (example) => {
    const verdict = check(example, nothingListed);
    expect({ grade: verdict.grade, scheme: verdict.scheme }).toEqual({
      grade: example.grade ?? 'very-suspicious',
      scheme: id,
    });
    expect(verdict.reasons.length).toBeGreaterThan(0);
  });

  it.each(examples.negative.map(asInput))('leaves alone: $text', (example) => {
    expect(grave).not.toContain(check(example, nothingListed).grade);
  });
});

it('covers the 24 forms of the handbook', () => {
  const numbers = schemes.schemes.flatMap(({ number }) => (number === undefined ? [] : [number]));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
});
