import { compileReference } from '@khien/engines/text';
import { createGuard, indicatorKinds } from '@khien/features/indicators';
import { reference, registry } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportFormats, exportNames } from '../export.ts';
import { readFeed } from '../parse/feed.ts';
import type { FeedFormat } from '../parse/row.ts';
import type { ExportHead, ExportItem } from './item.ts';

const head: ExportHead = {
  publisher: 'https://khien.example',
  change: 42,
  changedAt: new Date('2026-11-21T07:00:00Z'),
};
const reader = { reference: compileReference(reference), refuse: createGuard(registry), schemes: new Set<string>() };

async function write(name: keyof typeof exportFormats, items: ExportItem[]): Promise<string> {
  async function* all() {
    yield* items;
  }
  let text = '';
  for await (const piece of exportFormats[name].write(head, all())) text += piece;
  return text;
}

async function keysRead(text: string, format: FeedFormat): Promise<Set<string>> {
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  const keys = new Set<string>();
  for await (const rows of readFeed(bytes(), format, reader)) {
    for (const row of rows) {
      expect(row).toHaveProperty('entry');
      if ('entry' in row) keys.add(row.entry.key);
    }
  }
  return keys;
}

const item = (kind: ExportItem['kind'], value: string, key = value, number = 7): ExportItem => ({
  number,
  id: '01a1ff67-eb35-7683-bc4d-5d4fd966f7fb',
  kind,
  value,
  key,
  scheme: null,
  source: 'Công an tỉnh',
  listedAt: new Date('2026-11-01T00:00:00Z'),
  expiresAt: new Date('2028-11-01T00:00:00Z'),
  change: 41,
});

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,12}[a-z0-9])?$/);
const domain = fc.tuple(label, label).map(([a, b]) => item('domain', `${a}.${b}.example`));
const page = fc.tuple(domain, fc.webPath(), fc.stringMatching(/^[ -~]{0,20}$/)).map(([host, path, query]) => {
  const key = `${host.value}${path || '/'}${query && `?${query.replace(/[\s#]/g, '')}`}`;
  return item('url', `https://${key}`, key);
});
const address = fc.ipV4().map((ip) => item('ip', ip, `ip:${ip}`));
/** What no writer may trust: any text as value and key of any kind. */
const hostile = fc
  .tuple(fc.constantFrom(...indicatorKinds), fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }))
  .map(([kind, value, key]) => item(kind, value, key));
const evil = [
  'a.vn\n0.0.0.0 good.vn',
  'a.vn"; sid:1;',
  'x\r\n* CNAME .',
  '||*',
  '=HYPERLINK("x")',
  'a.vn/;|$all',
  '*.vn',
  'com.vn/',
].flatMap((text) => indicatorKinds.map((kind) => item(kind, text, text)));
const items = fc.array(fc.oneof(domain, page, address, hostile), { maxLength: 25 }).map((list) => [...list, ...evil]);

/** What a line of each text format may be; anything else could be read as something we did not mean. */
const name = '[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?';
const grammar: Record<'hosts.txt' | 'rpz.zone' | 'adguard.txt' | 'suricata.rules', RegExp> = {
  'hosts.txt': new RegExp(`^(?:#.*|0\\.0\\.0\\.0 ${name})$`),
  'rpz.zone': new RegExp(`^(?:;.*|\\$TTL \\d+|@ IN (?:SOA|NS) .*|(?:\\*\\.)?${name} CNAME \\.)$`),
  'adguard.txt': /^(?:!.*|\|\|[a-z0-9_.-]+\^|\|\|[a-z0-9_.-]+\/[^\s$|^*]*\|)$/,
  'suricata.rules':
    /^(?:#.*|alert (?:dns|tls|http|ip) \$HOME_NET any -> (?:any|\d+\.\d+\.\d+\.\d+) any \((?:[a-z_.]+(?:: ?(?:"[^";\\]*"|[^";()\\]*))?; ?)+\))$/,
};

describe.each(Object.keys(grammar) as (keyof typeof grammar)[])('%s', (format) => {
  test('every line is of the grammar, whatever the values are', async () => {
    await fc.assert(
      fc.asyncProperty(items, async (list) => {
        const text = await write(format, list);
        expect(text.endsWith('\n')).toBe(true);
        for (const line of text.slice(0, -1).split('\n')) expect(line).toMatch(grammar[format]);
      }),
      { numRuns: 60 },
    );
  });

  test('says where it is from and when, and is byte-equal for an equal list', async () => {
    const list = [item('domain', 'a.example.vn')];
    const text = await write(format, list);
    expect(text).toMatch(/Source: https:\/\/khien\.example/);
    expect(text).toMatch(/Date: 2026-11-21T07:00:00\.000Z/);
    expect(await write(format, list)).toBe(text);
  });
});

test('a hosts file read again lists the same names', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(domain, { maxLength: 20 }), async (list) => {
      const keys = await keysRead(await write('hosts.txt', list), 'hosts');
      expect(keys).toEqual(new Set(list.map(({ value }) => value.replace(/^www\./, ''))));
    }),
    { numRuns: 40 },
  );
});

test('CSV read again lists the same things; nothing in it is a formula', async () => {
  const known = [
    item('phone', '+84912345678', 'tel:+84912345678'),
    item('bank-account', '970436:0123456789', 'acct:970436:0123456789'),
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(domain, address), { maxLength: 20 }), async (list) => {
      const keys = await keysRead(await write('indicators.csv', [...list, ...known]), 'csv');
      expect(keys).toEqual(new Set([...list, ...known].map(({ key }) => key.replace(/^www\./, ''))));
    }),
    { numRuns: 40 },
  );
  const text = await write('indicators.csv', evil);
  expect(text).not.toMatch(/(?:^|,)"?[=+@-]/m);
});

test('JSON holds every item exactly', async () => {
  await fc.assert(
    fc.asyncProperty(items, async (list) => {
      const read = JSON.parse(await write('indicators.json', list)) as { indicators: { value: string }[] };
      expect(read.indicators.map(({ value }) => value)).toEqual(list.map(({ value }) => value));
    }),
    { numRuns: 40 },
  );
});

test('rules keep their numbers when others come and go', async () => {
  const sids = async (list: ExportItem[]) =>
    [...(await write('suricata.rules', list)).matchAll(/scam name (\S+) .*?sid:(\d+)/g)].map(
      ([, host, sid]) => `${host} ${sid}`,
    );
  const [a, b] = [item('domain', 'a.example.vn', 'a.example.vn', 1), item('domain', 'b.example.vn', 'b.example.vn', 2)];
  const both = await sids([a, b]);
  expect(await sids([b])).toEqual(both.filter((line) => line.startsWith('b.')));
  expect(new Set(both).size).toBe(6);
});

test('no format blocks a public suffix or a wildcard', async () => {
  const list = ['vn', 'com', '*.example.vn', '.example.vn', ''].map((value) => item('domain', value));
  for (const format of exportNames.slice(0, 4)) {
    const [wanted, got] = [await write(format, []), await write(format, list)];
    expect(got).toBe(wanted);
  }
});
