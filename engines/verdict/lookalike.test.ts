import { domainToUnicode } from 'node:url';
import { brands, registry } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileReference, extract } from '../text/index.ts';
import { buildLookalikes } from './lookalike.ts';
import { decodeLabel } from './punycode.ts';
import { skeleton } from './skeleton.ts';

const find = buildLookalikes(registry, brands);
const reference = compileReference({
  banks: [],
  phonePlan: {
    country: '84',
    trunk: '0',
    mobileDigits: 9,
    mobile: [],
    renumberedDigits: 10,
    renumbered: [],
    landlineDigits: 10,
    areas: [],
    services: [],
    publicCodes: [],
  },
});

function brandOf(host: string): string | undefined {
  const [seen] = extract(`https://${host}/`, reference);
  if (seen?.host === undefined || seen.registrable === undefined) throw new Error(`${host} is not a host`);
  return find(seen.host, seen.registrable)?.brand;
}

describe('look-alikes', () => {
  it.each([
    ['vietcombank.vn-ms.top', 'Vietcombank'],
    ['shb.com.vn-kps.top', 'SHB'],
    ['msb.vn-cvs.top', 'MSB'],
    ['i-vietcombank.com', 'Vietcombank'],
    ['vietcombamk.com', 'Vietcombank'],
    ['vietcombnak.com', 'Vietcombank'],
    ['v1etcombank.com', 'Vietcombank'],
    ['vietcornbank.com', 'Vietcombank'],
    ['vietcômbank.com', 'Vietcombank'],
    ['vietinbank.vip', 'VietinBank'],
    ['techcombank-online.com', 'Techcombank'],
    ['svip-acb.com', 'ACB'],
    ['onlinenhbidv.com', 'BIDV'],
    ['mbbank-vn.xyz', 'MB Bank'],
    ['sh0pee-tangqua.com', 'Shopee'],
    ['lazada88.vip', 'Lazada'],
    ['dichvucongs.top', 'Cổng Dịch vụ công quốc gia'],
    ['thuedientuu.vn', 'Cục Thuế'],
    ['vneid-dinhdanh.com', 'VNeID'],
    ['facebook.com-dangnhap.xyz', 'Facebook'],
    ['zalo-trian.com', 'Zalo'],
    ['zaloonline.top', 'Zalo'],
    ['momo247.top', 'MoMo'],
  ])('%s imitates %s', (host, brand) => expect(brandOf(host)).toBe(brand));

  it.each([
    'vietcombank.com.vn',
    'portal.vietcombank.com.vn',
    'shopee.co.th',
    'dichvucong.bocongan.gov.vn',
    'dienbien.gov.vn',
    'tuoitre.vn',
    'vnexpress.net',
    'cimbbank.com.my',
    'otpbank.hu',
    'mtgarena.com',
    'momoshop.com.tw',
    'pineapple.com',
    'dantri.com.vn',
    'telegraf.com.ua',
    'arena.ne.jp',
    'vietnamnet.vn',
    'github.com',
  ])('%s is left alone', (host) => expect(brandOf(host)).toBeUndefined());

  it('never flags what the registry holds, nor anything below it', () => {
    for (const { domains } of registry.organisations) {
      for (const domain of domains) {
        const registrable = domain.split('.').slice(-2).join('.');
        expect(find(domain, registrable), domain).toBeUndefined();
        expect(find(`khachhang.${domain}`, registrable), domain).toBeUndefined();
      }
    }
  });

  it('takes any host without failing', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9-]{1,20}$/), { minLength: 2, maxLength: 6 }), (labels) => {
        find(labels.join('.'), labels.slice(-2).join('.'));
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });

  it('cuts a label of countless lures in no time', () => {
    const label = `${'vipvn'.repeat(6)}acb${'vnvip'.repeat(5)}x`;
    const before = process.cpuUsage();
    for (let i = 0; i < 100; i++) expect(find(`${label}.com`, `${label}.com`)).toBeUndefined();
    expect(process.cpuUsage(before).user / 100).toBeLessThan(5_000);
    expect(find(`${label.slice(0, -1)}.com`, `${label.slice(0, -1)}.com`)?.brand).toBe('ACB');
  });

  it('refuses brands whose organisation is unknown', () => {
    expect(() => buildLookalikes(registry, { ...brands, brands: [{ id: 'nobody', labels: ['nobody'] }] })).toThrow(
      'nobody',
    );
  });
});

describe('skeleton', () => {
  it.each([
    ['vietcombank', 'vletcombank'],
    ['v1etc0mbank', 'vletcombank'],
    ['vietcornbank', 'vletcombank'],
    ['shopee-88', 'shopee'],
    ['shopee88', 'shopee'],
    ['365bank', 'bank'],
    ['', ''],
  ])('%s → %s', (label, expected) => expect(skeleton(label)).toBe(expected));
});

describe('decodeLabel', () => {
  it('decodes as the platform does', () => {
    let decoded = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'aiubđăêôơưàéịпайв中'), { minLength: 1, maxLength: 12 }), (letters) => {
        const label = new URL(`http://${letters.join('')}.com/`).hostname.replace(/\.com$/, '');
        expect(decodeLabel(label)).toBe(domainToUnicode(label));
        decoded += label.startsWith('xn--') ? 1 : 0;
      }),
      { seed: 3, numRuns: 500 },
    );
    expect(decoded).toBeGreaterThan(100);
  });

  it('gives a damaged label back', () => {
    for (const label of ['xn--', 'xn--a', 'xn--99999999999', 'xn--é', 'plain']) {
      expect(typeof decodeLabel(label)).toBe('string');
    }
  });
});
