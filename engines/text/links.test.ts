import { domainToASCII } from 'node:url';
import { reference } from '@khien/packs/vietnam';
import { describe, expect, test } from 'vitest';
import { compileReference, extract } from './index.ts';

const ref = compileReference(reference);
const found = (text: string) => extract(text, ref).map(({ kind, key, raw }) => `${kind} ${key} «${raw}»`);

describe('links as people write them', () => {
  test.each([
    [
      'Nhà mạng báo: vào https://vnpt.vn/tra-cuu?ma=12#dau nhé.',
      'url vnpt.vn/tra-cuu?ma=12 «https://vnpt.vn/tra-cuu?ma=12#dau»',
    ],
    ['Xem tại HTTP://WWW.Example.COM/Duong-Dan', 'url example.com/Duong-Dan «HTTP://WWW.Example.COM/Duong-Dan»'],
    ['Trang chủ: https://dienbien.gov.vn/', 'domain dienbien.gov.vn «https://dienbien.gov.vn/»'],
    ['Bấm bit.ly/nhanqua88!', 'url bit.ly/nhanqua88 «bit.ly/nhanqua88»'],
    ['(xem my.congty.com.vn/app).', 'url my.congty.com.vn/app «my.congty.com.vn/app»'],
    [
      'vào vi.wikipedia.org/wiki/Điện_Biên_(tỉnh) đọc',
      'url vi.wikipedia.org/wiki/%C4%90i%E1%BB%87n_Bi%C3%AAn_(t%E1%BB%89nh) «vi.wikipedia.org/wiki/Điện_Biên_(tỉnh)»',
    ],
    ['https://a-b.top:8443/x và nữa', 'url a-b.top:8443/x «https://a-b.top:8443/x»'],
    ['https://a-b.top:443/', 'domain a-b.top «https://a-b.top:443/»'],
    ['Truy cập👉vietcombank.vn-ms.top👈ngay', 'domain vietcombank.vn-ms.top «vietcombank.vn-ms.top»'],
    ['Tải app:http://tai-app.xyz/vssid.apk, cài đặt', 'url tai-app.xyz/vssid.apk «http://tai-app.xyz/vssid.apk»'],
    ['Đăng nhập tại vcb.com-1a.icu.', 'domain vcb.com-1a.icu «vcb.com-1a.icu»'],
    ['link "https://nhan-qua.click/abc"', 'url nhan-qua.click/abc «https://nhan-qua.click/abc»'],
    ['ghé OLsO8Rv.Gezne.de nhé', 'domain olso8rv.gezne.de «OLsO8Rv.Gezne.de»'],
    ['vào https://ngan-hang.6app để hủy', 'domain ngan-hang.6app «https://ngan-hang.6app»'],
    ['ghé 88vin.vip/?r=1', 'url 88vin.vip/?r=1 «88vin.vip/?r=1»'],
    ['0912345678.xyz là web lạ', 'domain 0912345678.xyz «0912345678.xyz»'],
    ['vào ｖｉｅｔ－ｂａｎｋ．ｃｏｍ nhé', 'domain viet-bank.com «ｖｉｅｔ－ｂａｎｋ．ｃｏｍ»'],
    ['vào viet\u200bcombank.top nhé', 'domain vietcombank.top «viet\u200bcombank.top»'],
    ['http://[2001:DB8:0::1]:8080/a', 'url [2001:db8::1]:8080/a «http://[2001:DB8:0::1]:8080/a»'],
    ['http://203.0.113.7/dang-nhap', 'url 203.0.113.7/dang-nhap «http://203.0.113.7/dang-nhap»'],
    ['http://3405803783/', 'ip ip:203.0.113.7 «http://3405803783/»'],
    ['http://0xcb007107/x', 'url 203.0.113.7/x «http://0xcb007107/x»'],
    ['http://34058037831.thu-phi.top/', 'domain 34058037831.thu-phi.top «http://34058037831.thu-phi.top/»'],
    ['máy chủ 203.0.113.7 bị chặn', 'ip ip:203.0.113.7 «203.0.113.7»'],
    ['https://vietcombank.com.vn@thu-phi.top/x', 'url thu-phi.top/x «https://vietcombank.com.vn@thu-phi.top/x»'],
    ['http://例え.テスト/a', 'url xn--r8jz45g.xn--zckzah/a «http://例え.テスト/a»'],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });
});

test.each(['https://ngân-hàng.vn', 'vіеtсоmbаnk.com', 'bücher.de', 'điện-biên.com'])(
  '%s is looked up by its A-labels',
  (text) => {
    expect(extract(`vào ${text} nhé`, ref).map(({ key }) => key)).toEqual([
      domainToASCII(text.replace('https://', '')),
    ]);
  },
);

