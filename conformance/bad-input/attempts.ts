import type { AnyRoute } from '@khien/platform/http';
import fc from 'fast-check';
import { z } from 'zod';
import { fitting, type Known, pump, pumps, type Schema, spoilt, textPlaces, withAt, wrong } from './values.ts';

/** One request as it is sent. */
export interface Attempt {
  url: string;
  headers: Record<string, string>;
  payload?: Buffer | string;
}

const schemaOf = (type: z.ZodType | undefined): Schema =>
  type ? (z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema) : {};

/** Requests to a route: nearly right ones, wrong ones, and what is not a request at all. */
export function attempts(route: AnyRoute, known: Known): fc.Arbitrary<Attempt> {
  const bare = { ...known, bare: true };
  return fc.oneof(
    { weight: 1, arbitrary: send(address(route, bare, false), rightBody(route, bare), fc.constant({})) },
    { weight: 4, arbitrary: send(address(route, known, true), body(route, known), oddHeaders) },
  );
}

/** Well-formed calls with one text as long as it may be, of each of the pieces that careless searches stumble over. */
export function pumped(route: AnyRoute, known: Known, seed: number): Attempt[] {
  const schema = schemaOf(route.body);
  const places = route.body ? textPlaces(schema).filter(({ max }) => max >= 100) : [];
  if (places.length === 0) return [];
  const bare = { ...known, bare: true };
  const [url = route.url] = fc.sample(address(route, bare, false), { seed, numRuns: 1 });
  const [value] = fc.sample(fitting(schema, bare), { seed, numRuns: 1 });
  return places.flatMap(({ path, max }) =>
    pumps.map((piece) => ({ url, headers: json, payload: text(withAt(value, path, pump(piece, max))) })),
  );
}

const send = (
  address: fc.Arbitrary<string>,
  content: fc.Arbitrary<Content>,
  more: fc.Arbitrary<Record<string, string>>,
): fc.Arbitrary<Attempt> =>
  fc.tuple(address, content, more).map(([url, { headers, payload }, odd]) => ({
    url,
    headers: { ...headers, ...odd },
    ...(payload === undefined ? {} : { payload }),
  }));

function address(route: AnyRoute, known: Known, spoil: boolean): fc.Arbitrary<string> {
  const params = schemaOf(route.params).properties ?? {};
  const names = [...route.url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const things = known.of[route.url.split('/')[2] ?? ''] ?? known.ids;
  const values = names.map((name) =>
    fc.oneof(
      { weight: 3, arbitrary: fitting(params[name] ?? {}, name === 'id' ? { ...known, ids: things } : known) },
      { weight: spoil ? 2 : 0, arbitrary: wrong },
    ),
  );
  return fc
    .tuple(
      fc.tuple(...values),
      spoil ? query(route, known) : fc.constant(''),
      fc.integer({ min: spoil ? 0 : 9, max: 30 }),
    )
    .map(([parts, asked, oddity]) => {
      let url = route.url;
      for (const [i, name] of names.entries()) url = url.replace(`:${name}`, encoded(parts[i], oddity) || 'x');
      return asked ? `${url}?${asked}` : url;
    });
}

/** Sometimes not encoded as it should be. */
function encoded(value: unknown, oddity: number): string {
  const text = String(typeof value === 'object' ? JSON.stringify(value) : value)
    .toWellFormed()
    .slice(0, 1_500);
  if (oddity === 0) return `${encodeURIComponent(text)}%`;
  if (oddity === 1) return `%ff%fe${encodeURIComponent(text)}`;
  return encodeURIComponent(text);
}

function query(route: AnyRoute, known: Known): fc.Arbitrary<string> {
  const properties = Object.entries(schemaOf(route.query).properties ?? {});
  const asked = properties.map(([name, of]) =>
    fc.option(
      fc
        .tuple(fc.oneof({ weight: 3, arbitrary: fitting(of, known) }, { weight: 2, arbitrary: wrong }), fc.boolean())
        .map(([value, twice]) => `${name}=${encoded(value, 9)}${twice ? `&${name}=${encoded(value, 9)}` : ''}`),
      { nil: '', freq: 3 },
    ),
  );
  const strange = fc.constantFrom(
    '',
    '',
    '',
    '__proto__[x]=1',
    'constructor.prototype=1',
    '%',
    '&&&=',
    'a[b][c]=1',
    '%00=%00',
  );
  return fc.tuple(...asked, strange).map((parts) => parts.filter(Boolean).join('&'));
}

interface Content {
  headers: Record<string, string>;
  payload?: Buffer | string;
}
const json = { 'content-type': 'application/json' };

function body(route: AnyRoute, known: Known): fc.Arbitrary<Content> {
  if (route.method === 'GET') return fc.constant<Content>({ headers: {} });
  if (route.upload) return fc.oneof(upload(route.upload.maxBytes), noise);
  const schema = schemaOf(route.body);
  const lines: fc.Arbitrary<Content>[] = route.ndjson
    ? [
        fc.array(spoilt(schema.properties?.[route.ndjson]?.items ?? {}, known), { maxLength: 5 }).map((items) => ({
          headers: { 'content-type': 'application/x-ndjson' },
          payload: items.map((item) => text(item)).join('\n'),
        })),
      ]
    : [];
  return fc.oneof(
    { weight: 3, arbitrary: fitting(schema, known).map((value) => ({ headers: json, payload: text(value) })) },
    { weight: 8, arbitrary: spoilt(schema, known).map((value) => ({ headers: json, payload: text(value) })) },
    { weight: 2, arbitrary: wrong.map((value) => ({ headers: json, payload: text(value) })) },
    { weight: 3, arbitrary: noise },
    ...lines.map((arbitrary) => ({ weight: 3, arbitrary })),
  );
}

/** A body that should be taken. */
function rightBody(route: AnyRoute, known: Known): fc.Arbitrary<Content> {
  if (route.upload) return fc.constant(multipart(filePart('file', 'a.png', 'image/png', PNG)));
  if (!route.body) return fc.constant<Content>({ headers: {} });
  return fitting(schemaOf(route.body), known).map((value) => ({ headers: json, payload: text(value) }));
}

/** The smallest picture: one grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

const text = (value: unknown): string => JSON.stringify(value) ?? 'undefined';

/** Bodies that are not what their type says, and types that are not taken. */
const noise: fc.Arbitrary<Content> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ headers: json, payload: Buffer.from(bytes) })),
  fc.constantFrom<Content>(
    { headers: json, payload: '' },
    { headers: json },
    { headers: json, payload: '{"a":1' },
    { headers: json, payload: '{"a":1}}' },
    { headers: json, payload: "{'a':1}" },
    { headers: json, payload: '{"a":1e999}' },
    { headers: json, payload: '{"__proto__":{"admin":true}}' },
    { headers: json, payload: '{"constructor":{"prototype":{"admin":true}}}' },
    { headers: json, payload: '['.repeat(5_000) },
    { headers: json, payload: '{"a":'.repeat(5_000) },
    { headers: json, payload: `[${'1,'.repeat(20_000)}1]` },
    { headers: json, payload: JSON.stringify('x'.repeat(3_000_000)) },
    { headers: json, payload: Buffer.from('{"text":"xin chào"}', 'utf16le') },
    { headers: json, payload: Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]) },
    { headers: json, payload: Buffer.from('{"text":"\xff\xfe"}', 'latin1') },
    { headers: { 'content-type': 'application/json; charset=utf-16' }, payload: '{}' },
    { headers: { 'content-type': 'application/json; charset=utf-8; charset=latin1' }, payload: '{}' },
    { headers: { ...json, 'content-encoding': 'gzip' }, payload: Buffer.from([0x1f, 0x8b, 8, 0, 0]) },
    { headers: { 'content-type': 'text/xml' }, payload: '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>' },
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'text=a&text=b' },
    { headers: { 'content-type': 'multipart/form-data' }, payload: 'no boundary' },
    { headers: { 'content-type': 'application/x-ndjson' }, payload: '{}\n{\n' },
    { headers: { 'content-type': 'x'.repeat(5_000) }, payload: '{}' },
    { headers: { 'content-type': '\t' }, payload: '{}' },
    { headers: {}, payload: '{}' },
  ),
);

