import { reference, rules } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileReference, fold } from '../text/index.ts';
import { compileBook } from './book.ts';
import { createReader } from './reader.ts';
import { createRules, holds } from './rules.ts';
import type { Hit } from './words.ts';

const book = compileBook(rules.schemes, rules.hints ?? [], rules.registry, (text) => fold(text).ascii);

it('finds by triggers what looking at every rule finds', () => {
  const all = [...book.rules, ...book.hints];
  const thatHold = createRules(all, (group) => book.groups[group]?.role === 'feature');
  let found = 0;
  const group = fc.nat({ max: book.groups.length - 1 });
  fc.assert(
    fc.property(fc.uniqueArray(group, { maxLength: 40, size: 'max' }), fc.nat({ max: 60 }), (order, gap) => {
      const seen = new Uint8Array(book.groups.length);
      for (const one of order) seen[one] = 1;
      const hits: Hit[] = order.map((one, i) => ({ group: one, from: i * gap, end: i * gap + 5 }));
      const slow = all.filter((rule) => holds(rule, seen, hits));
      expect(thatHold(order, seen, hits)).toEqual(slow);
      found += slow.length;
    }),
    { seed: 20261121, numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(1_000);
});

it('finds without words what looking at every rule finds', () => {
  const all = [...book.rules, ...book.hints];
  const features = Object.values(book.feature);
  const thatHold = createRules(all, (group) => book.groups[group]?.role === 'feature');
  let found = 0;
  fc.assert(
    fc.property(fc.subarray(features), (order) => {
      const seen = new Uint8Array(book.groups.length);
      for (const one of order) seen[one] = 1;
      const slow = all.filter((rule) => holds(rule, seen, []));
      expect(thatHold(order, seen, [])).toEqual(slow);
      found += slow.length;
    }),
    { seed: 3, numRuns: 300 },
  );
  expect(found).toBeGreaterThan(100);
});

it('forgets one message before it reads the next', () => {
  const read = createReader(book, { reference: compileReference(reference), ...rules });
  const first = read({ text: 'Cán bộ điều tra: anh dính đường dây rửa tiền, chuyển vào tài khoản an toàn' }, []);
  expect(first.best?.scheme).toBe('gia-danh-cong-an');
  const text = 'Tối nay ăn cơm ở nhà nhé';
  const second = read({ text }, []);
  const fresh = createReader(book, { reference: compileReference(reference), ...rules })({ text }, []);
  expect(second.best).toBeUndefined();
  expect([...second.seen]).toEqual([...fresh.seen]);
});

it('knows nearness in both directions and refuses what is too far', () => {
  const near = {
    ...rules.schemes,
    schemes: [
      {
        id: 'x',
        groups: { a: { role: 'x', phrases: ['mot'] }, b: { role: 'x', phrases: ['hai'] } },
        rules: [{ weight: 6, near: [{ groups: ['a', 'b'] as [string, string], within: 10 }] }],
        advice: [],
        examples: { positive: [], negative: [] },
      },
    ],
  };
  const small = compileBook(near, [], rules.registry, (text) => fold(text).ascii);
  const read = createReader(small, { reference: compileReference(reference), ...rules, hints: [] });
  const holdsFor = (text: string): boolean => read({ text }, []).best !== undefined;
  expect([
    holdsFor('mot va hai'),
    holdsFor('hai roi mot'),
    holdsFor(`mot ${'xa '.repeat(10)}hai`),
    holdsFor('mot'),
  ]).toEqual([true, true, false, false]);
});
