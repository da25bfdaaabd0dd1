import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAccessLog } from './access-log.ts';

const context = { now: Date.UTC(2026, 10, 22) };
const parse = (line: string) => parseAccessLog(line, context);

test('combined', () => {
  const agent = 'Mozilla/5.0 (X11) "quoted"';
  expect(
    parse(
      String.raw`203.0.113.9 - lan anh [22/Nov/2026:07:00:01 +0700] "GET /a/b.php?id=1&x=../../etc HTTP/1.1" 200 512 "https://example.vn/?q" "Mozilla/5.0 (X11) \"quoted\""`,
    ),
  ).toEqual({
    '@timestamp': '2026-11-22T00:00:01.000Z',
    'c-ip': '203.0.113.9',
    'cs-username': 'lan anh',
    'cs-method': 'GET',
    'cs-uri': '/a/b.php?id=1&x=../../etc',
    'cs-uri-stem': '/a/b.php',
    'cs-uri-query': ['id=1&x=../../etc', '/a/b.php?id=1&x=../../etc'],
    'cs-version': 'HTTP/1.1',
    'sc-status': 200,
    'sc-bytes': 512,
    'cs-referer': 'https://example.vn/?q',
    'cs-referrer': 'https://example.vn/?q',
    'cs-user-agent': agent,
    'c-useragent': agent,
    category: 'webserver',
  });
});

test.each([
  ['common', '::1 - - [22/Nov/2026:07:00:01 +0700] "HEAD / HTTP/1.0" 304 -', { 'c-ip': '::1', 'sc-status': 304 }],
  [
    'host before',
    'example.vn:443 203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET / HTTP/2.0" 200 1 "-" "curl/8"',
    { 'cs-host': 'example.vn', 'c-ip': '203.0.113.9', 'cs-version': 'HTTP/2.0', 'cs-user-agent': 'curl/8' },
  ],
  [
    'host after',
    '203.0.113.9 - - - [31/Jan/2015:14:29:44 ] example.com "GET / HTTP/1.1" 200 814 "-" "x" + 293 1149',
    { 'cs-host': 'example.com', 'c-ip': '203.0.113.9', extra: '+ 293 1149' },
  ],
  [
    'proxy',
    '203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET http://example.vn/x?y HTTP/1.1" 200 1',
    { 'cs-host': 'example.vn', 'cs-uri-stem': '/x', 'cs-uri-query': ['y', '/x?y'], 'cs-uri': 'http://example.vn/x?y' },
  ],
  [
    'TLS sent to a plain port',
    String.raw`203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "\x16\x03\x01\x02\x00" 400 157 "-" "-"`,
    { 'cs-uri': String.raw`\x16\x03\x01\x02\x00`, 'sc-status': 400 },
  ],
  [
    'escaped bytes',
    String.raw`203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET /?q=\x22\xC4\x90\xff HTTP/1.1" 400 157 "-" "-"`,
    { 'cs-uri': String.raw`/?q=\x22\xC4\x90\xff`, 'cs-method': 'GET' },
  ],
  [
    'escaped UTF-8',
    String.raw`203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET /?q=\x22\xC4\x90 HTTP/1.1" 400 157 "-" "-"`,
    { 'cs-uri': '/?q="Đ' },
  ],
  [
    'no method',
    '203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "batman" 400 47 "-" "-" "-"',
    { 'cs-uri': 'batman', extra: '"-"' },
  ],
  [
    'HTTP/0.9',
    '203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET /x" 400 47',
    { 'cs-method': 'GET', 'cs-uri-stem': '/x', 'cs-uri-query': '/x' },
  ],
  [
    'spaces in the target',
    '203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET /a b c HTTP/1.1" 200 47',
    { 'cs-uri': '/a b c', 'cs-version': 'HTTP/1.1' },
  ],
  [
    'empty request',
    '203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "" 408 0 "-" "-"',
    { 'c-ip': '203.0.113.9', 'sc-bytes': 0 },
  ],
])('%s', (_, line, expected) => {
  expect(parse(line)).toMatchObject(expected);
});

test('a user whom the server refused', () => {
  expect(parse('203.0.113.9 - lan [22/Nov/2026:07:00:01 +0700] "GET / HTTP/1.1" 401 9 "-" "-"')).toMatchObject({
    action: 'login',
    outcome: 'failure',
    user: 'lan',
    src_ip: '203.0.113.9',
  });
  expect(parse('203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET / HTTP/1.1" 401 9')).not.toHaveProperty('outcome');
});

test('what was written as - is absent', () => {
  const event = parse('203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "-" 408 - "-" "-"');
  expect(Object.keys(event ?? {}).sort()).toEqual(['@timestamp', 'c-ip', 'category', 'sc-status']);
});

test.each(['', 'x', '[22/Nov/2026:07:00:01 +0700]', 'a b [22/Nov/2026:07:00:01 +0700] "GET / HTTP/1.1'])(
  'not %s',
  (line) => {
    expect(parse(line)).toBeUndefined();
  },
);

test('what is written is read again', () => {
  const text = fc.string({ maxLength: 60 }).filter((one) => one !== '-' && !/[\n\r]/.test(one));
  const path = fc.stringMatching(/^\/[a-z0-9/._~%-]{0,40}$/);
  const escape = (one: string): string => one.replaceAll(/["\\]/g, '\\$&');
  fc.assert(
    fc.property(
      fc.ipV4(),
      path,
      text,
      text,
      fc.integer({ min: 100, max: 599 }),
      fc.nat(),
      (ip, uri, ref, agent, status, size) => {
        const line = `${ip} - - [22/Nov/2026:07:00:01 +0700] "PUT ${uri} HTTP/1.1" ${status} ${size} "${escape(ref)}" "${escape(agent)}"`;
        expect(parse(line)).toMatchObject({
          'c-ip': ip,
          'cs-uri-stem': uri,
          'sc-status': status,
          'sc-bytes': size,
          'cs-referer': ref,
          'cs-user-agent': agent,
        });
      },
    ),
  );
});

test('no text breaks it', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(' [22/Nov/2026:07:00:01 +0700] ', '"', '\\', ' 200 ', '\\x', 'GET /', '-'),
  );
  fc.assert(fc.property(fc.array(piece), (pieces) => void parse(pieces.join(''))));
});

test('a client cannot hide its request behind a name that looks like the rest of a line', () => {
  const names = [
    'a [01/Jan/2020:00:00:00 +0000] b',
    'a [01/Jan/2020:00:00:00 +0000] ',
    String.raw`a [01/Jan/2020:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"`,
    String.raw`a [01/Jan/2020:00:00:00 +0000] \x22GET / HTTP/1.1\x22 200 1`,
    'a '.repeat(3_000),
  ];
  for (const name of names) {
    const line = `203.0.113.9 - ${name} [22/Nov/2026:07:00:01 +0700] "GET /uploads/x.php HTTP/1.1" 404 1 "-" "-"`;
    expect(parse(line), name).toMatchObject({
      '@timestamp': '2026-11-22T00:00:01.000Z',
      'c-ip': '203.0.113.9',
      'cs-uri': '/uploads/x.php',
      'sc-status': 404,
    });
  }
  expect(parse('203.0.113.9 - "lan anh" [22/Nov/2026:07:00:01 +0700] "GET /x HTTP/1.1" 200 1')).toMatchObject({
    'cs-uri': '/x',
  });
});
