import { brands, hints, hotlines, reference, registry, schemes, shorteners } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileReference } from '../text/index.ts';
import { createChecker, type Grade, type Listing, type Lookup } from './index.ts';

const parts = { reference: compileReference(reference), registry, brands, schemes, hints, hotlines, shorteners };
const check = createChecker(parts);
const nothingListed: Lookup = (keys) => keys.map(() => undefined);
const listed =
  (entries: Record<string, Listing>): Lookup =>
  (keys) =>
    keys.map((key) => entries[key]);
const scam: Listing = { kind: 'scam', source: 'Công an tỉnh', listedAt: '2026-11-01', scheme: 'dau-tu', id: 'i1' };
const gradeOf = (text: string, lookup = nothingListed): Grade => check({ text }, lookup).grade;

describe('the order of a check', () => {
  it('confirms what is listed, with its source and scheme', () => {
    const verdict = check({ text: 'Vào xyz-lai-cao.com đầu tư đi' }, listed({ 'xyz-lai-cao.com': scam }));
    expect(verdict.grade).toBe('confirmed-scam');
    expect(verdict.scheme).toBe('dau-tu');
    expect(verdict.reasons[0]).toMatchObject({
      code: 'listed',
      params: { source: 'Công an tỉnh', date: '2026-11-01' },
      observable: 0,
    });
    expect(verdict.contacts.map(({ phone }) => phone)).toEqual(['156', '5656', '113']);
  });

  it('finds the listing of a parent domain and of a number however it is written', () => {
    expect(gradeOf('https://login.xyz-lai-cao.com/a?b=1', listed({ 'xyz-lai-cao.com': scam }))).toBe('confirmed-scam');
    expect(gradeOf('gọi +84 912.345.678 nhé', listed({ 'tel:+84912345678': scam }))).toBe('confirmed-scam');
  });

  it('lets the registry win over a listing and over likeness', () => {
    expect(gradeOf('vietcombank.com.vn', listed({ 'vietcombank.com.vn': scam }))).toBe('official');
    expect(gradeOf('https://portal.vietcombank.com.vn/dang-nhap')).toBe('official');
    expect(gradeOf('https://dichvucong.bocongan.gov.vn')).toBe('official');
    expect(gradeOf('1900 54 54 13')).toBe('official');
    expect(gradeOf('số 18001091 của ai vậy')).toBe('official');
    const official: Listing = { kind: 'official', source: 'Danh bạ tỉnh', listedAt: '2026-11-01', name: 'UBND xã' };
    const verdict = check({ text: '0215 3825 123' }, listed({ 'tel:+842153825123': official }));
    expect(verdict).toMatchObject({ grade: 'official', reasons: [{ code: 'official', params: { name: 'UBND xã' } }] });
  });

  it('does not vouch for a whole message because it mentions an official number', () => {
    const text =
      'Chúc gia đình mình năm mới mạnh khỏe, nhiều niềm vui, cần gì cứ hỏi tổng đài của nhà mạng theo số 198 nhé';
    expect(gradeOf(text)).toBe('nothing-found');
  });

  it('never says more than very suspicious for likeness alone', () => {
    const verdict = check({ text: 'vietcombank.vn-ms.top' }, nothingListed);
    expect(verdict.grade).toBe('very-suspicious');
    expect(verdict.reasons[0]).toMatchObject({
      code: 'lookalike-subdomain',
      params: { brand: 'Vietcombank', official: 'vietcombank.com.vn' },
    });
    expect(verdict.contacts[0]).toMatchObject({ code: 'bank', name: 'Vietcombank' });
  });

  it('takes no platform where anybody writes for an official page', () => {
    expect(gradeOf('https://www.facebook.com/congan.gia.mao')).toBe('nothing-found');
    expect(gradeOf('https://zalo.me/84912345678')).not.toBe('official');
  });

  it('says what it could not find out', () => {
    const { notAsked } = check({ text: 'abc-xyz.com 0912345678 tài khoản 0123456789 Vietcombank' }, nothingListed);
    expect(notAsked).toEqual(['page', 'bank', 'telco']);
  });

  it('never calls a forged sender name a ground for safety', () => {
    const text = 'Tai khoan cua quy khach da bi khoa. Dang nhap https://ebank-xacthuc.top de mo khoa';
    const sender = { kind: 'brandname', value: 'VIETCOMBANK' } as const;
    expect(check({ text, sender }, nothingListed).grade).toBe('very-suspicious');
  });
});

