import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CharSet, closeCase, negate, overlap, sizeOf, SPACE, union, unitsOf, WORD } from './char-set.ts';

const unit = fc.oneof(
  fc.integer({ min: 0, max: 0x80 }),
  fc.integer({ min: 0, max: 0x250 }),
  fc.integer({ min: 0, max: 0xffff }),
);
const range = fc
  .tuple(unit, fc.oneof(fc.nat(3), fc.nat(0x3000)))
  .map(([from, more]): CharSet => [from, Math.min(0xffff, from + more)]);
const set = fc.array(range, { maxLength: 4 }).map((ranges) => union(...ranges));
const members = (of: CharSet): Set<number> => new Set(unitsOf(of));

describe('sets of characters', () => {
  test('union, complement and overlap', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [ofA, ofB] = [members(a), members(b)];
        expect(members(union(a, b))).toEqual(new Set([...ofA, ...ofB]));
        expect(sizeOf(a)).toBe(ofA.size);
        expect(overlap(a, b)).toBe([...ofA].some((unit) => ofB.has(unit)));
        expect(overlap(a, negate(a))).toBe(false);
        expect(union(a, negate(a))).toEqual([0, 0xffff]);
        expect(negate(negate(a))).toEqual(a);
      }),
      { numRuns: 40 },
    );
  });

  test('case as the engine reads it', () => {
    fc.assert(
      fc.property(set, fc.array(unit, { maxLength: 50 }), (of, probes) => {
        const escape = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;
        const ranges = Array.from(
          { length: of.length / 2 },
          (_, at) => `${escape(of[2 * at] as number)}-${escape(of[2 * at + 1] as number)}`,
        );
        const regex = new RegExp(`^[${ranges.join('')}]$`, 'i');
        const closed = closeCase(of);
        for (const probe of [
          ...probes,
          ...of,
          ...closed,
          0x69,
          0x130,
          0x131,
          0x17f,
          0x212a,
          0x3c2,
          0x3c3,
          0x1e9e,
          0xdf,
        ]) {
          expect(overlap(closed, [probe, probe])).toBe(regex.test(String.fromCharCode(probe)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('classes as the engine reads them', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const text = String.fromCharCode(code);
      if (overlap(SPACE, [code, code]) !== /\s/.test(text)) expect.fail(`\\s and ${code}`);
      if (overlap(WORD, [code, code]) !== /\w/.test(text)) expect.fail(`\\w and ${code}`);
    }
  });
});