const filePart = (name: string, file: string, type: string, bytes: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);

const multipart = (...parts: Buffer[]): Content => ({
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
  payload: Buffer.concat([...parts, Buffer.from('--b--\r\n')]),
});

function upload(maxBytes: number): fc.Arbitrary<Content> {
  const starts = [
    '89504e470d0a1a0a',
    'ffd8ffe0',
    '255044462d312e37',
    '52494646ffffffff57454250',
    '504b0304',
    '4d5a',
    '',
  ];
  return fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 4_000 }),
        fc.constantFrom('a.png', '../../x', 'a\u0000.png', ''),
      )
      .map(([start, rest, name]) =>
        multipart(filePart('file', name, 'image/png', Buffer.concat([Buffer.from(start, 'hex'), Buffer.from(rest)]))),
      ),
    fc.constantFrom<Content>(
      multipart(),
      multipart(filePart('file', 'a.png', 'image/png', Buffer.alloc(0))),
      multipart(filePart('other', 'a.png', 'image/png', Buffer.alloc(10))),
      multipart(filePart('file', 'a.png', 'image/png', Buffer.alloc(maxBytes + 1))),
      multipart(...Array.from({ length: 30 }, (_, i) => filePart(`f${i}`, 'a.png', 'image/png', Buffer.alloc(10)))),
      {
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        payload: '--b\r\nContent-Disposition: form-data',
      },
      { headers: { 'content-type': 'multipart/form-data; boundary=b' }, payload: '' },
      { headers: { 'content-type': `multipart/form-data; boundary=${'b'.repeat(3_000)}` }, payload: 'x' },
    ),
  );
}

const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>>(
  {},
  {},
  {},
  {},
  { 'accept-language': ',;q=,,vi;q=x,*;q=9' },
  { 'accept-language': 'x'.repeat(5_000) },
  { 'x-forwarded-for': "1.2.3.4, '; drop" },
  { 'if-none-match': '"'.repeat(2_000) },
  { 'if-modified-since': 'yesterday' },
  { authorization: `Bearer ${'x'.repeat(3_000)}` },
  { cookie: 'khien_session=%ff; khien_session=; =; ;;;' },
  { cookie: `khien_sign_in=${'x'.repeat(4_000)}` },
);