describe('honest messages with the words of scams', () => {
  it.each([
    'OTP cua Quy khach la 482913, hieu luc 2 phut. Tuyet doi khong cung cap ma nay cho bat ky ai.',
    'Ngân hàng KHÔNG gửi link qua SMS. Quý khách tuyệt đối không bấm vào đường link lạ, không cung cấp mật khẩu, OTP.',
    'Công an tỉnh khuyến cáo: các đối tượng giả danh công an yêu cầu chuyển tiền vào tài khoản an toàn. Bà con cảnh giác.',
    'Nếu có người xưng danh công an gọi điện dọa bắt và bảo giữ bí mật, bà con đừng tin, hãy báo công an xã.',
  ])('%s', (text) => expect(['nothing-found', 'unknown']).toContain(gradeOf(text)));

  it.each([
    'Khong chia se OTP cho bat ky ai. Tai khoan cua quy khach bi khoa, dang nhap https://vcb-xacthuc.top de mo khoa',
    'CẢNH BÁO: tuyệt đối không cung cấp OTP cho ai. Để bảo vệ tài khoản, vui lòng truy cập http://bao-ve-tk.icu đăng nhập ngay',
    'Ma OTP cua ban la 482913. Doc ma cho nhan vien ngan hang de huy giao dich 5.000.000d',
    'Cảnh giác lừa đảo! Nếu đã bị lừa, luật sư giúp lấy lại tiền bị lừa, liên hệ zalo 0912345678',
  ])('a warning does not wash: %s', (text) => expect(gradeOf(text)).toBe('very-suspicious'));
});

describe('every verdict', () => {
  const positives = schemes.schemes
    .flatMap(({ examples }) => examples.positive)
    .map((one) => (typeof one === 'string' ? one : one.text));
  const piece = fc.oneof(
    fc.constantFrom(
      ...positives,
      'vietcombank.vn-ms.top',
      '0912345678',
      '1900545413',
      'Mã OTP 482913',
      'nhaphang.top',
      '\n',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const anyText = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' '));
  const someListed: Lookup = (keys) => keys.map((key) => (key.length % 5 === 0 ? scam : undefined));

  it('holds its shape for any text', () => {
    const grades = new Set<Grade>();
    fc.assert(
      fc.property(anyText, fc.constantFrom(nothingListed, someListed), (text, lookup) => {
        const verdict = check({ text }, lookup);
        grades.add(verdict.grade);
        expect(verdict.reasons.length).toBeLessThanOrEqual(4);
        for (const { quote, observable, code, params } of verdict.reasons) {
          if (quote !== undefined) expect(quote.text).toBe(text.slice(quote.start, quote.end));
          if (observable !== undefined) expect(verdict.observables[observable]).toBeDefined();
          if (code !== 'listed' && !code.startsWith('lookalike-') && code !== 'official' && quote)
            expect(params['quote']).toBe(quote.text);
        }
        expect(new Set(verdict.advice).size).toBe(verdict.advice.length);
        expect(check({ text }, lookup)).toEqual(verdict);
      }),
      { seed: 20261121, numRuns: 600 },
    );
    expect([...grades].sort()).toEqual(
      expect.arrayContaining(['confirmed-scam', 'nothing-found', 'unknown', 'very-suspicious']),
    );
  });

  it('is not softened by invisible signs or accents put into or taken from the words', () => {
    const order: Grade[] = ['official', 'nothing-found', 'unknown', 'very-suspicious', 'confirmed-scam'];
    const plain = (text: string): string =>
      text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');
    for (const text of positives) {
      const before = order.indexOf(gradeOf(text));
      for (const [name, noisy] of [
        ['NFD', text.normalize('NFD')],
        ['no accents', plain(text)],
        ['zero-width', text.replace(/(\p{L})(?=\p{L}{3})/gu, '$1\u200b')],
        ['capitals', text.toUpperCase()],
      ] as const) {
        expect(order.indexOf(gradeOf(noisy)), `${name}: ${noisy}`).toBeGreaterThanOrEqual(before);
      }
    }
  });

  it('quotes accented words whole, also when marks stand apart', () => {
    const text = 'Tài khoản của bạn sẽ bị khóa trong 2 giờ, bấm vào https://mo-khoa-tk.top'.normalize('NFD');
    for (const { quote } of check({ text }, nothingListed).reasons) {
      if (quote === undefined) continue;
      expect(/^\p{M}/u.test(text.slice(quote.end))).toBe(false);
    }
  });
});

it('names an address in other letters as it is shown and as it is called in truth', () => {
  const { reasons } = check({ text: 'https://vietcombаnk.com/khoa' }, nothingListed);
  expect(reasons[0]).toMatchObject({
    code: 'lookalike-scripts',
    params: { value: 'vietcombаnk.com (xn--vietcombnk-6qi.com)', brand: 'Vietcombank', official: 'vietcombank.com.vn' },
  });
});

it('says of an address in several alphabets that it is not clear, whosever name it resembles', () => {
  const { grade, reasons } = check({ text: 'tra-xаnh.com' }, nothingListed);
  expect(grade).toBe('unknown');
  expect(reasons).toMatchObject([{ code: 'mixed-scripts', quote: { text: 'tra-xаnh.com' } }]);
  expect(check({ text: 'чай.com' }, nothingListed).grade).toBe('nothing-found');
});

it('refuses rules that name what does not exist', () => {
  const broken = {
    ...schemes,
    schemes: [
      {
        id: 'x',
        rules: [{ weight: 5, all: ['@no-such-group'] }],
        advice: [],
        examples: { positive: [], negative: [] },
      },
    ],
  };
  expect(() => createChecker({ ...parts, schemes: broken })).toThrow('@no-such-group');
});
