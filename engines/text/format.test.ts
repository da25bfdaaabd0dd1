import { reference } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileReference, formatAccount, formatPhone, normalise } from './index.ts';

const ref = compileReference(reference);

test.each([
  ['+84912345678', '0912 345 678', '+84 912 345 678'],
  ['+842153825123', '0215 3825 123', '+84 215 3825 123'],
  ['+842438251234', '024 3825 1234', '+84 24 3825 1234'],
  ['+841900545413', '1900 545 413', '1900 545 413'],
  ['+8419006060', '1900 6060', '1900 6060'],
  ['+224620123456', '+224 620 123 456', '+224 620 123 456'],
  ['5656', '5656', '5656'],
])('%s is written %s', (value, vi, en) => {
  expect(formatPhone(value)).toBe(vi);
  expect(formatPhone(value, 'vi')).toBe(vi);
  expect(formatPhone(value, 'en')).toBe(en);
});

test.each([
  ['970436:0123456789', '0123 4567 89'],
  ['*:19034567890123', '1903 4567 8901 23'],
  ['0123456789', '0123 4567 89'],
])('%s is written %s', (value, written) => {
  expect(formatAccount(value)).toBe(written);
});

test('what is shown can be typed back', () => {
  const national = fc.stringMatching(/^(?:9[0-4][0-9]{7}|215[0-9]{7}|24[0-9]{8}|1900[0-9]{4}|1800[0-9]{6})$/);
  fc.assert(
    fc.property(national, fc.constantFrom('vi' as const, 'en' as const), (digits, locale) => {
      const read = normalise('phone', formatPhone(`+84${digits}`, locale), ref);
      expect(read).toMatchObject({ ok: true, observable: { value: `+84${digits}` } });
    }),
  );
});
