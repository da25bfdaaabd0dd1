import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashToken, newCode, newToken, parseCode, sameSecret } from './index.ts';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('a code is read as people write it', () => {
  for (let i = 0; i < 500; i++) {
    const code = newCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const sloppy = code
      .toLowerCase()
      .replaceAll('0', 'o')
      .replaceAll('1', i % 2 ? 'l' : 'I');
    for (const written of [code, sloppy, code.replaceAll('-', ''), ` ${code.replaceAll('-', ' – ')} `, `${code}.`]) {
      expect(parseCode(written)).toBe(code);
    }
  }
});

test('every single wrong symbol and every swap of two is noticed', () => {
  for (let round = 0; round < 30; round++) {
    const plain = [...newCode().replaceAll('-', '')];
    for (let i = 0; i < 11; i++) {
      for (const digit of digits) {
        if (digit !== plain[i]) expect(parseCode(plain.with(i, digit).join(''))).toBeUndefined();
      }
      for (let j = i + 1; j < 11; j++) {
        const [a = '', b = ''] = [plain[i], plain[j]];
        if (a !== b) expect(parseCode(plain.with(i, b).with(j, a).join(''))).toBeUndefined();
      }
    }
  }
});

test('nothing else is a code, and nothing makes it throw', () => {
  for (const text of ['', '0', 'XXXX', '0912345678', 'ABCD-EFG-HJKU', '0000-000-00001'])
    expect(parseCode(text)).toBeUndefined();
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseCode(text) === undefined || text.length >= 11));
});

test('codes use all symbols evenly', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 3_200; i++)
    for (const symbol of newCode().replaceAll('-', '').slice(0, 10)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  expect(counts.size).toBe(32);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
});

test('tokens and secrets', () => {
  expect(newToken()).toMatch(/^[\w-]{43}$/);
  expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sameSecret('a', 'a')).toBe(true);
  expect(sameSecret('a', 'ab')).toBe(false);
  expect(sameSecret(Buffer.from('x'), 'x')).toBe(true);
});
