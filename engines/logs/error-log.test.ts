import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseErrorLog } from './error-log.ts';
import { parseSquidLog } from './squid-log.ts';

const context = { now: Date.UTC(2026, 10, 22) };
const parse = (line: string) => parseErrorLog(line, context);

describe('Apache', () => {
  test('2.4', () => {
    expect(
      parse(
        '[Sun Mar 01 08:00:00.123456 2026] [auth_basic:error] [pid 7:tid 140123] [client 203.0.113.9:51390] AH01617: user lan: authentication failure for "/a": Password Mismatch, referer: https://example.vn/',
      ),
    ).toEqual({
      '@timestamp': '2026-03-01T08:00:00.123Z',
      module: 'auth_basic',
      severity: 'error',
      pid: '7',
      tid: '140123',
      'c-ip': '203.0.113.9',
      src_ip: '203.0.113.9',
      src_port: '51390',
      code: 'AH01617',
      message: 'user lan: authentication failure for "/a": Password Mismatch',
      'cs-referer': 'https://example.vn/',
      'cs-referrer': 'https://example.vn/',
      action: 'login',
      outcome: 'failure',
      user: 'lan',
      service: 'apache',
    });
  });
  test.each([
    ['[Sun Mar 01 08:00:00 2026] [notice] child pid 5 exit signal Segmentation Fault (11)', { severity: 'notice' }],
    [
      '[Sun Mar 01 08:00:00.1 2026] [core:error] [client [2001:db8::1]:80] x',
      { 'c-ip': '2001:db8::1', src_port: '80' },
    ],
    [
      '[authz_core:error] [pid 22] [client 203.0.113.9:1] AH01630: client denied by server configuration: /x',
      { action: 'request', outcome: 'failure' },
    ],
    // What the client sent never counts as its address.
    [
      '[Sun Mar 01 08:00:00 2026] [error] [client 203.0.113.9] File does not exist: /x/[client 198.51.100.1] user root not found',
      { src_ip: '203.0.113.9' },
    ],
  ])('%s', (line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });
  test('a path that imitates a refusal is none', () => {
    expect(
      parse('[Sun Mar 01 08:00:00 2026] [error] [client 203.0.113.9] File does not exist: /x user root not found'),
    ).not.toHaveProperty('outcome');
  });
});

describe('nginx', () => {
  test('with the request', () => {
    expect(
      parse(
        '2026/03/01 08:00:00 [error] 12#34: *56 access forbidden by rule, client: 203.0.113.9, server: example.vn, request: "GET /.env?a=1 HTTP/1.1", upstream: "http://127.0.0.1:1/", host: "example.vn", referrer: "https://x/"',
      ),
    ).toEqual({
      '@timestamp': '2026-03-01T08:00:00.000Z',
      severity: 'error',
      pid: '12',
      tid: '34',
      connection: '56',
      message: 'access forbidden by rule',
      'c-ip': '203.0.113.9',
      src_ip: '203.0.113.9',
      server: 'example.vn',
      'cs-method': 'GET',
      'cs-version': 'HTTP/1.1',
      'cs-uri': '/.env?a=1',
      'cs-uri-stem': '/.env',
      'cs-uri-query': ['a=1', '/.env?a=1'],
      upstream: 'http://127.0.0.1:1/',
      'cs-host': 'example.vn',
      'cs-referer': 'https://x/',
      'cs-referrer': 'https://x/',
      action: 'request',
      outcome: 'failure',
      service: 'nginx',
    });
  });
  test('without a client', () => {
    expect(parse('2026/03/01 08:00:00 [alert] 1#1: worker process 7 exited on signal 6 (core dumped)')).toMatchObject({
      message: 'worker process 7 exited on signal 6 (core dumped)',
      service: 'nginx',
    });
  });
});

test('Squid', () => {
  expect(
    parseSquidLog(
      '1772323200.250     4 203.0.113.9 TCP_DENIED/403 4099 GET http://example.vn/a/b.exe?x lan HIER_NONE/- text/html',
      context,
    ),
  ).toEqual({
    '@timestamp': '2026-03-01T00:00:00.250Z',
    'c-ip': '203.0.113.9',
    'cs-method': 'GET',
    'c-uri': 'http://example.vn/a/b.exe?x',
    'cs-host': 'example.vn',
    'c-uri-extension': 'exe',
    'cs-username': 'lan',
    'sc-status': 403,
    'sc-bytes': 4099,
    result: 'TCP_DENIED',
    'cs-mime-type': 'text/html',
    category: 'proxy',
  });
  expect(
    parseSquidLog(
      '1772323200.250     4 203.0.113.9 TCP_TUNNEL/200 9 CONNECT example.vn:443 - HIER_DIRECT/1.2.3.4 -',
      context,
    ),
  ).toMatchObject({ 'cs-host': 'example.vn', 'c-uri': 'example.vn:443' });
  expect(parseSquidLog('x', context)).toBeUndefined();
});

test('no text breaks them', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '[',
      '] ',
      '[error] ',
      '[client ',
      '2026/03/01 08:00:00 [error] 1#1: ',
      ', client: 1.2.3.4',
      ', request: "',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      parse(pieces.join(''));
      parseSquidLog(pieces.join(''), context);
    }),
  );
});
