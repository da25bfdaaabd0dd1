import { reference } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { parse } from 'tldts';
import { describe, expect, test } from 'vitest';
import { compileReference, listingKeys, lookupKeys, normalise, type Observable, type ObservableKind } from './index.ts';

const ref = compileReference(reference);

function read(kind: ObservableKind, raw: string): Observable {
  const result = normalise(kind, raw, ref);
  if (!result.ok) throw new Error(`${raw}: ${result.problem}`);
  return result.observable;
}

const keys = (kind: ObservableKind, raw: string) => lookupKeys(read(kind, raw));

describe('keys to look up', () => {
  test.each<[ObservableKind, string, string[]]>([
    [
      'url',
      'http://a.b.vn-ms.top/x?y=1',
      ['a.b.vn-ms.top/x?y=1', 'a.b.vn-ms.top/x', 'a.b.vn-ms.top', 'b.vn-ms.top', 'vn-ms.top'],
    ],
    ['domain', 'shop.abc.com.vn', ['shop.abc.com.vn', 'abc.com.vn']],
    ['domain', 'nguoi-la.github.io', ['nguoi-la.github.io']],
    ['domain', 'a.nguoi-la.blogspot.com', ['a.nguoi-la.blogspot.com', 'nguoi-la.blogspot.com']],
    ['domain', 'com.vn', ['com.vn']],
    ['domain', 'github.io', ['github.io']],
    ['url', 'https://bit.ly/abc', ['bit.ly/abc']],
    ['domain', 'bit.ly', ['bit.ly']],
    ['url', 'https://docs.google.com/forms/d/xyz', ['docs.google.com/forms/d/xyz']],
    ['url', 'https://sites.google.com/view/xau', ['sites.google.com/view/xau']],
    ['url', 'http://203.0.113.7/a', ['203.0.113.7/a', 'ip:203.0.113.7']],
    ['url', 'http://203.0.113.7:8080/a', ['203.0.113.7:8080/a', 'ip:203.0.113.7']],
    ['url', 'http://[2001:db8::1]/a', ['[2001:db8::1]/a', 'ip:2001:db8::1']],
    ['url', 'http://xau.top:8080/a', ['xau.top:8080/a', 'xau.top']],
    ['ip', '203.0.113.7', ['ip:203.0.113.7']],
    ['email', 'a@mail.xau.top', ['mail:a@mail.xau.top', 'mail.xau.top', 'xau.top']],
    ['email', 'a@gmail.com', ['mail:a@gmail.com']],
    ['phone', '0912345678', ['tel:+84912345678', 'social:zalo:84912345678', 'acct:any:0912345678']],
    ['phone', '1900545413', ['tel:+841900545413']],
    ['phone', '156', ['tel:156']],
    ['social', 'zalo:0912345678', ['social:zalo:84912345678', 'tel:+84912345678']],
    ['social', 'telegram:abc_def', ['social:telegram:abc_def']],
    ['bank-account', '970436:0123456789', ['acct:970436:0123456789', 'acct:*:0123456789']],
    ['bank-account', '0123456789', ['acct:*:0123456789', 'acct:any:0123456789']],
    ['bank-account', 'MB 0912345678', ['acct:970422:0912345678', 'acct:*:0912345678', 'tel:+84912345678']],
    ['sender', 'Vietcombank', ['sender:VIETCOMBANK']],
    ['file-hash', 'a'.repeat(64), [`sha256:${'a'.repeat(64)}`]],
  ])('%s %s', (kind, raw, expected) => {
    expect(keys(kind, raw)).toEqual(expected);
  });

  test('a host of a hundred labels asks for few', () => {
    const host = `${'a.'.repeat(100)}xau.top`;
    const asked = keys('domain', host);
    expect(asked).toHaveLength(6);
    expect(asked[0]).toBe(host);
    expect(asked.at(-1)).toBe('xau.top');
  });
});

describe('a listed account', () => {
  test('is found with its bank, and without any', () => {
    const listed = listingKeys(read('bank-account', '970436:0123456789'));
    expect(keys('bank-account', '970436:0123456789').some((key) => listed.includes(key))).toBe(true);
    expect(keys('bank-account', '0123456789').some((key) => listed.includes(key))).toBe(true);
  });

  test('never speaks for the same number at another bank', () => {
    const listed = listingKeys(read('bank-account', '970436:0123456789'));
    expect(keys('bank-account', '970422:0123456789').some((key) => listed.includes(key))).toBe(false);
  });

  test('listed without a bank is found at every bank', () => {
    const listed = listingKeys(read('bank-account', '0123456789'));
    expect(keys('bank-account', '970422:0123456789').some((key) => listed.includes(key))).toBe(true);
  });
});

describe('properties', () => {
  const suffixes = fc.constantFrom(
    'com',
    'vn',
    'com.vn',
    'gov.vn',
    'co.uk',
    'github.io',
    'blogspot.com',
    'vercel.app',
    'top',
    'duckdns.org',
    'ck',
    'kawasaki.jp',
    'unknown',
  );
  const host = fc
    .tuple(fc.array(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/), { minLength: 1, maxLength: 8 }), suffixes)
    .map(([labels, suffix]) => [...labels, suffix].join('.'));

  test('parents are never a public suffix, end at the registrable name, and come in order', () => {
    fc.assert(
      fc.property(host, fc.constantFrom('', '/a', '/a?b=c'), (name, path) => {
        const result = normalise('url', `http://${name}${path}`, ref);
        fc.pre(result.ok);
        if (!result.ok) return;
        const hosts = lookupKeys(result.observable).filter((key) => !key.includes('/'));
        const parents = result.observable.kind === 'domain' ? hosts.slice(1) : hosts;
        for (const parent of parents) {
          const { publicSuffix, domain } = parse(parent, { allowPrivateDomains: true, validateHostname: false });
          expect(parent).not.toBe(publicSuffix);
          expect(domain).toBe(result.observable.registrable);
          expect(name.endsWith(parent)).toBe(true);
        }
        expect([...parents].sort((a, b) => b.length - a.length)).toEqual(parents);
        expect(new Set(hosts).size).toBe(hosts.length);
      }),
    );
  });

  test('a listed thing is found again by its own value', () => {
    const values = fc.oneof(
      host.map((value) => ['domain', value] as const),
      fc.webUrl().map((value) => ['url', value] as const),
      fc.ipV4().map((value) => ['ip', value] as const),
      fc.emailAddress().map((value) => ['email', value] as const),
      fc.stringMatching(/^09[0-4][0-9]{7}$/).map((value) => ['phone', value] as const),
      fc.stringMatching(/^970436:[0-9]{6,19}$/).map((value) => ['bank-account', value] as const),
    );
    fc.assert(
      fc.property(values, ([kind, value]) => {
        const result = normalise(kind, value, ref);
        fc.pre(result.ok);
        if (result.ok) expect(lookupKeys(result.observable)[0]).toBe(listingKeys(result.observable)[0]);
      }),
    );
  });
});
