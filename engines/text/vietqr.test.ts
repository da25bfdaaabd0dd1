import { reference } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileReference, extract, normalise, parseVietQr } from './index.ts';
import { crc16 } from './vietqr.ts';

const ref = compileReference(reference);

/** Builds a payload the way a bank's app does. */
function tlv(...fields: [number, string][]): string {
  return fields
    .map(([tag, value]) => String(tag).padStart(2, '0') + String(value.length).padStart(2, '0') + value)
    .join('');
}

function signed(body: string): string {
  const open = `${body}6304`;
  return open + crc16(open).toString(16).toUpperCase().padStart(4, '0');
}

function transfer(bin: string, account: string, amount?: string, note?: string): string {
  return signed(
    tlv(
      [0, '01'],
      [1, amount === undefined ? '11' : '12'],
      [38, tlv([0, 'A000000727'], [1, tlv([0, bin], [1, account])], [2, 'QRIBFTTA'])],
      [53, '704'],
      ...(amount === undefined ? [] : [[54, amount] as [number, string]]),
      [58, 'VN'],
      ...(note === undefined ? [] : [[62, tlv([8, note])] as [number, string]]),
    ),
  );
}

test('the checksum is that of the standard', () => {
  // Check value of CRC-16/CCITT-FALSE.
  expect(crc16('123456789')).toBe(0x29b1);
});

test('reads the example of the NAPAS specification', () => {
  const payload =
    '00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E';
  expect(parseVietQr(payload)).toEqual({
    ok: true,
    qr: {
      bank: '970403',
      account: '0011012345678',
      amount: 180_000,
      note: 'thanh toan don hang',
      length: payload.length,
    },
  });
});

describe('payloads', () => {
  test('without amount', () => {
    expect(parseVietQr(transfer('970436', '0123456789'))).toMatchObject({
      ok: true,
      qr: { bank: '970436', account: '0123456789' },
    });
  });

  test('of another scheme name the merchant', () => {
    const payload = signed(
      tlv([0, '01'], [26, tlv([0, 'A000000775'], [1, '0106321477'])], [53, '704'], [59, 'QUAN PHO']),
    );
    expect(parseVietQr(payload)).toMatchObject({
      ok: true,
      qr: { merchant: 'A000000775:0106321477', name: 'QUAN PHO' },
    });
    expect(extract(payload, ref)).toMatchObject([{ kind: 'vietqr', key: 'qr:A000000775:0106321477' }]);
  });

  test.each([
    ['', 'not-a-vietqr'],
    ['000201', 'not-a-vietqr'],
    ['hello', 'not-a-vietqr'],
    ['0002010102', 'not-a-vietqr'],
    ['00020199', 'not-a-vietqr'],
    ['6304ABCD', 'not-a-vietqr'],
    [transfer('970436', '0123456789').slice(0, -5), 'not-a-vietqr'],
    [transfer('970436', '0123456789').replace('0123456789', '0123456780'), 'bad-checksum'],
    [`${transfer('970436', '0123456789').slice(0, -4)}0x1F`, 'bad-checksum'],
  ] as const)('%s: %s', (payload, problem) => {
    expect(parseVietQr(payload)).toEqual({ ok: false, problem });
  });
});

describe('in a text', () => {
  const payload = transfer('970422', '0912345678', '2500000', 'dat coc nha');

  test('a payment QR brings the account it pays', () => {
    const text = `Quét mã này nhé: ${payload} cảm ơn`;
    expect(extract(text, ref)).toEqual([
      {
        kind: 'vietqr',
        value: payload,
        key: 'acct:970422:0912345678',
        raw: payload,
        start: 17,
        end: 17 + payload.length,
        bank: '970422',
        amount: 2_500_000,
        note: 'dat coc nha',
      },
      {
        kind: 'bank-account',
        value: '970422:0912345678',
        key: 'acct:970422:0912345678',
        raw: payload,
        start: 17,
        end: 17 + payload.length,
        bank: '970422',
      },
    ]);
  });

  test('two in a row are two', () => {
    const other = transfer('970436', '0011223344');
    expect(extract(`${payload}\n${other}`, ref).map(({ kind }) => kind)).toEqual([
      'vietqr',
      'bank-account',
      'vietqr',
      'bank-account',
    ]);
  });

  test('one wrong sign makes it none, and nothing else either', () => {
    expect(extract(payload.replace('dat coc', 'dat coq'), ref)).toEqual([]);
  });

  test('as a value of its own', () => {
    expect(normalise('vietqr', ` ${payload}\n`, ref)).toMatchObject({
      ok: true,
      observable: { value: payload, amount: 2_500_000 },
    });
    expect(normalise('vietqr', `${payload.slice(0, -1)}Z`, ref)).toEqual({ ok: false, problem: 'bad-checksum' });
  });
});

test('what was built is read back', () => {
  const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
  fc.assert(
    fc.property(
      digits(6, 6),
      digits(6, 19),
      fc.integer({ min: 1, max: 999_999_999 }),
      fc.stringMatching(/^[A-Za-z0-9 ]{1,25}$/),
      (bank, account, amount, note) => {
        expect(parseVietQr(transfer(bank, account, String(amount), note))).toMatchObject({
          ok: true,
          qr: { bank, account, amount, note },
        });
      },
    ),
  );
});

test('never throws, and no single changed sign goes unnoticed', () => {
  const payload = transfer('970436', '0123456789', '50000', 'tien com');
  fc.assert(
    fc.property(fc.nat(payload.length - 5), fc.constantFrom(...'0123456789AZaz '), (at, sign) => {
      fc.pre(payload[at] !== sign);
      expect(parseVietQr(payload.slice(0, at) + sign + payload.slice(at + 1)).ok).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseVietQr(`000201${text}`);
    }),
  );
});
