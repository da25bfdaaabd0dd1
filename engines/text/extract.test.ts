import { reference } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileReference, extract, lookupKeys, normalise, TEXT_LIMIT } from './index.ts';
import { scan } from './scan.ts';

const ref = compileReference(reference);
const keys = (text: string) => extract(text, ref).map(({ key }) => key);

test('a message with a bit of everything', () => {
  const text =
    '[VCB] Tài khoản quý khách bị khóa. Vui lòng vào https://vietcombank.vn-ms.top/xac-thuc hoặc gọi 0912.345.678 ' +
    '(Zalo 0987 654 321) trước 17h30 ngày 21/11/2025. Phí 250.000đ chuyển STK 19034567890123 Techcombank. Mã OTP: 482910.';
  expect(keys(text)).toEqual([
    'vietcombank.vn-ms.top/xac-thuc',
    'tel:+84912345678',
    'social:zalo:84987654321',
    'acct:970407:19034567890123',
  ]);
});

test('ordinary talk holds nothing', () => {
  for (const text of [
    'Mẹ ơi con về rồi, tối nay ăn gì ạ?',
    'Chiều 3h30 họp ở nhà văn hóa bản nhé, mang theo 50k quỹ',
    'Em gửi anh 2.500.000đ tiền lúa, còn 1tr5 tháng sau em trả',
    'Sinh năm 1985, cao 1m65, nhà số 113 đường Võ Nguyên Giáp',
    'OK.Mai gặp.De minh xem lai',
  ]) {
    expect(keys(text)).toEqual([]);
  }
});

test('names in composed and decomposed marks are the same things', () => {
  const text = 'Số tài khoản 0123456789 tại Ngân hàng Quân đội, điện thoại 0912345678';
  expect(keys(text.normalize('NFD'))).toEqual(keys(text.normalize('NFC')));
  expect(keys(text)).toEqual(['acct:970422:0123456789', 'tel:+84912345678']);
});

test('reads no further than the limit', () => {
  const text = `${'x '.repeat(TEXT_LIMIT / 2)}0912345678`;
  expect(keys(text)).toEqual([]);
  expect(keys(text.slice(12))).toEqual(['tel:+84912345678']);
});

/** What observables are made of, in the wrong order. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(...'aeiouhtngc0134578!@$|.,-_/:+ ()[]{}<>?#%&=*~\n'),
      fc.constantFrom(
        'http://',
        'hxxps://',
        'https[:]//',
        'https://svip- ',
        'www.',
        '.com',
        '.vn',
        '.top',
        '.me',
        '[.]',
        '(dot)',
        '[at]',
        ' dot ',
        ' . ',
        'xn--',
        'google',
        'vietcombank',
        '/path?a=b',
        '@gmail.com',
        'facebook.com/',
        't.me/',
        'zalo.me/',
        '1.2.3.4',
        '::1',
        '0x',
        'TJRab',
        'bc1q',
        '0912345678',
        '0912.345.678',
        '+84',
        '84',
        '1900 ',
        '1800',
        'gọi 156',
        '03/12/2025 ',
        '1.500.000đ',
        '900',
        '5656',
        '000201',
        '63047',
        'STK: ',
        'Vietcombank ',
        'MB ',
        'zalo: ',
        'otp ',
        'tele @',
        'số tài khoản ',
        '\ud835',
        '𝚝',
        '０９１２',
        '。',
        '\u200b',
        '\u0301',
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('properties', () => {
  test('never throws; offsets are valid, in order, without overlaps; every value reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        let end = 0;
        for (const seen of extract(text, ref)) {
          expect(seen.raw).toBe(text.slice(seen.start, seen.end));
          expect(seen.end).toBeGreaterThan(seen.start);
          // The account that a payment QR pays stands at the same place.
          if (seen.kind !== 'bank-account') expect(seen.start).toBeGreaterThanOrEqual(end);
          end = seen.end;
          expect(lookupKeys(seen)[0]).toBe(seen.key);
          expect(normalise(seen.kind, seen.value, ref)).toMatchObject({
            ok: true,
            observable: { key: seen.key, value: seen.value },
          });
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('takes a number of steps in proportion to the text, whatever is repeated', () => {
    // More than each sign can be looked at: the windows before and after a number are of fixed size.
    const perSign = 64;
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 200 }), (unit, times) => {
        const text = unit.repeat(times).slice(0, TEXT_LIMIT);
        expect(scan(text, ref).steps).toBeLessThanOrEqual(perSign * text.length + 200);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    'a.',
    '1 ',
    '0912345678 ',
    'a@',
    '@',
    '[.]',
    'a[.]',
    'https://',
    'http://a',
    '0',
    '000201',
    'a b c d ',
    '- ',
    'STK ',
    '1.2.3.4.',
    'a-',
    '(',
    'a. b',
    'x dot ',
    '\u0301',
    '\u200b',
  ])('%j a thousand times over stays linear', (unit) => {
    const steps = (times: number) => scan(unit.repeat(times), ref).steps;
    const size = Math.floor(TEXT_LIMIT / 4 / unit.length);
    expect(steps(size * 4)).toBeLessThanOrEqual(steps(size) * 4.5 + 500);
  });
});
