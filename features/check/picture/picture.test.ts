import { crc32, deflateSync } from 'node:zlib';
import { compileReference, extract } from '@khien/engines/text';
import { reference } from '@khien/packs/vietnam';
import { encode } from 'uqr';
import { afterAll, describe, expect, it } from 'vitest';
import { createPictureReader } from './reader.ts';
import { describeQr, sayPicture, sayQr } from './say.ts';

const transfer =
  '00020101021238540010A00000072701240006970422011016710371970208QRIBFTTA5303704540749868655802VN62250821thanh toan don hang 16304D2D3';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A grey PNG from rows of 0–255. */
function png(rows: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(rows[0]?.length ?? 0, 0);
  header.writeUInt32BE(rows.length, 4);
  header[8] = 8;
  const lines = deflateSync(Buffer.concat(rows.flatMap((row) => [Buffer.of(0), row])));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', lines),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function qrPng(payload: string, scale = 6): Buffer {
  const { data } = encode(payload, { ecc: 'M', border: 4 });
  return png(
    data.flatMap((row) => {
      const line = Uint8Array.from(row.flatMap((on) => Array<number>(scale).fill(on ? 0 : 255)));
      return Array<Uint8Array>(scale).fill(line);
    }),
  );
}

describe('a code in words', () => {
  const compiled = compileReference(reference);

  it('shows bank, account, amount and note, in both languages', () => {
    const code = describeQr(transfer);
    expect(code).toMatchObject({ bank: '970422', bankName: 'MB Bank', account: '1671037197', amount: 4_986_865 });
    expect(sayQr(code, 'vi')).toBe(
      'Mã QR chuyển tiền: số tài khoản 1671 0371 97 ngân hàng MB Bank.\nSố tiền 4.986.865 đ.\nNội dung: thanh toan don hang 1',
    );
    expect(sayQr(code, 'en')).toContain('account number 1671 0371 97 at bank MB Bank');
  });

  it('is understood by the check as the code itself is, for every bank', () => {
    const lost: string[] = [];
    for (const { bin, shortName } of reference.banks) {
      for (const locale of ['vi', 'en'] as const) {
        const account = '19031234567890';
        const text = sayQr({ payload: transfer, account, bank: bin, bankName: shortName, amount: 5_000_000 }, locale);
        const found = extract(text, compiled).find(({ kind }) => kind === 'bank-account');
        if (found?.key !== `acct:${bin}:${account}`) lost.push(`${locale} ${shortName} ${found?.key}`);
      }
    }
    expect(lost).toEqual([]);
  });

  it('stays as it is where words would not be understood', () => {
    expect(sayQr({ payload: 'P', account: 'V3CAS123', bank: '970422', bankName: 'MB Bank' }, 'vi')).toBe('P');
    expect(sayQr({ payload: 'P', account: '1671037197', bank: '999999' }, 'vi')).toBe('P');
    expect(sayQr(describeQr('https://abc.example/x'), 'vi')).toBe('https://abc.example/x');
    expect(sayPicture([describeQr('a.example'), describeQr('a.example')], 'Chữ', 'vi')).toBe('a.example\n\nChữ');
  });
});

describe('the reader', { timeout: 120_000 }, () => {
  const reader = createPictureReader();
  afterAll(() => reader.stop());

  it('reads codes, and again after a broken file', async () => {
    expect((await reader.read(qrPng(transfer))).codes).toEqual([transfer]);
    await expect(reader.read(qrPng(transfer).subarray(0, 200))).rejects.toMatchObject({ code: 'picture.broken' });
    expect((await reader.read(qrPng('https://abc.example'))).codes).toEqual(['https://abc.example']);
  });

  it('reads one after the other and refuses a crowd', async () => {
    const all = await Promise.allSettled(Array.from({ length: 7 }, (_unused, i) => reader.read(qrPng(`số ${i}`))));
    const busy = all.filter((one) => one.status === 'rejected' && one.reason.code === 'picture.busy');
    const read = all.flatMap((one) => (one.status === 'fulfilled' ? one.value.codes : []));
    expect(busy.length).toBe(3);
    expect(read).toEqual(['số 0', 'số 1', 'số 2', 'số 3']);
  });

  it('stops what takes too long', async () => {
    const hasty = createPictureReader(1);
    await expect(hasty.read(qrPng(transfer))).rejects.toMatchObject({ code: 'picture.slow' });
    await hasty.stop();
  });
});
