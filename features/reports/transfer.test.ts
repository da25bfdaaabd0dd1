import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTransfer } from './transfer.ts';
import { foldSame } from './transfer-text.ts';

const banks = [
  { bin: '970436', names: ['Vietcombank', 'VCB'] },
  { bin: '970418', names: ['BIDV'] },
  { bin: '970405', names: ['Agribank', 'VBA'] },
  { bin: '970415', names: ['VietinBank', 'CTG', 'ICB'] },
  { bin: '970407', names: ['Techcombank', 'TCB'] },
  { bin: '970422', names: ['MBBank', 'MB Bank', 'MB'] },
  { bin: '970416', names: ['ACB'] },
  { bin: '970423', names: ['TPBank'] },
  { bin: '971025', names: ['MoMo'] },
];
const now = new Date('2026-11-21T08:00:00Z');

/** Written by us in each bank's manner; the accounts and names are invented. */
describe('the manner of each bank', () => {
  test.each([
    [
      'Vietcombank',
      'SD TK 0001234567890 -2,500,000VND luc 21-11-2026 14:05:33. SD 1,234,567VND. Ref MBVCB.1234567890.039412.NGUYEN VAN AN chuyen tien.CT tu 0001234567890 NGUYEN VAN AN toi 0009876543210 TRAN THI BINH tai MB',
      {
        amount: 2_500_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        balance: 1_234_567,
        reference: 'MBVCB.1234567890.039412',
        fromAccount: '0001234567890',
        toAccount: '0009876543210',
        bank: '970436',
        toBank: '970422',
      },
    ],
    [
      'BIDV',
      'TK 21510000123456 tai BIDV -1,500,000VND vao 14:05 21/11/2026. So du:3,456,789VND. ND: Tra tien hang; tai MB',
      {
        amount: 1_500_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        balance: 3_456_789,
        fromAccount: '21510000123456',
        bank: '970418',
        toBank: '970422',
        memo: 'Tra tien hang; tai MB',
      },
    ],
    [
      'Agribank',
      'Agribank: 14h05p 21/11 TK 8405205012345: -2,000,000VND (NGUYEN VAN AN CK). SD: 500,000VND.',
      {
        amount: 2_000_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        balance: 500_000,
        fromAccount: '8405205012345',
        bank: '970405',
      },
    ],
    [
      'VietinBank',
      'VietinBank:21/11/2026 14:05|TK:101234567890|GD:-2,000,000VND|SDC:1,234,567VND|ND:CT DI:000123456789 NGUYEN VAN AN chuyen tien; tai MB',
      {
        amount: 2_000_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        balance: 1_234_567,
        fromAccount: '101234567890',
        toAccount: '000123456789',
        bank: '970415',
        toBank: '970422',
        memo: 'CT DI:000123456789 NGUYEN VAN AN chuyen tien; tai MB',
      },
    ],
    [
      'Techcombank',
      'Techcombank\nTài khoản 19031234567890\nSố tiền GD: -2,000,000\nSố dư: 1,234,567\nNguyễn Văn An chuyển tiền FT26325123456789',
      {
        amount: 2_000_000,
        direction: 'out',
        balance: 1_234_567,
        fromAccount: '19031234567890',
        reference: 'FT26325123456789',
        bank: '970407',
      },
    ],
    [
      'MB',
      'MB: TK 05xxx123 GD: -2,000,000VND 21/11/26 14:05 SD: 1,234,567VND TU: NGUYEN VAN AN - 0500123123 DEN: TRAN THI BINH - 0009876543210 ND: chuyen tien - Ma giao dich/ Trace 123456',
      {
        amount: 2_000_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        balance: 1_234_567,
        fromAccount: '05xxx123',
        toAccount: '0009876543210',
        toHolder: 'TRAN THI BINH',
        bank: '970422',
        reference: '123456',
        memo: 'chuyen tien',
      },
    ],
    [
      'ACB',
      'ACB: TK 12345678(VND) - 2,000,000 luc 14:05 21/11/2026. So du 1,234,567. GD: chuyen tien mua hang',
      {
        amount: 2_000_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        balance: 1_234_567,
        fromAccount: '12345678',
        bank: '970416',
      },
    ],
    [
      'TPBank',
      '(TPBank): 21/11/26;14:05\nTK: xxxx1234\nPS:-2.000.000VND\nSD: 1.234.567VND\nND: tien coc',
      {
        amount: 2_000_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        balance: 1_234_567,
        fromAccount: 'xxxx1234',
        bank: '970423',
        memo: 'tien coc',
      },
    ],
    [
      'MoMo',
      'MoMo: Bạn đã chuyển thành công 2.000.000đ đến TRAN THI BINH. Mã giao dịch: 12345678901. 14:05 - 21/11/2026',
      {
        amount: 2_000_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        reference: '12345678901',
        bank: '971025',
      },
    ],
    [
      'a receipt copied from an app',
      'Chuyển tiền thành công\n2,000,000 VND\n14:05 21/11/2026\nTên người thụ hưởng TRAN THI BINH\nTài khoản thụ hưởng 0009876543210\nNgân hàng thụ hưởng MBBank\nPhí chuyển tiền 1,100 VND\nMã giao dịch FT26325000111222',
      {
        amount: 2_000_000,
        direction: 'out',
        at: '2026-11-21T14:05:00+07:00',
        toHolder: 'TRAN THI BINH',
        toAccount: '0009876543210',
        toBank: '970422',
        reference: 'FT26325000111222',
      },
    ],
    [
      'money that came in',
      'VCB: SD TK 0001234567890 +5,000,000VND luc 21-11-2026 09:00:00. SD 6,000,000VND.',
      {
        amount: 5_000_000,
        direction: 'in',
        at: '2026-11-21T09:00:00+07:00',
        balance: 6_000_000,
        toAccount: '0001234567890',
        bank: '970436',
      },
    ],
  ])('%s', (_bank, text, expected) => {
    expect(parseTransfer(text, banks, now)).toEqual(expected);
  });
});

