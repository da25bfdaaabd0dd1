import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountInWords } from './money.ts';

test.each([
  [0, 'không đồng'],
  [5, 'năm đồng'],
  [15, 'mười lăm đồng'],
  [21, 'hai mươi mốt đồng'],
  [105, 'một trăm linh năm đồng'],
  [1005, 'một nghìn không trăm linh năm đồng'],
  [20_000, 'hai mươi nghìn đồng'],
  [1_250_000, 'một triệu hai trăm năm mươi nghìn đồng'],
  [1_000_005_000, 'một tỷ không trăm linh năm nghìn đồng'],
  [355_000_000, 'ba trăm năm mươi lăm triệu đồng'],
  [1_200_000_000_000, 'một nghìn hai trăm tỷ đồng'],
])('%i', (amount, words) => {
  expect(amountInWords(amount)).toBe(words);
});

test('says the same amount back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 13 }), (amount) => {
      expect(hear(amountInWords(amount))).toBe(amount);
    }),
  );
});

/** A slow reader of number words: the other direction, written apart. */
function hear(words: string): number {
  const value: Record<string, number> = {
    không: 0,
    một: 1,
    mốt: 1,
    hai: 2,
    ba: 3,
    bốn: 4,
    năm: 5,
    lăm: 5,
    sáu: 6,
    bảy: 7,
    tám: 8,
    chín: 9,
  };
  let total = 0;
  let billions = 0;
  let group = 0;
  let digit = 0;
  for (const word of words.replace(/ đồng$/, '').split(' ')) {
    if (word in value) digit = value[word] ?? 0;
    else if (word === 'mười') group += 10;
    else if (word === 'mươi' || word === 'trăm') {
      group += digit * (word === 'trăm' ? 100 : 10);
      digit = 0;
    } else if (word === 'nghìn' || word === 'triệu') {
      total += (group + digit) * (word === 'nghìn' ? 1000 : 1_000_000);
      group = digit = 0;
    } else if (word === 'tỷ') {
      billions = total + group + digit;
      total = group = digit = 0;
    } else expect(word).toBe('linh');
  }
  return billions * 1_000_000_000 + total + group + digit;
}
