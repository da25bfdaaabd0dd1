import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayHide } from './disguises.ts';
import { foldSlowly } from './fold.slow.ts';
import { fold, TEXT_LIMIT, type Tricks } from './index.ts';
import { NOT_BUILT, SYMBOLS } from './symbols.ts';

const none: Tricks = { homoglyph: 0, zeroWidth: 0, leet: 0, separated: 0, foreignMarks: 0 };

describe('accents', () => {
  test.each([
    ['Tài khoản của bạn sẽ bị khoá trong 2 giờ', 'tai khoan cua ban se bi khoa trong 2 gio'],
    ['ĐIỆN BIÊN PHỦ, đường Võ Nguyên Giáp', 'dien bien phu, duong vo nguyen giap'],
    ['Ðà Nẵng gõ bằng phông cũ', 'da nang go bang phong cu'],
    ['Ưu đãi 500.000₫ – “duy nhất” hôm nay…', 'uu dai 500.000d - "duy nhat" hom nay...'],
    ['  hai\n\tdòng   chữ  ', 'hai dong chu'],
    ['🎁Quà tặng🎁', 'qua tang'],
    ['', ''],
    ['   ', ''],
    ['中文 và tiếng Việt', 'va tieng viet'],
  ])('%s', (text, ascii) => {
    expect(fold(text)).toMatchObject({ ascii, tricks: none });
    expect(fold(text.normalize('NFD')).ascii).toBe(ascii);
  });
});

describe('disguises', () => {
  test.each<[string, string, Partial<Tricks>]>([
    ['Nạp tiền nhận thưởng', 'nap tien nhan thuong', {}],
    ['Täng Nhän thuöng nåp dau', 'tang nhan thuong nap dau', { foreignMarks: 4 }],
    ['ṱhuở ẖàng ñgân', 'thuo hang ngan', { foreignMarks: 3 }],
    ['Vietсombаnk', 'vietcombank', { homoglyph: 2 }],
    ['ΤÀΙ ΚHOẢN', 'tai khoan', { homoglyph: 3 }],
    ['Ｖａｙ nhanh', 'vay nhanh', { homoglyph: 3 }],
    ['𝚝𝚒𝚗 𝗻𝗵ắ𝗻', 'tin nhan', { homoglyph: 6 }],
    ['ᎢᎥn ᏙᎪY', 'tin vay', { homoglyph: 4 }],
    ['🅥🅐🅨 Ⓥⓐⓨ', 'vay vay', { homoglyph: 6 }],
    ['t\u200bài kh\u200coản', 'tai khoan', { zeroWidth: 2 }],
    ['kh\u00adoá', 'khoa', { zeroWidth: 1 }],
    ['khoá\u{e0041}', 'khoa', { zeroWidth: 1 }],
    ['KH0NG chuyen T1EN', 'khong chuyen tien', { leet: 2 }],
    ['d!eu k!en, Th0ng ba0', 'dieu kien, thong bao', { leet: 4 }],
    ['giam 1OO% con 5Ok', 'giam 100% con 50k', { leet: 3 }],
    ['nh@n qu@', 'nhan qua', { leet: 2 }],
    ['1ừa đả0', 'lua dao', { leet: 2 }],
    ['Tjen mat, hoj nhanh, mien phj', 'tien mat, hoi nhanh, mien phi', { leet: 3 }],
    ['TuyetDjnh DacBjet', 'tuyetdinh dacbiet', { leet: 2 }],
    ['N-ap the, B/H/T/N', 'nap the, bhtn', { separated: 4 }],
    ['Ch.jen thang La,yNg,ay', 'chien thang lay ngay', { leet: 1, separated: 3 }],
    ['đăng nh_ập, ĐăngNh_Ập', 'dang nhap, dang nhap', { separated: 2 }],
    ['v a y t i ề n ngay', 'vay tien ngay', { separated: 6 }],
    ['k.h.o.á t.à.i k.h.o.ả.n', 'khoa tai khoan', { separated: 9 }],
    ['sh0pee va vietc0mbank', 'shopee va vietcombank', { leet: 2 }],
  ])('%s', (text, ascii, tricks) => {
    expect(fold(text)).toMatchObject({ ascii, tricks: { ...none, ...tricks } });
  });
});