describe('links made harmless or broken', () => {
  test.each([
    ['hxxps://shb[.]com[.]vn-kps[.]top/login', 'url shb.com.vn-kps.top/login'],
    ['hxxp[:]//xau(.)xyz/a', 'url xau.xyz/a'],
    ['h**p://xau{.}xyz', 'domain xau.xyz'],
    ['vào ehoaq[dot]com', 'domain ehoaq.com'],
    ['vào ehoaq (chấm) com', 'domain ehoaq.com'],
    ['vào ehoaq chấm com ngay', 'domain ehoaq.com'],
    ['vào ehoaq dot com dot vn ngay', 'domain ehoaq.com'],
    ['số dư [ ehoaq. com ]', 'domain ehoaq.com'],
    ['vào thuphi . vn-ms . top để nộp', 'domain thuphi.vn-ms.top'],
    ['vào thuphatgt .com nhé', 'domain thuphatgt.com'],
    ['https:// thu-phi.com/a', 'url thu-phi.com/a'],
    ['https:/thu-phi.com/a', 'url thu-phi.com/a'],
    ['https//thu-phi.com/a', 'url thu-phi.com/a'],
    ['vui lòng vào https://svip- thuphi.com để hủy', 'domain svip-thuphi.com'],
    ['vietcombank.com.vn-x.top.Vui lòng', 'domain vietcombank.com.vn-x.top'],
    ['Đăng nhập techcombank.com.Vui long', 'domain techcombank.com'],
  ])('%s', (text, expected) => {
    expect(found(text).map((line) => line.replace(/ «.*$/s, ''))).toContain(expected);
  });
});

describe('no links', () => {
  test.each([
    'Khóa tài khoản.Vui lòng liên hệ.De duoc ho tro',
    'Gửi tiền.com ngon lắm'.replace('com ', 'cơm '),
    'TP.HCM, Q.1, P.KH, GS.TS Nguyễn Văn A, v.v. và K.M',
    'số tiền 1.500.000 đ và 2.350.000VND lúc 10.30',
    'bản iOS 18.0.1.2 hay v1.2.3.4',
    'Bạn có khỏe không?Mình ở nhà.So với hôm qua',
    'hạn 20.11.2025.Ma so 5',
    'chi tiết...vn khác',
    'Cảm ơn bạn. com là gì',
    'a.b.c và x.y',
    'khách hàng. vn là tên miền'.replace('khách hàng', 'hàng'),
    '1.200.300.400 đồng',
    'email @nguyen va #tag',
    'ratio 3.5:1 va 10.0.0 beta',
    'Top 10.Top 5.Vip nhất',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('addresses and accounts in networks', () => {
  test.each([
    [
      'gửi về Ho.Tro+vcb@Vietcombank-VN.com nhé',
      ['email mail:ho.tro+vcb@vietcombank-vn.com «Ho.Tro+vcb@Vietcombank-VN.com»'],
    ],
    ['abc[at]gmail[dot]com', ['email mail:abc@gmail.com «abc[at]gmail[dot]com»']],
    ['abc (a còng) gmail.com', ['email mail:abc@gmail.com «abc (a còng) gmail.com»']],
    ['Zalo: 0912.345.678', ['social social:zalo:84912345678 «0912.345.678»']],
    ['kết bạn zalo 912345678', ['social social:zalo:84912345678 «912345678»']],
    ['https://zalo.me/0912345678', ['social social:zalo:84912345678 «https://zalo.me/0912345678»']],
    ['zalo.me/g/abcxyz123', ['social social:zalo:g/abcxyz123 «zalo.me/g/abcxyz123»']],
    ['https://zalo.me/app/link/xyz', ['url zalo.me/app/link/xyz «https://zalo.me/app/link/xyz»']],
    ['t.me/HoTro_VCB', ['social social:telegram:hotro_vcb «t.me/HoTro_VCB»']],
    ['t.me/+AbCdEfGh', ['social social:telegram:+AbCdEfGh «t.me/+AbCdEfGh»']],
    ['nhắn tele @cskh_vay24h', ['social social:telegram:cskh_vay24h «@cskh_vay24h»']],
    ['Telegram: vay24h_cskh nhé', ['social social:telegram:vay24h_cskh «vay24h_cskh»']],
    ['Telegram: Nguyễn Văn A', []],
    ['fb.com/groups/vieclam24h', ['social social:facebook:groups/vieclam24h «fb.com/groups/vieclam24h»']],
    [
      'https://www.facebook.com/profile.php?id=100012345',
      ['social social:facebook:100012345 «https://www.facebook.com/profile.php?id=100012345»'],
    ],
    ['https://www.facebook.com/share/p/abc', ['url facebook.com/share/p/abc «https://www.facebook.com/share/p/abc»']],
    ['wa.me/84912345678', ['social social:whatsapp:84912345678 «wa.me/84912345678»']],
    ['trang zalo.me và t.co', ['domain zalo.me «zalo.me»', 'domain t.co «t.co»']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('fingerprints and wallets', () => {
  test('are found among words', () => {
    const hash = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855';
    expect(found(`tệp ${hash}, ví TRC20:TJRabPrwbZy45sbavfcjinPJC18kjpRTv8.`)).toEqual([
      `file-hash sha256:${hash.toLowerCase()} «${hash}»`,
      'wallet wallet:tron:TJRabPrwbZy45sbavfcjinPJC18kjpRTv8 «TJRabPrwbZy45sbavfcjinPJC18kjpRTv8»',
    ]);
  });

  test('a wallet with a wrong sign or a random code is none', () => {
    expect(found('TJRabPrwbZy45sbavfcjinPJC18kjpRTv9 3f2a9b7c1d5e4f6a8b9c7d3e5f1a2b4c')).toEqual([]);
  });
});

test('a link pasted alone is taken whatever its ending', () => {
  expect(found('google.de')).toEqual(['domain google.de «google.de»']);
  expect(found('  khoan.de\nmua.so ')).toEqual(['domain khoan.de «khoan.de»', 'domain mua.so «mua.so»']);
  expect(found('tai khoan.de o day')).toEqual([]);
});
