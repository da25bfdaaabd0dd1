import { reference } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileReference, normalise, type ObservableKind, TEXT_LIMIT } from './index.ts';

const ref = compileReference(reference);

describe('values as people type them', () => {
  test.each<[ObservableKind, string, string, string]>([
    [
      'url',
      'https://Vietcombank.VN-ms.top/Dang-Nhap#x',
      'vietcombank.vn-ms.top/Dang-Nhap',
      'https://vietcombank.vn-ms.top/Dang-Nhap',
    ],
    ['url', 'hxxp[:]//xau[.]top/a(dot)b', 'xau.top/a(dot)b', 'http://xau.top/a(dot)b'],
    ['url', 'xau.top?x=1', 'xau.top/?x=1', 'http://xau.top/?x=1'],
    ['url', 'https://www.xau.top/', 'xau.top', 'xau.top'],
    ['url', 'https://user:pw@xau.top:8080/a', 'xau.top:8080/a', 'https://xau.top:8080/a'],
    ['url', 'http://203.0.113.7/a', '203.0.113.7/a', 'http://203.0.113.7/a'],
    ['url', 'https://zalo.me/0912345678', 'social:zalo:84912345678', 'zalo:84912345678'],
    ['domain', ' WWW.Xau.TOP. ', 'xau.top', 'xau.top'],
    ['domain', '*.xau.top', 'xau.top', 'xau.top'],
    ['domain', 'https://xau.top/duong-dan', 'xau.top', 'xau.top'],
    ['domain', 'xau [.] top', 'xau.top', 'xau.top'],
    ['domain', 'điện-biên.vn', 'xn--in-bin-mva02ap47u.vn', 'xn--in-bin-mva02ap47u.vn'],
    ['domain', '_dmarc.-x.xau.top', '_dmarc.-x.xau.top', '_dmarc.-x.xau.top'],
    ['ip', '203.0.113.7', 'ip:203.0.113.7', '203.0.113.7'],
    ['ip', '203[.]0[.]113[.]7', 'ip:203.0.113.7', '203.0.113.7'],
    ['ip', '[2001:DB8::0:1]', 'ip:2001:db8::1', '2001:db8::1'],
    ['phone', '0912.345.678', 'tel:+84912345678', '+84912345678'],
    ['phone', '912 345 678', 'tel:+84912345678', '+84912345678'],
    ['phone', '+84 (0)912 345 678', 'tel:+84912345678', '+84912345678'],
    ['phone', '0123 456 7890', 'tel:+84834567890', '+84834567890'],
    ['phone', '1900 545 413', 'tel:+841900545413', '+841900545413'],
    ['phone', '5656', 'tel:5656', '5656'],
    ['phone', '+1 202 555 0134', 'tel:+12025550134', '+12025550134'],
    ['phone', '００84-912345678', 'tel:+84912345678', '+84912345678'],
    ['bank-account', '0123456789', 'acct:*:0123456789', '*:0123456789'],
    ['bank-account', 'VCB 0123 456 789', 'acct:970436:0123456789', '970436:0123456789'],
    ['bank-account', '0123456789 (Ngân hàng Quân đội)', 'acct:970422:0123456789', '970422:0123456789'],
    ['bank-account', '970436:0123456789', 'acct:970436:0123456789', '970436:0123456789'],
    ['email', 'Mailto:Ho.Tro@Xau.TOP', 'mail:ho.tro@xau.top', 'ho.tro@xau.top'],
    ['email', 'a@b[.]com', 'mail:a@b.com', 'a@b.com'],
    ['file-hash', `SHA256:${'AB'.repeat(32)}`, `sha256:${'ab'.repeat(32)}`, 'ab'.repeat(32)],
    ['social', 'Zalo: 0912 345 678', 'social:zalo:84912345678', 'zalo:84912345678'],
    ['social', 'telegram @HoTro_VCB', 'social:telegram:hotro_vcb', 'telegram:hotro_vcb'],
    ['social', 'https://t.me/+AbCd', 'social:telegram:+AbCd', 'telegram:+AbCd'],
    ['social', 'facebook:groups/vieclam', 'social:facebook:groups/vieclam', 'facebook:groups/vieclam'],
    [
      'wallet',
      'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8',
      'wallet:tron:TJRabPrwbZy45sbavfcjinPJC18kjpRTv8',
      'tron:TJRabPrwbZy45sbavfcjinPJC18kjpRTv8',
    ],
    ['sender', ' Vietcombank ', 'sender:VIETCOMBANK', 'VIETCOMBANK'],
    ['sender', 'VIETTEL_5G', 'sender:VIETTEL_5G', 'VIETTEL_5G'],
  ])('%s %s', (kind, raw, key, value) => {
    expect(normalise(kind, raw, ref)).toMatchObject({
      ok: true,
      observable: { key, value, raw, start: 0, end: raw.length },
    });
    // A canonical value reads as itself.
    const again = normalise(key.startsWith('social:') ? 'social' : kind, value, ref);
    expect(again).toMatchObject({ ok: true, observable: { key, value } });
  });

  test('hosts say what somebody registered', () => {
    expect(normalise('domain', 'a.b.co.uk', ref)).toMatchObject({
      ok: true,
      observable: { host: 'a.b.co.uk', registrable: 'b.co.uk' },
    });
    expect(normalise('domain', 'x.y.github.io', ref)).toMatchObject({
      ok: true,
      observable: { registrable: 'y.github.io' },
    });
    const suffix = normalise('domain', 'com.vn', ref);
    expect(suffix.ok && suffix.observable.registrable).toBeUndefined();
  });
});

