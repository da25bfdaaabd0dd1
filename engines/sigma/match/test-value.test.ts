import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRefers, compare } from './test-value.ts';

const some = fc.array(fc.string({ unit: fc.constantFrom(...'ab'), maxLength: 4 }), { maxLength: 5 });

test('many values with many texts as each with each', () => {
  const how = fc.constantFrom('equals' as const, 'prefix' as const, 'suffix' as const, 'contains' as const);
  fc.assert(
    fc.property(how, some, some, (op, values, texts) => {
      const each = values.some((value) => texts.some((text) => compare(op, value, text)));
      expect(anyRefers(op, values, texts)).toBe(each);
    }),
  );
});

test.each(['equals', 'prefix', 'suffix'] as const)('%s: 100,000 with 100,000', (op) => {
  const many = (letter: string): string[] => Array.from({ length: 100_000 }, (_, at) => `${letter}${at}${letter}`);
  expect(anyRefers(op, many('a'), many('b'))).toBe(false);
});
