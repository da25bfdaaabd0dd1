import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecords, lowerBound, sortRecords } from './records.ts';

const WIDTH = 12;
const HASH = 10;

/** Hashes that often agree in their first bytes, each with its number behind it. */
const records = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { maxLength: 200 }).map((parts) => {
  const made = createRecords(WIDTH, 2);
  parts.forEach(([a, b, c], i) => {
    const record = made.next();
    record.fill(0, 0, HASH);
    record.writeUInt8(a, 1);
    record.writeUInt8(b, 5);
    record.writeUInt8(c, 9);
    record.writeUInt16BE(i, HASH);
  });
  return made.bytes();
});

const split = (bytes: Buffer) =>
  Array.from({ length: bytes.length / WIDTH }, (_, i) => bytes.subarray(i * WIDTH, (i + 1) * WIDTH));

test('sorts by hash, and in the order they came where the hash is the same', () => {
  fc.assert(
    fc.property(records, (bytes) => {
      // The number behind the hash makes the order of equal ones plain.
      const wanted = Buffer.concat(split(bytes).toSorted(Buffer.compare));
      const sorted = sortRecords(bytes, WIDTH, HASH);
      expect(sorted.equals(wanted)).toBe(true);
      expect(sortRecords(sorted, WIDTH, HASH)).toBe(sorted);
    }),
  );
});

test('sorts many', () => {
  const made = createRecords(20);
  for (let i = 0; i < 20_000; i++) createHash('sha1').update(String(i)).digest().copy(made.next());
  const sorted = sortRecords(made.bytes(), 20, 20);
  for (let i = 1; i < made.count; i++) {
    expect(sorted.compare(sorted, i * 20, i * 20 + 20, i * 20 - 20, i * 20)).toBeLessThan(0);
  }
});

test('finds where a hash would stand', () => {
  fc.assert(
    fc.property(records, fc.uint8Array({ minLength: 1, maxLength: 6 }), (bytes, start) => {
      const sorted = sortRecords(bytes, WIDTH, HASH);
      const before = split(sorted).filter((one) => Buffer.compare(one.subarray(0, start.length), start) < 0);
      expect(lowerBound(sorted, WIDTH, start)).toBe(before.length);
    }),
  );
});
