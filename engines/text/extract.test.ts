import { reference } from '@khien/packs/vietnam';
import { expect, test } from 'vitest';
import { compileReference, extract, lookupKeys, normalise } from './index.ts';

const ref = compileReference(reference);
const keys = (text: string) => extract(text, ref).map((seen) => seen.key);

test('finds links and numbers in a message', () => {
  expect(keys('Truy cập https://vietcombank.vn-ms.top/dang-nhap hoặc gọi 0912 345 678')).toEqual([
    'vietcombank.vn-ms.top/dang-nhap',
    'tel:+84912345678',
  ]);
});

test('looks a link up by page, host and parents', () => {
  const [link] = extract('http://a.b.vn-ms.top/x?y=1', ref);
  expect(lookupKeys(link!)).toEqual([
    'a.b.vn-ms.top/x?y=1',
    'a.b.vn-ms.top/x',
    'a.b.vn-ms.top',
    'b.vn-ms.top',
    'vn-ms.top',
  ]);
});

test('reads single values', () => {
  expect(normalise('phone', '0169 234 5678', ref)).toMatchObject({ ok: true, observable: { key: 'tel:+84392345678' } });
  expect(normalise('bank-account', 'Vietcombank 0123 456 789', ref)).toMatchObject({
    ok: true,
    observable: { key: 'acct:970436:0123456789' },
  });
});