describe('what is not sure stays empty', () => {
  test('two different sums', () => {
    expect(parseTransfer('Chuyen 2,000,000VND va 3,000,000VND', banks).amount).toBeUndefined();
  });
  test('mixed separators', () => {
    expect(parseTransfer('GD: -2.000,000VND', banks).amount).toBeUndefined();
  });
  test('only a balance', () => {
    expect(parseTransfer('So du TK 0001234567890: 1,234,567VND', banks)).not.toHaveProperty('amount');
  });
  test('a day without a year and no clock to place it by', () => {
    expect(parseTransfer('Agribank: 14h05p 21/11 TK 8405205012345: -2,000,000VND', banks).at).toBeUndefined();
  });
  test('a day that does not exist', () => {
    expect(parseTransfer('GD: -2,000,000VND 31/02/2026 14:05', banks, now).at).toBeUndefined();
  });
  test('a moment still to come', () => {
    expect(parseTransfer('GD: -2,000,000VND 21/12/2026 14:05', banks, now).at).toBeUndefined();
  });
  test('two possible receivers', () => {
    expect(parseTransfer('GD -1,000,000VND den TK 0001111111 den TK 0002222222', banks).toAccount).toBeUndefined();
  });
  test('no message of a bank at all', () => {
    expect(parseTransfer('Chào bác, chiều nay cháu qua nhé', banks, now)).toEqual({});
  });
});

const grouped = (n: number, separator: string) => String(n).replace(/\B(?=(\d{3})+$)/g, separator);
const two = (n: number) => String(n).padStart(2, '0');

test('reads any amount, balance and moment back, however they are separated', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 999_999_999_999 }),
      fc.integer({ min: 1000, max: 999_999_999_999 }),
      fc.constantFrom(',', '.', ' '),
      fc.constantFrom('VND', 'VNĐ', ' VND', 'đ', ' đồng'),
      fc.constantFrom('-', '+', '–'),
      fc.date({ min: new Date('2020-01-01'), max: new Date('2026-11-20'), noInvalidDate: true }),
      fc.constantFrom('/', '-'),
      fc.boolean(),
      (amount, rest, separator, currency, sign, date, slash, timeFirst) => {
        const [y, m, d] = [date.getUTCFullYear(), two(date.getUTCMonth() + 1), two(date.getUTCDate())];
        const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
        const day = `${d}${slash}${m}${slash}${y}`;
        const when = timeFirst ? `${time} ${day}` : `${day} ${time}`;
        const text = `TK 0001234567890 GD: ${sign}${grouped(amount, separator)}${currency} luc ${when}. Số dư: ${grouped(rest, separator)}${currency}.`;
        const found = parseTransfer(text, banks, now);
        expect(found).toMatchObject({
          amount,
          balance: rest,
          direction: sign === '+' ? 'in' : 'out',
          at: `${y}-${m}-${d}T${time}:00+07:00`,
        });
      },
    ),
  );
});

test('no text breaks it, hangs it or makes it invent', () => {
  const pieces = fc.constantFrom(
    'TK',
    'SD',
    'GD:',
    '-',
    '+',
    '2,000',
    '.000',
    'VND',
    '21/11',
    '/2026',
    '14:05',
    'den',
    'ND:',
    'Ref',
    'x',
    '*',
    '9',
    ' ',
    '\n',
    'đ',
    'Mã giao dịch',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 3000 }),
        fc.array(pieces, { maxLength: 800 }).map((p) => p.join('')),
      ),
      (text) => {
        const found = parseTransfer(text, banks, now);
        expect(quickest(text)).toBeLessThan(50);
        const digits = foldSame(text.normalize('NFC')).replace(/\D/g, '');
        if (found.amount !== undefined) expect(digits).toContain(String(found.amount));
        if (found.reference !== undefined) expect(text.normalize('NFC')).toContain(found.reference);
      },
    ),
    { numRuns: 300 },
  );
});

/** Milliseconds of the best of a few runs: another process may take the processor away during one of them. */
function quickest(text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && best > 10; run++) {
    const before = performance.now();
    parseTransfer(text, banks, now);
    best = Math.min(best, performance.now() - before);
  }
  return best;
}

test('folding keeps every index', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(foldSame(text.normalize('NFC'))).toHaveLength(text.normalize('NFC').length);
    }),
  );
  expect(foldSame('Số dư khả dụng: ĐỒNG')).toBe('so du kha dung: dong');
});