describe('values that are not understood', () => {
  test.each<[ObservableKind, string, string]>([
    ['url', '', 'empty'],
    ['url', ' \u200b ', 'empty'],
    ['url', 'a'.repeat(TEXT_LIMIT + 1), 'too-long'],
    ['url', 'không phải link', 'not-a-url'],
    ['url', 'http://', 'not-a-url'],
    ['url', 'javascript:alert(1)', 'not-a-url'],
    ['url', 'http://localhost/', 'not-a-url'],
    ['domain', 'vietcombank', 'not-a-domain'],
    ['domain', '203.0.113.7', 'not-a-domain'],
    ['domain', 'a..b.com', 'not-a-domain'],
    ['domain', `${'a'.repeat(64)}.com`, 'not-a-domain'],
    ['domain', `${'a.'.repeat(130)}com`, 'not-a-domain'],
    ['ip', '1.2.3', 'not-an-ip'],
    ['ip', '1.2.3.256', 'not-an-ip'],
    ['ip', '01.2.3.4', 'not-an-ip'],
    ['ip', '2001:db8:::1', 'not-an-ip'],
    ['phone', '0712', 'not-a-phone'],
    ['phone', '0112345678', 'not-a-phone'],
    ['phone', 'gọi tôi', 'not-a-phone'],
    ['phone', '+84', 'not-a-phone'],
    ['phone', '09123456789', 'not-a-phone'],
    ['bank-account', '12345', 'not-an-account'],
    ['bank-account', '1'.repeat(20), 'not-an-account'],
    ['bank-account', '0123456789 Ngân hàng Trăng', 'unknown-bank'],
    ['bank-account', '111111:0123456789', 'unknown-bank'],
    ['email', 'a@b', 'not-an-email'],
    ['email', 'a b@c.com', 'not-an-email'],
    ['email', '@c.com', 'not-an-email'],
    ['file-hash', 'abc', 'not-a-hash'],
    ['file-hash', 'd41d8cd98f00b204e9800998ecf8427e', 'not-a-hash'],
    ['social', 'zalo', 'not-a-social-account'],
    ['social', 'https://xau.top/a', 'not-a-social-account'],
    ['social', 'facebook: <script>', 'not-a-social-account'],
    ['social', 'telegram: +<script>', 'not-a-social-account'],
    ['wallet', 'xin chào', 'not-a-wallet'],
    ['wallet', 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv9', 'bad-checksum'],
    ['sender', '<b>', 'not-a-sender'],
    ['sender', 'X'.repeat(40), 'not-a-sender'],
    ['vietqr', 'xin chào', 'not-a-vietqr'],
  ])('%s %s', (kind, raw, problem) => {
    expect(normalise(kind, raw, ref)).toEqual({ ok: false, problem });
  });
});

describe('properties', () => {
  const kinds = fc.constantFrom<ObservableKind>(
    'url',
    'domain',
    'ip',
    'phone',
    'bank-account',
    'email',
    'file-hash',
    'social',
    'wallet',
    'sender',
    'vietqr',
  );
  const written = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.domain(),
    fc.emailAddress(),
    fc.ipV4(),
    fc.ipV6(),
    fc.stringMatching(/^[+(]?[0-9 .()-]{3,24}$/),
    fc.stringMatching(/^(?:VCB|MB|970436:|zalo |t\.me\/|telegram:|h\*\*p:\/\/)[0-9a-z_.]{3,20}$/),
  );

  test('never throws; a canonical value is its own canonical value', () => {
    fc.assert(
      fc.property(kinds, written, (kind, raw) => {
        const first = normalise(kind, raw, ref);
        if (!first.ok) return;
        const { value, key } = first.observable;
        const second = normalise(first.observable.kind, value, ref);
        expect(second).toMatchObject({ ok: true, observable: { value, key } });
      }),
      { numRuns: 2000 },
    );
  });

  test('every well-formed address on the web is understood', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        expect(normalise('url', url, ref).ok).toBe(true);
      }),
    );
  });

  test('scheme, case, default port, www and fragment make no difference', () => {
    fc.assert(
      fc.property(fc.domain(), fc.webPath(), (host, path) => {
        const key = (url: string) => {
          const read = normalise('url', url, ref);
          return read.ok ? read.observable.key : read.problem;
        };
        expect(key(`HTTPS://WWW.${host.toUpperCase()}:443${path}#x`)).toBe(key(`http://${host}${path}`));
      }),
    );
  });
});
