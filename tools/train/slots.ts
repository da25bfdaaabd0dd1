/** Fills the slots of templates with invented numbers, names and addresses. */
import { readFileSync } from 'node:fs';
import { brands, registry, shorteners } from '@khien/packs/vietnam';
import type { Random } from './random.ts';

const lists = JSON.parse(
  readFileSync(new URL('../../packs/vietnam/corpus/slots.json', import.meta.url), 'utf8'),
) as Record<string, string[]>;

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, (_, i) => (i === 0 ? 1 + random.below(9) : random.below(10))).join('');
const letters = (random: Random, count: number, of: string): string =>
  Array.from({ length: count }, () => of[random.below(of.length)]).join('');
const small = 'abcdefghijklmnopqrstuvwxyz';
const mixed = `${small}${small.toUpperCase()}0123456789`;
const two = (n: number): string => String(n).padStart(2, '0');
const between = (random: Random, from: number, to: number): number => from + random.below(to - from + 1);

/** `1.500.000đ`, `1,500,000 VND`, `1tr5`, `500k`: as people write amounts. */
function dong(random: Random, thousands: number): string {
  const dots = (sign: string): string => String(thousands * 1000).replace(/\B(?=(\d{3})+$)/g, sign);
  const short = [`${dots('.')}đ`, `${dots(',')}VND`, `${dots('.')} đồng`, `${dots(',')}d`, `${dots('.')} VNĐ`];
  if (thousands < 1000) short.push(`${thousands}k`, `${thousands}K`, `${thousands}.000đ`);
  else if (thousands < 1_000_000)
    short.push(`${Math.round(thousands / 1000)}tr`, `${Math.round(thousands / 1000)} triệu`);
  else short.push(`${Math.round(thousands / 100_000) / 10} tỷ`);
  return random.pick(short);
}

const labels = brands.brands.flatMap(({ labels = [], heads = [], tokens = [] }) => [...labels, ...heads, ...tokens]);
const officials = registry.organisations.flatMap(({ domains }) => domains);

function host(random: Random): string {
  const name = random.pick([
    () => `${random.pick(lists['word'] as string[])}${random.pick(lists['word'] as string[])}`,
    () => `${random.pick(lists['word'] as string[])}-${random.pick(lists['word'] as string[])}`,
    () => `${random.pick(lists['word'] as string[])}${random.below(1000)}`,
    () => letters(random, between(random, 4, 9), small),
    () => `${random.pick(brands.lures)}${random.pick(lists['word'] as string[])}`,
    () => `${letters(random, between(random, 1, 3), small)}${random.below(100)}${letters(random, 2, small)}`,
  ])();
  return `${name}.${random.pick(random.chance(0.7) ? brands.cheapSuffixes : ['com', 'net', 'vn', 'org', 'info', 'co', 'me', 'asia'])}`;
}

function squat(random: Random): string {
  const brand = random.pick(labels);
  const ending = random.pick([...brands.cheapSuffixes, 'com', 'cc', 'top', 'vip']);
  const lure = random.pick(brands.lures);
  return random.pick([
    () => `${brand}.vn-${letters(random, 2, small)}.${ending}`,
    () => `${brand}.com.vn-${letters(random, 3, small)}.${ending}`,
    () => `${lure}-${brand}.${ending}`,
    () => `${brand}-${lure}.${ending}`,
    () => `${brand}${lure}.${ending}`,
    () => `i-${brand}.com`,
    () => `${brand}.${letters(random, 5, small)}.${ending}`,
    () => host(random),
  ])();
}

const asLink = (name: string, random: Random): string =>
  random.pick(['', '', 'http://', 'https://']) +
  name +
  random.pick(['', '', '', '/', `/${letters(random, 4, mixed)}`, `/${random.pick(lists['path'] as string[])}`]);

const hour = (random: Random): string =>
  random.pick([
    `${two(random.below(24))}:${two(random.below(60))}`,
    `${random.below(24)}h${two(random.below(60))}`,
    `${between(random, 1, 12)}h`,
    `${between(random, 7, 22)} giờ`,
  ]);
