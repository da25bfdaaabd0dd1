import { compileReference } from '@khien/engines/text';
import { createGuard } from '@khien/features/indicators';
import { reference, registry, schemes } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedReader } from './entry.ts';
import { readFeed } from './feed.ts';
import { readLines } from './lines.ts';
import type { FeedFormat, Row } from './row.ts';
import { feedFormats } from './row.ts';

const reader: FeedReader = {
  reference: compileReference(reference),
  refuse: createGuard(registry),
  schemes: new Set(schemes.schemes.map(({ id }) => id)),
};
const utf8 = new TextEncoder();

/** The bytes in pieces of a size, as a file or a socket gives them. */
async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Uint8Array, format: FeedFormat, size = 1 << 16): Promise<Row[]> {
  const bytes = typeof text === 'string' ? utf8.encode(text) : text;
  const rows: Row[] = [];
  for await (const some of readFeed(pieces(bytes, size), format, reader)) rows.push(...some);
  return rows;
}

const short = (rows: Row[]) =>
  rows.map((row) =>
    'entry' in row
      ? `${row.line} ${row.entry.kind} ${row.entry.key}${row.entry.exact ? ' exact' : ''}`
      : 'refused' in row
        ? `${row.line} refused ${row.refused}`
        : `${row.line} wrong ${row.problem}`,
  );

test('hosts files: comments, machine names, several names a line, wrong lines by number', async () => {
  const list = [
    '\ufeff# a list',
    '127.0.0.1 localhost',
    '::1 ip6-localhost ip6-loopback',
    '0.0.0.0 www.Xau-Xa.example.net  evil.example.org # both',
    '',
    'mot-minh.example.com',
    '0.0.0.0 không phải',
    '0.0.0.0 vietcombank.com.vn',
    '0.0.0.0 duckdns.org',
    '203.0.113.9',
    '0.0.0.0 cuoi.example.com',
  ].join('\r\n');
  expect(short(await read(list, 'hosts'))).toEqual([
    '4 domain xau-xa.example.net exact',
    '4 domain evil.example.org exact',
    '6 domain mot-minh.example.com exact',
    '7 wrong not-a-host',
    '7 wrong not-a-host',
    '8 refused official',
    '9 refused public-suffix',
    '10 ip ip:203.0.113.9 exact',
    '11 domain cuoi.example.com exact',
  ]);
});

test('domains stand for what is below them, written in any of the usual ways', async () => {
  const rows = await read(
    'a.example.com\n*.b.example.com\n.c.example.com\n! note\nd.example.com # why\nnot a domain\n',
    'domains',
  );
  expect(short(rows)).toEqual([
    '1 domain a.example.com',
    '2 domain b.example.com',
    '3 domain c.example.com',
    '5 domain d.example.com',
    '6 wrong not-a-host',
  ]);
});

test('lists of addresses hold hosts, pages and IP addresses', async () => {
  const rows = await read(
    'https://a.example.com/login?id=1#top\nb.example.com\nc.example.com/x\n198.51.100.7\nhttp://\nd.example.com:8080/\n',
    'urls',
  );
  expect(short(rows)).toEqual([
    '1 url a.example.com/login?id=1 exact',
    '2 domain b.example.com exact',
    '3 url c.example.com/x exact',
    '4 ip ip:198.51.100.7 exact',
    '5 wrong not-an-address',
    '6 url d.example.com:8080 exact',
  ]);
});

test('CSV: kinds, schemes and ends by column; our own exports come back', async () => {
  const rows = await read(
    [
      'kind,value,scheme,expires,note',
      'domain,a.example.com,khoa-sim,2027-01-31,"with, comma',
      'and a second line"',
      "phone,'+84912345678,,,",
      'phone,12,,,',
      'spaceship,x,,,',
      'domain,b.example.com,no-such-scheme,,',
      'domain,c.example.com,,31/01/2027,',
    ].join('\n'),
    'csv',
  );
  expect(short(rows)).toEqual([
    '3 domain a.example.com',
    '4 phone tel:+84912345678',
    '5 wrong not-of-its-kind',
    '6 wrong unknown-kind',
    '7 wrong unknown-scheme',
    '8 wrong bad-date',
  ]);
  expect(rows[0]).toMatchObject({ entry: { scheme: 'khoa-sim', expires: new Date('2027-01-31') } });
  expect(short(await read('value\na.example.com\n', 'csv'))).toEqual(['1 wrong bad-columns']);
});

test('long and broken lines are told by number and passed over', async () => {
  const long = `${'x'.repeat(9000)}\nok.example.com\n`;
  expect(short(await read(long, 'hosts', 1000))).toEqual(['1 wrong too-long', '2 domain ok.example.com exact']);
  const broken = new Uint8Array([0xff, 0xfe, 10, ...utf8.encode('ok.example.com')]);
  expect(short(await read(broken, 'hosts'))).toEqual(['1 wrong not-utf8', '2 domain ok.example.com exact']);
});

test('cutting the bytes anywhere gives the same lines as splitting the whole text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 20 })),
      fc.integer({ min: 1, max: 9 }),
      async (parts, size) => {
        const text = parts.map((part) => part.replace(/[\r\n]/g, '')).join('\n');
        const found: string[] = [];
        for await (const lines of readLines(pieces(utf8.encode(text), size))) {
          for (const line of lines) found.push('text' in line ? line.text : line.problem);
        }
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        if (expected[0]?.startsWith('\ufeff')) expected[0] = expected[0].slice(1);
        expect(found).toEqual(expected);
      },
    ),
  );
});

test('no bytes make a reader throw, and every row carries the number of an existing line', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...feedFormats),
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.string({ unit: 'binary', maxLength: 200 }).map((text) => utf8.encode(text)),
        fc
          .array(fc.constantFrom('kind', 'value', ',', '"', '\n', 'domain', 'a.vn', '0.0.0.0 ', '#', "'", '\r', ' '), {
            maxLength: 40,
          })
          .map((words) => utf8.encode(words.join(''))),
      ),
      fc.integer({ min: 1, max: 50 }),
      async (format, bytes, size) => {
        const rows = await read(bytes, format, size);
        const lines = bytes.filter((byte) => byte === 10 || byte === 13).length + 1;
        for (const row of rows) {
          expect(row.line).toBeGreaterThanOrEqual(1);
          expect(row.line).toBeLessThanOrEqual(lines);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each([7, 1_000, 65_536])(
  'tells a CSV line without an end by its number and reads on (pieces of %i)',
  async (size) => {
    const lines = [
      'value,kind',
      'a.top,domain',
      ','.repeat(100_000),
      'b.top,domain',
      'x'.repeat(9_000),
      'c.top,domain',
    ];
    const rows = await read(lines.join('\n'), 'csv', size);
    expect(rows.flatMap((row) => ('entry' in row ? [row.entry.value] : []))).toEqual(['a.top', 'b.top', 'c.top']);
    expect(rows.flatMap((row) => ('problem' in row ? [[row.line, row.problem]] : []))).toEqual([
      [3, 'too-long'],
      [5, 'too-long'],
    ]);
  },
);
