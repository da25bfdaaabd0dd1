import { brands, registry } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileReference, extract } from '../text/index.ts';
import confusables from './confusables.json' with { type: 'json' };
import { buildLookalikes } from './lookalike.ts';
import type { Lookalike } from './types.ts';

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

function imitation(host: string): Lookalike | undefined {
  const [seen] = extract(`https://${host}/`, reference);
  if (seen?.host === undefined || seen.registrable === undefined) throw new Error(`${host} is not a host`);
  return find(seen.host, seen.registrable);
}

describe('look-alikes', () => {
  it.each([
    ['vietcombank.vn-ms.top', 'Vietcombank', 'subdomain'],
    ['vietcombank.khachhang-uutien.com', 'Vietcombank', 'subdomain'],
    ['shb.com.vn-kps.top', 'SHB', 'subdomain'],
    ['msb.vn-cvs.top', 'MSB', 'subdomain'],
    ['facebook.com-dangnhap.xyz', 'Facebook', 'subdomain'],
    ['shopee.xacthuc-taikhoan.com', 'Shopee', 'subdomain'],
    ['momo.nhanqua-trian.com', 'MoMo', 'subdomain'],
    ['garena.dienthoai.top', 'Garena', 'subdomain'],
    ['i-vietcombank.com', 'Vietcombank', 'combo'],
    ['techcombank-online.com', 'Techcombank', 'combo'],
    ['svip-acb.com', 'ACB', 'combo'],
    ['acb-online-care.com', 'ACB', 'combo'],
    ['nganhang-onlinebidv.com', 'BIDV', 'combo'],
    ['mbbank-vn.xyz', 'MB Bank', 'combo'],
    ['lazada88.vip', 'Lazada', 'combo'],
    ['dichvucongs.top', 'Cổng Dịch vụ công quốc gia', 'typo'],
    ['tracuu-dichvucong.com', 'Cổng Dịch vụ công quốc gia', 'combo'],
    ['thuedientuu.vn', 'Cục Thuế', 'combo'],
    ['vneid-dinhdanh.com', 'VNeID', 'combo'],
    ['zalo-trian.com', 'Zalo', 'combo'],
    ['zalonhanqua.com', 'Zalo', 'combo'],
    ['momo247.top', 'MoMo', 'combo'],
    ['tiki-7788.com', 'Tiki', 'combo'],
    ['nhanqua-memberrship-garena.com', 'Garena', 'combo'],
    ['amazon-tuyendung.com', 'Amazon', 'combo'],
    ['vcbdxgbink.com', 'Vietcombank', 'combo'],
    ['vcbxyebrnk.com', 'Vietcombank', 'combo'],
    ['napthe-playtogether.net', 'Play Together', 'combo'],
    ['momo-lixi.weebly.com', 'MoMo', 'combo'],
    ['momo7nhanqua.com', 'MoMo', 'combo'],
    ['vietcombamk.com', 'Vietcombank', 'typo'],
    ['vietcombnak.com', 'Vietcombank', 'typo'],
    ['viietcombank.com', 'Vietcombank', 'typo'],
    ['saconbank.com', 'Sacombank', 'typo'],
    ['viettcoombank.com', 'Vietcombank', 'typo'],
    ['shopoe.top', 'Shopee', 'typo'],
    ['v1etcombank.com', 'Vietcombank', 'homoglyph'],
    ['vietcornbank.com', 'Vietcombank', 'homoglyph'],
    ['vietcômbank.com', 'Vietcombank', 'homoglyph'],
    ['sh0pee-tangqua.com', 'Shopee', 'homoglyph'],
    ['vletinbank.com', 'VietinBank', 'homoglyph'],
    ['amaz0n.com', 'Amazon', 'homoglyph'],
    ['zalopay1.com', 'ZaloPay', 'combo'],
    ['paypa1.com', 'PayPal', 'homoglyph'],
    ['vietcombаnk.com', 'Vietcombank', 'scripts'],
    ['ѕhopeе.net', 'Shopee', 'scripts'],
    ['τechcombank.com', 'Techcombank', 'scripts'],
    ['аgribank.khachhang.com', 'Agribank', 'scripts'],
    ['vietinbank.vip', 'VietinBank', 'ending'],
    ['vietcombank.com.co', 'Vietcombank', 'ending'],
    ['lazada.shop', 'Lazada', 'ending'],
  ])('%s imitates %s: %s', (host, brand, trick) => expect(imitation(host)).toMatchObject({ brand, trick }));

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
    // Known in many countries, and there under the country's ending.
    'shopee.cl',
    'garena.my',
    'amazon.com.tr',
    'jtexpress.com',
    'shopee.hotro-khach.example.com',
    'lazada.phanmem.vn',
    'momo.quan-an.com',
    // Small talk with a big name in it.
    'applepie-recipes.com',
    'grapple.com',
    'lottery-results.org',
    'mobilelegends-wiki.com',
    // Names that stand in honest words by chance, or mean something in the language.
    'dichvucongchung-hoaphat.vn',
    'dichvucongnghe.com',
    'cacvandelienquan.vn',
    'phongchongluadao.vn',
    'luatnguyenkimlong.vn',
    'vndirectory.com',
    'vnpayroll.com',
    'cafecredit.com',
    'amazingspeed.com',
    'amazingmp3.com',
    'filmhtml.com',
    'panamabank.com',
    'vincomputers.vn',
    'letsplaytogether.org',
    'agribank.com.na',
    'msbonline.com',
    'ghn-group.vn',
    // A number under .vn, and numbers inside.
    'tima24.vn',
    'v2i8b.com',
    // One letter away, but a firm of its own.
    'viacom.com',
    'viscom.com',
    'gardena.com',
    'citicbank.com',
    'hellobank.fr',
    // Another language's own letters are no disguise.
    'ngânhàngsửahoa.vn',
    'кафе.рф',
  ])('%s is left alone', (host) => expect(imitation(host)).toBeUndefined());

  it('never flags what the registry holds, nor anything below it', () => {
    let domains = 0;
    for (const domain of registry.organisations.flatMap((organisation) => organisation.domains)) {
      for (const host of [domain, `khachhang.${domain}`, `vietcombank.${domain}`]) {
        const registrable = domain.split('.').slice(-2).join('.');
        expect(find(host, registrable), host).toBeUndefined();
      }
      domains += 1;
    }
    expect(domains).toBeGreaterThan(800);
  });

  it('names a true address for every brand', () => {
    for (const { id } of brands.brands) {
      const organisation = registry.organisations.find((one) => one.id === id);
      expect(organisation?.domains[0], id).toMatch(/\./);
    }
  });

  it('refuses brands whose organisation is unknown', () => {
    expect(() => buildLookalikes(registry, { ...brands, brands: [{ id: 'nobody', labels: ['nobody'] }] })).toThrow(
      'nobody',
    );
  });
});

