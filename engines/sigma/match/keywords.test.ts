import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../fold.ts';
import { allValues, keywordFilter } from './keywords.ts';

test('never says no where a keyword is in a value, however the JSON spells it', () => {
  const keyword = fc.string({ unit: fc.constantFrom(...'abk:.\\/" '), minLength: 6, maxLength: 12 });
  const escaped = (json: string, every: number): string =>
    json.replaceAll(/[a-z:]/g, (symbol, at: number) =>
      every > 0 && at % every === 0 ? `\\u00${symbol.charCodeAt(0).toString(16)}` : symbol,
    );
  fc.assert(
    fc.property(
      fc.array(keyword, { minLength: 1, maxLength: 5 }),
      fc.string(),
      fc.nat(4),
      (keywords, around, every) => {
        const filter = keywordFilter(keywords.map(fold));
        if (filter === undefined) return;
        for (const one of keywords) {
          const json = `{"a":${escaped(JSON.stringify(around + one.toUpperCase() + around), every)}}`;
          expect(filter.mayBeIn(json)).toBe(true);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test('says no to what has none', () => {
  const filter = keywordFilter(['sekurlsa::', 'lsadump::']);
  expect(filter?.mayBeIn(JSON.stringify({ Image: 'C:\\Users\\a.exe', At: '2020-10-18 00:00:20' }))).toBe(false);
});

test('a keyword that JSON spells in many ways has no filter', () => {
  expect(keywordFilter(['"\\"'])).toBeUndefined();
});

test('values at any depth that is read, never keys', () => {
  expect(allValues({ a: [{ key: 1 }, 'b', null, true] })).toEqual(['1', 'b', 'true']);
});
