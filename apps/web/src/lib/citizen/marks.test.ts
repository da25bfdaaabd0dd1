import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pieces } from './marks.ts';

test('marks quotes in order, joins those that overlap or touch', () => {
  expect(
    pieces('tài khoản bị khóa trong 2 giờ', [
      { start: 18, end: 29 },
      { start: 0, end: 9 },
    ]),
  ).toEqual([
    { text: 'tài khoản', marked: true },
    { text: ' bị khóa ', marked: false },
    { text: 'trong 2 giờ', marked: true },
  ]);
  expect(
    pieces('abcdef', [
      { start: 0, end: 3 },
      { start: 2, end: 4 },
      { start: 4, end: 5 },
    ]),
  ).toEqual([
    { text: 'abcde', marked: true },
    { text: 'f', marked: false },
  ]);
});

test('whatever the quotes are, the text comes out whole and marks are exactly the quoted units', () => {
  const quote = fc.record({ start: fc.integer({ min: -5, max: 60 }), end: fc.integer({ min: -5, max: 60 }) });
  fc.assert(
    fc.property(fc.string({ maxLength: 50 }), fc.array(quote, { maxLength: 6 }), (text, quotes) => {
      const cut = pieces(text, quotes);
      expect(cut.map((p) => p.text).join('')).toBe(text);
      const marked = cut.flatMap((p) => Array<boolean>(p.text.length).fill(p.marked));
      const expected = [...Array(text.length).keys()].map((i) => quotes.some((q) => q.start <= i && i < q.end));
      expect(marked).toEqual(expected);
      expect(cut.every((p) => p.text.length > 0)).toBe(true);
    }),
  );
});
