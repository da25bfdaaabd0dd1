import { reference } from '@khien/packs/vietnam';
import { describe, expect, test } from 'vitest';
import { compileReference, extract } from './index.ts';

const ref = compileReference(reference);
const keys = (text: string) => extract(text, ref).map(({ key }) => key);
const raws = (text: string) => extract(text, ref).map(({ raw }) => raw);

describe('telephone numbers in every dress', () => {
  test.each([
    '0912345678',
    '0912 345 678',
    '0912.345.678',
    '0912-345-678',
    '091 234 56 78',
    '09 12 34 56 78',
    '0 9 1 2 3 4 5 6 7 8',
    '0912/345/678',
    '(091) 234 5678',
    '84912345678',
    '+84912345678',
    '+84 912 345 678',
    '+84 (0) 912 345 678',
    '(+84) 912 345 678',
    '0084912345678',
    '84 912 345 678',
    '０９１２３４５６７８',
    '0912\u00a0345\u00a0678',
    '09\u200b12345678',
    'O912345678',
    'o912 345 678',
  ])('%s', (written) => {
    expect(keys(`Cần gấp thì gọi ${written} nhé`)).toEqual(['tel:+84912345678']);
    expect(keys(`Số ${written}, xin cảm ơn.`)).toEqual(['tel:+84912345678']);
  });

  test.each([
    ['số cũ 0169 234 5678', 'tel:+84392345678'],
    ['số cũ +84 123 456 7890', 'tel:+84834567890'],
    ['cơ quan: (0215) 3825 123', 'tel:+842153825123'],
    ['bàn 024 3825 1234', 'tel:+842438251234'],
    ['+84-215-3825123', 'tel:+842153825123'],
    ['tổng đài 1900 54 54 13', 'tel:+841900545413'],
    ['CSKH:18001091(0đ)', 'tel:+8418001091'],
    ['miễn phí 18009000', 'tel:+8418009000'],
    ['1900.6060 nhánh 2', 'tel:+8419006060'],
    ['cuộc gọi lạ từ +224 620 12 34 56', 'tel:+224620123456'],
    ['gọi nhỡ +1 (252) 555-0134', 'tel:+12525550134'],
    ['SĐT 912345678', 'tel:+84912345678'],
    ['LH0912345678 gặp Lan', 'tel:+84912345678'],
    ['LH: 0912345678-0987654321', 'tel:+84912345678'],
    ['gọi 0912345678 10:30 ngày mai', 'tel:+84912345678'],
    ['gọi 0912345678.Vui lòng', 'tel:+84912345678'],
    ['ngày 20/11/2025 0912345678', 'tel:+84912345678'],
  ])('%s', (text, key) => {
    expect(keys(text)[0]).toBe(key);
  });

  test('two numbers side by side are two', () => {
    expect(keys('0912 345 678 - 0987 654 321')).toEqual(['tel:+84912345678', 'tel:+84987654321']);
    expect(keys('0912345678/0987654321')).toEqual(['tel:+84912345678', 'tel:+84987654321']);
  });

  test('the quoted words are the number as written', () => {
    expect(raws('gọi (0215) 3825 123, +84 912 345 678 hay O912345678.')).toEqual([
      '(0215) 3825 123',
      '+84 912 345 678',
      'O912345678',
    ]);
  });
});

describe('short codes only where somebody is asked to call or text', () => {
  test.each([
    ['Soạn DK MAX gửi 9029', ['tel:9029']],
    ['nhắn tin đến 5656 hoặc gọi 156', ['tel:5656', 'tel:156']],
    ['Gọi ngay 113', ['tel:113']],
    ['báo 113', ['tel:113']],
    ['LH 198 (0đ)', ['tel:198']],
    ['hotline 1414.', ['tel:1414']],
    ['gửi 5000 đồng', []],
    ['gói 200 phút', []],
    ['goi 5000 phut', []],
    ['số 113 Trần Phú', []],
    ['còn 156 suất', []],
    ['gọi trước 2025', []],
  ])('%s', (text, expected) => {
    expect(keys(text)).toEqual(expected);
  });
});