const day = (random: Random): string => {
  const [d, m] = [between(random, 1, 28), between(random, 1, 12)];
  return random.pick([
    `${two(d)}/${two(m)}`,
    `${two(d)}/${two(m)}/${between(random, 2018, 2026)}`,
    `${d}/${m}`,
    `${two(d)}-${two(m)}-${between(random, 2018, 2026)}`,
    `ngày ${d} tháng ${m}`,
  ]);
};
const phone = (random: Random): string => {
  const number = `0${random.pick(['3', '5', '7', '8', '9'])}${digits(random, 8)}`;
  return random.pick([
    number,
    number,
    number,
    `+84${number.slice(1)}`,
    `${number.slice(0, 4)}.${number.slice(4, 7)}.${number.slice(7)}`,
    `${number.slice(0, 4)} ${number.slice(4, 7)} ${number.slice(7)}`,
  ]);
};

const made: Record<string, (random: Random) => string> = {
  bank: (random) => random.pick(registry.organisations.filter(({ kind }) => kind === 'bank')).name,
  amount: (random) =>
    dong(
      random,
      random.pick([between(random, 10, 900), between(random, 1, 90) * 500, between(random, 1, 50) * 10_000]),
    ),
  small: (random) => dong(random, between(random, 2, 60) * 5),
  mid: (random) =>
    dong(
      random,
      random.pick([between(random, 6, 19) * 50, between(random, 1, 20) * 1000, between(random, 3, 39) * 500]),
    ),
  big: (random) => dong(random, between(random, 2, 300) * 10_000),
  account: (random) => digits(random, between(random, 9, 14)),
  phone,
  hotline: (random) =>
    random.pick([
      `1800${digits(random, 4)}`,
      `1900${digits(random, 4)}`,
      `1900 ${digits(random, 6)}`,
      '198',
      '18001091',
      '9090',
      '1800 1090',
      `024${digits(random, 8)}`,
    ]),
  otp: (random) => digits(random, between(random, 4, 8)),
  time: hour,
  date: day,
  duration: (random) =>
    random.pick([
      `${between(random, 1, 48)} giờ`,
      `${between(random, 1, 48)}h`,
      `${between(random, 5, 60)} phút`,
      `${between(random, 1, 7)} ngày`,
      '24h',
      '24 giờ',
      '2 tiếng',
      '48h',
    ]),
  hours: (random) => `${between(random, 1, 48)}h`,
  percent: (random) => `${random.pick([5, 10, 15, 20, 25, 30, 50, 70, 100, between(random, 1, 99)])}%`,
  data: (random) =>
    random.pick([
      `${between(random, 1, 8)}GB/ngày`,
      `${between(random, 1, 120)}GB`,
      `${between(random, 1, 8)}GB/ngay`,
      `${between(random, 1, 9)}00MB`,
    ]),
  syntax: (random) =>
    `${letters(random, between(random, 1, 3), small).toUpperCase()}${random.below(200)}${random.pick(['', 'D', 'N', 'V', ' ON', ' OK', ' Y'])} ${random.pick(['gửi', 'gui', 'GUI'])} ${random.pick(['191', '109', '1543', '999', '290', '900', '195', '9123', '789'])}`,
  pack: (random) =>
    `${letters(random, between(random, 1, 3), small).toUpperCase()}${random.pick([5, 10, 15, 30, 50, 70, 90, 120, 149, 200])}${random.pick(['', 'D', 'N', 'X', 'K', 'S'])}`,
  balance: (random) =>
    `${String(between(random, 10, 90_000) * 1000).replace(/\B(?=(\d{3})+$)/g, random.pick([',', '.']))}${random.pick(['VND', 'đ', ' VND', 'd'])}`,
  txn: (random) =>
    random.pick([
      `FT${digits(random, 11)}`,
      `MBVCB.${digits(random, 10)}`,
      digits(random, 10),
      `${letters(random, 3, small).toUpperCase()}${digits(random, 8)}`,
    ]),
  order: (random) =>
    random.pick([
      `${letters(random, 4, small).toUpperCase()}${digits(random, 8)}`,
      `#${digits(random, 6)}`,
      `SPXVN${digits(random, 11)}`,
      digits(random, 12),
    ]),
  token: (random) => random.pick(['', '~', '']) + letters(random, between(random, 3, 6), mixed),
  plate: (random) =>
    `${between(random, 11, 99)}${random.pick(['A', 'B', 'C', 'F1', 'H1', 'K1'])}-${digits(random, 3)}.${digits(random, 2)}`,
  id: (random) => `0${digits(random, 11)}`,
  house: (random) =>
    random.pick([
      () =>
        `${random.pick(lists['word'] as string[])}${random.pick(['88', '789', '68', 'bet', 'win', '365', 'club', '79', 'vip'])}`.toUpperCase(),
      () => random.pick(lists['house'] as string[]),
    ])(),
  zalo: (random) =>
    random.pick([
      `zalo.me/${phone(random).replace(/\D/g, '')}`,
      `https://zalo.me/g/${letters(random, 9, small)}`,
      `Zalo ${phone(random)}`,
      `zalo: ${phone(random)}`,
      `zalo.me/84${digits(random, 9)}`,
    ]),
  tele: (random) =>
    random.pick([
      `t.me/${random.pick(lists['word'] as string[])}${random.below(999)}`,
      `https://t.me/+${letters(random, 12, mixed)}`,
      `Telegram @${random.pick(lists['word'] as string[])}${random.below(99)}`,
    ]),
  social: (random) =>
    `${random.pick(['facebook.com', 'fb.com', 'https://www.facebook.com'])}/${random.pick(lists['word'] as string[])}${random.pick(lists['word'] as string[])}`,
  'url-squat': (random) => asLink(squat(random), random),
  'url-bad': (random) => asLink(host(random), random),
  'url-short': (random) =>
    `${random.pick(['', 'https://'])}${random.pick(shorteners)}/${letters(random, between(random, 4, 8), mixed)}`,
  'url-good': (random) => asLink(random.pick(officials), random),
  'url-shop': (random) =>
    asLink(
      `${random.pick(lists['word'] as string[])}${random.pick(lists['word'] as string[])}.${random.pick(['vn', 'com.vn', 'com', 'vn', 'edu.vn', 'net', 'store', 'shop'])}`,
      random,
    ),
  gbp: (random) =>
    `£${random.pick([between(random, 1, 9) * 100, between(random, 1, 5) * 1000, between(random, 2, 90)])}`,
  usd: (random) =>
    `$${random.pick([between(random, 1, 9) * 100, between(random, 1, 9) * 1000, between(random, 2, 90)])}`,
  'en-phone': (random) =>
    random.pick([
      `0${random.pick(['90', '87', '871', '800', '20'])}${digits(random, 8)}`,
      `07${digits(random, 9)}`,
      `+1${digits(random, 10)}`,
      `(${digits(random, 3)}) ${digits(random, 3)}-${digits(random, 4)}`,
      `+44${digits(random, 10)}`,
    ]),
  'en-short': (random) => digits(random, 5),
  'en-code': (random) =>
    random.pick([
      digits(random, 6),
      digits(random, 4),
      `${letters(random, 2, small).toUpperCase()}${digits(random, 3)}`,
      `K${digits(random, 2)}`,
    ]),
  'en-time': (random) =>
    random.pick([
      `${between(random, 1, 12)}${random.pick(['am', 'pm'])}`,
      `${between(random, 1, 12)}:${two(random.below(60))}`,
      `${between(random, 1, 12)}.30`,
      `${between(random, 5, 11)} ish`,
    ]),
  'en-date': (random) =>
    random.pick([
      `${between(random, 1, 28)}/${two(between(random, 1, 12))}`,
      `${between(random, 1, 28)}/${two(between(random, 1, 12))}/${between(random, 4, 24)}`,
      `${between(random, 1, 28)} ${random.pick(lists['en-month'] as string[])}`,
    ]),
  'en-url-bad': (random) =>
    asLink(
      random.pick([
        () => host(random),
        () =>
          `${random.pick(lists['en-word'] as string[])}-${random.pick(lists['en-word'] as string[])}.${random.pick(['com', 'info', 'net', 'top', 'xyz', 'co', 'online'])}`,
        () =>
          `www.${random.pick(lists['en-word'] as string[])}${random.pick(lists['en-word'] as string[])}.${random.pick(['com', 'co.uk', 'net', 'biz', 'tv'])}`,
      ])(),
      random,
    ),
  'en-url-good': (random) => asLink(random.pick(lists['en-site'] as string[]), random),
};

/** @throws for a slot that does not exist */
export function fillSlot(name: string, random: Random, where: string): string {
  const make = made[name];
  if (make !== undefined) return make(random);
  const list = lists[name];
  if (list === undefined) throw new Error(`${where}: no slot {${name}}`);
  return random.pick(list);
}
