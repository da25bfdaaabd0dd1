import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildFuse16, FuseError, openFuse16, shortHash } from './index.ts';

/** Hashes that are well spread and the same in every run. */
const spread = (count: number, of: string) => Array.from({ length: count }, (_, i) => shortHash(`${of}${i}.example`));

test('holds every key it was built from', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 400 }), (hashes) => {
      const filter = openFuse16(buildFuse16(hashes));
      expect(filter.size).toBe(new Set(hashes).size);
      for (const hash of hashes) expect(filter.has(hash)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('holds hashes that crowd together', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 1000 }), (numbers) => {
      const hashes = numbers.map((n) => BigInt(n) << 40n);
      const filter = openFuse16(buildFuse16(hashes));
      for (const hash of hashes) expect(filter.has(hash)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('takes one in 65,536 others for one of its own, at 19 bits a key', () => {
  const listed = spread(100_000, 'a');
  const bytes = buildFuse16(listed);
  const filter = openFuse16(bytes);
  expect(listed.every((hash) => filter.has(hash))).toBe(true);
  expect((bytes.length * 8) / listed.length).toBeLessThan(19.1);
  const wrong = spread(1_000_000, 'b').filter((hash) => filter.has(hash)).length;
  // 15.3 expected; beyond these bounds chance is one in a million.
  expect(wrong).toBeLessThan(40);
  expect(wrong).toBeGreaterThan(1);
}, 60_000);

test('is the same for the same keys in any order', () => {
  const listed = spread(5000, 'c');
  const again = BigUint64Array.from([...listed, ...listed.slice(0, 100)].toReversed());
  expect(buildFuse16(again)).toEqual(buildFuse16(listed));
  expect(buildFuse16(listed, 7)).not.toEqual(buildFuse16(listed));
});

test('nothing is in a filter of nothing', () => {
  const filter = openFuse16(buildFuse16([]));
  expect(filter.size).toBe(0);
  expect(spread(1000, 'd').some((hash) => filter.has(hash))).toBe(false);
});

test('refuses bytes that are no filter', () => {
  const good = buildFuse16(spread(100, 'e'));
  const sawn = good.slice(0, -1);
  const other = good.slice();
  other[0] = 0;
  const odd = good.slice();
  odd[12] = 3;
  for (const bad of [new Uint8Array(), sawn, other, odd]) expect(() => openFuse16(bad)).toThrow(FuseError);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        openFuse16(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(FuseError);
      }
    }),
  );
});