describe('bank accounts', () => {
  test.each([
    ['STK 19034567890123 Techcombank', 'acct:970407:19034567890123'],
    ['STK: 1903 4567 890 123 tại Techcombank chi nhánh Hà Nội', 'acct:970407:19034567890123'],
    ['Chuyển vào số tài khoản 0123456789 ngân hàng Vietcombank', 'acct:970436:0123456789'],
    ['ck vào VCB 0123456789 giúp em', 'acct:970436:0123456789'],
    ['0123456789 - Viet com bank - NGUYEN VAN A', 'acct:970436:0123456789'],
    ['MB 0912345678', 'acct:970422:0912345678'],
    ['MB Bank: 0912345678', 'acct:970422:0912345678'],
    ['0912345678 MBBank NGUYEN THI B', 'acct:970422:0912345678'],
    ['stk 8888888 ngân hàng TMCP Quân đội', 'acct:970422:8888888'],
    ['tài khoản 9704.2212.3456.7890 NH Quốc tế', 'acct:970441:9704221234567890'],
    ['số tài khoản 0011.00.1932418', 'acct:*:0011001932418'],
    ['stk 123456789', 'acct:*:123456789'],
    ['momo 0912345678', 'acct:971025:0912345678'],
    ['TK 0123456789 +500,000VND luc 12:30', 'acct:*:0123456789'],
    ['0123456789012', 'acct:*:0123456789012'],
    ['0123 4567 8901 2', 'acct:*:0123456789012'],
    ['Agri bank 8888205123456 LE VAN C', 'acct:970405:8888205123456'],
    ['tpb 00001234567', 'acct:970423:00001234567'],
    ['STK:\n0123456789\nVietcombank', 'acct:970436:0123456789'],
    ['0987654321 MB', 'acct:970422:0987654321'],
    ['0123456789\nMB Bank\nNGUYEN VAN A', 'acct:970422:0123456789'],
  ])('%s', (text, key) => {
    expect(keys(text)).toEqual([key]);
  });

  test('each account gets the bank that stands nearest', () => {
    expect(keys('- 111637315523 tại Vietinbank. - 9997040612178 tại Vietcombank. - 8630055413 tại BIDV')).toEqual([
      'acct:970415:111637315523',
      'acct:970436:9997040612178',
      'acct:970418:8630055413',
    ]);
    expect(keys('VCB 0123456789, TCB 19034567890123')).toEqual([
      'acct:970436:0123456789',
      'acct:970407:19034567890123',
    ]);
  });

  test('what somebody calls a telephone number stays one', () => {
    expect(keys('SĐT 0912345678, STK 0123456789 ACB')).toEqual(['tel:+84912345678', 'acct:970416:0123456789']);
    expect(keys('Vietcombank 1900545413')).toEqual(['tel:+841900545413']);
    expect(keys('Tài khoản: 0912345678, mật khẩu: 123456')).toEqual(['tel:+84912345678']);
  });
});

describe('numbers that are nothing of the kind', () => {
  test.each([
    'Mã OTP của bạn là 12345678, hết hạn sau 2 phút',
    'OTP 0912345678',
    'Ma xac thuc: 62445652. Khong chia se',
    'số tiền 1.500.000 đ, phí 84.912.345 đồng',
    'số tiền 84.912.345.678 đ',
    'Số dư: 12,345,678 VND',
    'Gói 10GB/30 ngày giá 70.000đ, 1800 phút',
    'ngày 03/12/2025 18 giờ',
    'lúc 09.02.2021 23:59',
    'từ 20-11-2025 08:30 đến 21-11-2025',
    'Ref FT24325123456789',
    'Mã GD 2246311839',
    'Ref Ecom.EW24012345678901.ZALOPAY.0912345678.CashIn.d5f2313d',
    'đơn hàng SPX2023611403962',
    'mã vận đơn: 840123456789',
    'KH PE13010194103',
    'CCCD 011203004567',
    'MST 0101234567',
    'thẻ 9704...1278',
    'tài khoản 0123xxx789',
    'số 0912***678',
    'hợp đồng số 70402444',
    'năm 2024-2025',
    'tỉ lệ 1-0, 2-1',
    'mã giảm giá 291634641',
    '000201 và 63041234',
    '',
  ])('%s', (text) => {
    expect(keys(text)).toEqual([]);
  });
});