describe('what only looks disguised stays', () => {
  test.each([
    'nap 50k tang 2tr, 10gb/ngay, 24h, 3h30, 1m65, 2tr5',
    'ma gd ft24123456, don spx2023611, phong a1, t3, q1, th3, so1',
    'b52, f88, 789bet, 4g, 5g, covid19, mp3, h2o',
    'tp.hcm, t-shirt, e-mail, km/h, a/c, v.v, check-in, wi-fi',
    'nap/rut, va/hoac, khach-hang, zalo/tele, tk/stk, mua!ban',
    'https://b0dv.xyz/n-ap www.t1en.com a@b.c0m',
    'vietc0mbank.com-1a.top/kh0ng',
    'job, project, enjoy, major, jun, ninja, benjamin',
    'a b c d',
    'ngay.gia ki.hotline khoan.de',
  ])('%s', (text) => {
    expect(fold(text)).toMatchObject({ ascii: text, tricks: none });
  });
});

test('leads back to the original', () => {
  const text = '👉 Tài khoản bị KH0Á: N-ạp ngay!';
  const { ascii, at } = fold(text);
  const from = ascii.lastIndexOf('khoa');
  expect(text.slice(at[from], (at[from + 3] ?? 0) + 1)).toBe('KH0Á');
  const nap = ascii.indexOf('nap');
  expect(text.slice(at[nap], (at[nap + 2] ?? 0) + 1)).toBe('N-ạp');
});

test('reads no further than the limit', () => {
  const { ascii, at } = fold('ab '.repeat(TEXT_LIMIT));
  expect(at.length).toBe(ascii.length);
  expect(at.at(-1)).toBeLessThan(TEXT_LIMIT);
});

test('earlier results outlive later calls', () => {
  const first = fold('Tài khoản');
  const places = [...first.at];
  for (let i = 0; i < 2000; i++) fold('một tin nhắn khác, dài hơn một chút '.repeat(4));
  expect([...first.at]).toEqual(places);
});

/** Text of the kind that breaks folding: Vietnamese, marks, look-alikes, digits, separators, pairs cut in half. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(...'aeiouyjkhtngcmvbr0134578!@$|.,-_/:+ ', ' '),
      fc.constantFrom(...'ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹĐÐ'),
      fc.constantFrom(
        '\u0300',
        '\u0301',
        '\u0303',
        '\u0308',
        '\u031b',
        '\u0323',
        '\u030a',
        '\u200b',
        '\ufe0f',
        '\u034f',
      ),
      fc.constantFrom(
        'khong',
        'tien',
        'http://',
        'www.',
        '.com',
        'n-ap',
        'ti3n',
        'nh4n',
        'hoj',
        'v a y ',
        'th3',
        '5gb',
        '\ud835',
        '\ude9d',
        '1.000',
        '0d!',
        '𝚝',
        'ñ',
        'й',
        'ǖ',
        'ﬁ',
        'ß',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('properties', () => {
  test('fast and slow folding agree in every sign, place and count', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const fast = fold(text);
        const slow = foldSlowly(text);
        expect(fast.ascii).toBe(slow.ascii);
        expect([...fast.at]).toEqual([...slow.at]);
        expect([...fast.words]).toEqual([...slow.words]);
        expect(fast.widest).toBe(slow.widest);
        expect(fast.tricks).toEqual(slow.tricks);
      }),
      { numRuns: 3000, seed: 20261121 },
    );
  });

  test('composed and decomposed text fold alike', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const composed = fold(text.normalize('NFC'));
        const decomposed = fold(text.normalize('NFD'));
        expect(decomposed.ascii).toBe(composed.ascii);
        expect(decomposed.tricks).toEqual(composed.tricks);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  test('only printable ASCII comes out, blanks single, places in order and within the text', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const { ascii, at } = fold(text);
        expect(ascii).toMatch(/^(?:[!-@[-~]+(?: [!-@[-~]+)*)?$/);
        expect(at.length).toBe(ascii.length);
        for (let i = 0; i < at.length; i++) {
          expect(at[i]).toBeLessThan(text.length);
          if (i > 0) expect(at[i]).toBeGreaterThanOrEqual(at[i - 1] as number);
        }
      }),
    );
  });
});

describe('the fast path is taken', () => {
  test('signs come from the table', () => {
    const snowman = 0x2603;
    try {
      SYMBOLS[snowman] = 'q'.charCodeAt(0);
      expect(fold('☃').ascii).toBe('q');
    } finally {
      SYMBOLS[snowman] = NOT_BUILT;
    }
    // Not the same text again: the last one is remembered.
    expect(fold('☃ ').ascii).toBe('');
    fold('Tài khoản');
    for (const sign of 'Tàikhoản') expect(SYMBOLS[sign.charCodeAt(0)]).not.toBe(NOT_BUILT);
  });

  test.each(['24h', '5gb/ngay,', '500.000d', 'trong!', '(18001091)', 'covid-19.', 'https://a.vn/b-c', 'khoan.'])(
    '%s is passed over without a closer look',
    (chunk) => {
      expect(mayHide(chunk, 0, chunk.length)).toBe(false);
    },
  );
});
