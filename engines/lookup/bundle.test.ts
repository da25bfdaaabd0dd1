import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareHashes, decodeDelta, type Delta, DeltaError, encodeDelta, joinDeltas } from './index.ts';

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const list = fc.uniqueArray(fc.oneof(hash, fc.bigInt({ min: 0n, max: 20n })), { maxLength: 60 });
const sorted = (hashes: Iterable<bigint>) => BigUint64Array.from(hashes).sort();

const between = (from: number, before: BigUint64Array, after: BigUint64Array): Delta => ({
  from,
  to: from + 1,
  ...compareHashes(before, after),
});

function apply(to: BigUint64Array, { added, removed }: Delta): BigUint64Array {
  const gone = new Set(removed);
  return sorted([...to.filter((one) => !gone.has(one)), ...added]);
}

test('a change file leads from one list to the next', () => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      const [before, after] = [sorted(a), sorted(b)];
      const delta = decodeDelta(encodeDelta(between(3, before, after)));
      expect([delta.from, delta.to]).toEqual([3, 4]);
      expect(apply(before, delta)).toEqual(after);
    }),
  );
});

test('several change files in a row are one, and never longer than the difference', () => {
  fc.assert(
    fc.property(list, list, list, (a, b, c) => {
      const [first, second, third] = [sorted(a), sorted(b), sorted(c)];
      const joined = joinDeltas(between(1, first, second), between(2, second, third));
      expect(joined).toEqual({ from: 1, to: 3, ...compareHashes(first, third) });
    }),
  );
});

test('refuses bytes that are no change file', () => {
  const good = encodeDelta({ from: 1, to: 2, added: sorted([1n, 2n]), removed: sorted([]) });
  for (const bad of [new Uint8Array(), good.slice(0, -1), good.map((byte, i) => (i === 0 ? 0 : byte))])
    expect(() => decodeDelta(bad)).toThrow(DeltaError);
});
