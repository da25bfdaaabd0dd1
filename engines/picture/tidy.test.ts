import { describe, expect, it } from 'vitest';
import type { Line } from './tesseract.ts';
import { tidy } from './tidy.ts';

/** Lines of letters 20 wide and 40 tall, one below the other; a number moves a line to the right or down. */
function lines(...texts: (string | [text: string, left: number, gap?: number])[]): Line[] {
  let top = 400;
  return texts.map((given) => {
    const [text, left, gap = 20] = typeof given === 'string' ? [given, 60] : given;
    top += gap + 40;
    let at = left;
    const words = text.split(' ').map((word) => {
      const from = at;
      at += (word.length + 1) * 20;
      return { text: word, left: from, right: at - 20, sure: 95 };
    });
    return { left, right: at - 20, top, bottom: top + 40, words };
  });
}
const textOf = (...given: Parameters<typeof lines>) => tidy(lines(...given)).text;

describe('lines', () => {
  it('are joined where only the screen was too narrow', () => {
    expect(textOf('Tài khoản của quý khách', 'bị khóa. Gọi ngay để', 'mở.')).toBe(
      'Tài khoản của quý khách bị khóa. Gọi ngay để mở.',
    );
  });

  it('stay apart where the writer ended them, in other columns, and after a gap', () => {
    expect(textOf('Chào bạn', 'Shop cần tuyển người làm thêm', 'Lương cao')).toBe(
      'Chào bạn\nShop cần tuyển người làm thêm Lương cao',
    );
    expect(textOf(['VIETCOMBANK ABC DEF', 300], 'Tài khoản của quý khách')).toBe(
      'VIETCOMBANK ABC DEF\nTài khoản của quý khách',
    );
    expect(textOf('Tài khoản của quý khách', ['Tin khác của người khác', 60, 90])).toContain('\n');
  });

  it('put an address together that was broken at a sign of its own', () => {
    expect(textOf('vào https://vietcombank.vn-', 'ms.top/xac-minh để hủy')).toBe(
      'vào https://vietcombank.vn-ms.top/xac-minh để hủy',
    );
    expect(textOf('tại trang dichvucong-', 'vneid.cc ngay')).toBe('tại trang dichvucong-vneid.cc ngay');
    expect(textOf('thời gian từ 8h00 -', 'ngày mai nhé bạn ơi')).toBe('thời gian từ 8h00 - ngày mai nhé bạn ơi');
  });
});

describe('what belongs to the phone', () => {
  const bar = (text: string) => lines(text).map((line) => ({ ...line, top: 30, bottom: 70 }));
  it('goes: clock, network, battery, the field to answer in', () => {
    for (const text of ['14:05 5G 87%', '9:41 VIETTEL 4G', '14:05 SO 87%']) {
      expect(tidy([...bar(text), ...lines('Xin chào', ['Tin nhắn', 60, 300])]).text, text).toBe('Xin chào');
    }
  });
  it('stays when it says more', () => {
    expect(tidy(bar('14:05 hôm nay gặp nhé')).text).toBe('14:05 hôm nay gặp nhé');
    expect(textOf('Tin nhắn')).toBe('Tin nhắn');
  });
});

describe('letters that can only be digits', () => {
  it.each([
    ['gọi O9l2 345 67B', 'gọi O9l2 345 67B'],
    ['gọi O9l2 345 678 ngay', 'gọi 0912 345 678 ngay'],
    ['phí 8.500.OOOđ', 'phí 8.500.000đ'],
    ['vào https:/ /abc.top', 'vào https://abc.top'],
    ['vào https:llabc.top', 'vào https://abc.top'],
    ['Ool là tên', 'Ool là tên'],
    ['Hi Mum, | need help', 'Hi Mum, I need help'],
    ['Chọn | xem thêm ạ', 'Chọn | xem thêm ạ'],
  ])('%s', (written, meant) => {
    expect(textOf(written)).toBe(meant);
  });
});

it('leaves out smears and tells how sure it is', () => {
  const [line] = lines('Xin chào ~»');
  const words = line?.words.map((word, i) => ({ ...word, sure: [90, 80, 12][i] as number })) ?? [];
  const reading = tidy([{ ...(line as Line), words }]);
  expect(reading.text).toBe('Xin chào');
  expect(reading.sure).toBeCloseTo(84.3, 1);
  expect(tidy([])).toEqual({ text: '', sure: 0 });
});
