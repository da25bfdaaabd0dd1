import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globTest, lower, matchesGlob, readValue, windash, withoutDashes } from './glob.ts';

const b = '\\';

describe('escapes of a value', () => {
  test.each([
    [`${b}x`, [b, 'x']],
    [`${b}${b}x`, [b, 'x']],
    [`${b}*`, ['*']],
    [`${b}${b}*`, [b, 'any']],
    [`${b}${b}${b}*`, [b, '*']],
    [`${b}${b}${b}`, [b, b]],
    [`${b}${b}${b}${b}`, [b, b]],
    [`a${b}`, ['a', b]],
    [`${b}?a?`, ['?', 'a', 'one']],
    ['', []],
  ])('%s', (value, tokens) => {
    expect(readValue(value)).toEqual(tokens);
  });
});

test('wildcards: any run also over lines, exactly one', () => {
  const holds = (value: string, text: string) => matchesGlob(readValue(value), text);
  expect(holds('a*c', 'ac')).toBe(true);
  expect(holds('a*c', 'a\n\nc')).toBe(true);
  expect(holds('a?c', 'abc')).toBe(true);
  expect(holds('a?c', 'ac')).toBe(false);
  expect(holds('*a*b', 'xaxbxab')).toBe(true);
  expect(holds('*', '')).toBe(true);
  expect(holds('', '')).toBe(true);
  expect(holds('?', '')).toBe(false);
});

test('matching equals the regular expression that the tokens mean, in both ways to test', () => {
  const unit = fc.constantFrom('a', 'b', 'any', 'one', 'dash');
  const pattern = fc.array(unit, { maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '–', '\n'), maxLength: 10 });
  const spoken: Record<string, string> = { any: '[^]*', one: '[^]', dash: '[-/\u2013\u2014\u2015]' };
  fc.assert(
    fc.property(pattern, text, (tokens, value) => {
      const expected = new RegExp(`^${tokens.map((token) => spoken[token] ?? token).join('')}$`).test(value);
      expect(matchesGlob(tokens, value)).toBe(expected);
      expect(globTest(tokens)(value)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

test('windash opens dashes at the start of a word only', () => {
  const written = (value: string) => withoutDashes(windash(readValue(value))).map((tokens) => tokens.join(''));
  expect(written('findstr lsass')).toEqual(['findstr lsass']);
  expect(written('-a')).toEqual(['-a', '/a', '–a', '—a', '―a']);
  expect(written(' -s -i cmd')).toHaveLength(25);
  expect(written('a-b/ - c')).toEqual(['a-b/ - c']);
  expect(written('é-a')).toEqual(['é-a']);
});

test('a letter whose small form has another length stays itself', () => {
  expect(lower('İÀΣ')).toBe('İàσ');
});