/** Labels that may stand anywhere, long enough to be recognised with an error. */
const long = brands.brands.flatMap(({ labels = [] }) => labels).filter((label) => label.length > 9);
const letters = 'abcdefghijklmnopqrstuvwxyz';

describe('any', () => {
  it('one-letter edit of a long label hits', () => {
    const edit = fc.tuple(
      fc.constantFrom(...long),
      fc.nat(),
      fc.constantFrom('insert', 'remove', 'replace', 'swap', 'double'),
      fc.constantFrom(...letters),
    );
    let typos = 0;
    fc.assert(
      fc.property(edit, ([label, place, how, letter]) => {
        const at = place % (label.length - 1);
        const [before, here, after] = [label.slice(0, at), label[at] ?? '', label.slice(at + 1)];
        const edited = {
          insert: before + letter + here + after,
          remove: before + after,
          replace: before + letter + after,
          swap: before + (after[0] ?? '') + here + after.slice(1),
          double: before + here + here + after,
        }[how];
        fc.pre(edited !== label);
        for (const ending of ['com', 'net.vn', 'top']) {
          const found = find(`${edited}.${ending}`, `${edited}.${ending}`);
          expect(found, edited).toBeDefined();
          typos += found?.trick === 'typo' ? 1 : 0;
        }
      }),
      { seed: 21, numRuns: 3_000 },
    );
    expect(typos).toBeGreaterThan(5_000);
  });

  it('letter that passes for another, by the table, hits', () => {
    const all = brands.brands.flatMap(({ labels = [] }) => labels);
    let tried = 0;
    for (const [ascii, signs] of Object.entries(confusables.letters)) {
      const label = all.find((one) => one.includes(ascii));
      if (label === undefined) continue;
      for (const sign of signs) {
        const host = hostOf(`${label.replace(ascii, sign)}.com`);
        if (!host?.startsWith('xn--')) continue;
        expect(find(host, host)?.trick, `${sign} for ${ascii} in ${label}`).toMatch(/^(?:homoglyph|scripts)$/);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(250);
  });

  it('host is read without failing', () => {
    const label = fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,20}$/), fc.stringMatching(/^xn--[a-z0-9-]{1,59}$/));
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 6 }), (labels) => {
        find(labels.join('.'), labels.slice(-2).join('.'));
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });

  it('label of countless lures is cut in no time', () => {
    const label = `${'vipvn'.repeat(6)}acb${'vnvip'.repeat(5)}x`;
    const before = process.cpuUsage();
    for (let i = 0; i < 100; i++) expect(find(`${label}.com`, `${label}.com`)).toBeUndefined();
    expect(process.cpuUsage(before).user / 100).toBeLessThan(5_000);
    expect(find(`${label.slice(0, -1)}.com`, `${label.slice(0, -1)}.com`)?.brand).toBe('ACB');
  });
});

/** In A-labels, by the platform's own IDNA; undefined where that forbids a letter. */
function hostOf(name: string): string | undefined {
  try {
    return new URL(`http://${name}/`).hostname;
  } catch {
    return undefined;
  }
}
