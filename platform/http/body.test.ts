import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deeperThan, findNul } from './body.ts';

/** The obvious way: one byte after the other. */
function slowDepth(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const sign = json[i];
    if (inString) {
      if (sign === '\\') i++;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '[' || sign === '{') deepest = Math.max(deepest, ++depth);
    else if (sign === ']' || sign === '}') depth--;
  }
  return deepest;
}

const brackets = fc.string({ unit: fc.constantFrom(...'[]{}"\\ab,:'), maxLength: 60 });

it('finds the depth that the slow walk finds, in JSON and in what is none', () => {
  fc.assert(
    fc.property(fc.oneof(brackets, fc.json({ maxDepth: 8 })), fc.nat(10), (text, max) => {
      expect(deeperThan(Buffer.from(text), max)).toBe(slowDepth(text) > max);
    }),
    { numRuns: 3_000 },
  );
});

it('says where a character is that cannot be stored', () => {
  expect(findNul({ a: [{ b: 'x' }, { b: 'y\0' }] }, 'body')).toBe('body.a.1.b');
  expect(findNul({ a: { 'k\0': 1 } }, 'body')).toBe('body.a');
  expect(findNul({ a: [1, null, 'x'] }, 'body')).toBeUndefined();
});
