import { expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp, limits, route } from './index.ts';
import { createClientKeys, createLimiter } from './limits.ts';

const origin = 'http://localhost:8080';

async function appWithLimit(trustProxy = false) {
  const app = await createHttp({ origin, trustProxy, clock: () => new Date() });
  route(app, {
    method: 'GET',
    url: '/v1/code',
    summary: 'Test',
    tag: 'test',
    permission: 'public',
    limit: 'code',
    response: { 200: z.object({ ok: z.boolean() }) },
    handler: async () => ({ ok: true }),
  });
  return app;
}

it('answers who asks too often with when to come back, and leaves others alone', async () => {
  const app = await appWithLimit();
  const ask = (remoteAddress: string) => app.inject({ url: '/v1/code', remoteAddress });
  for (let i = 0; i < limits.code.points; i++) expect((await ask('10.0.0.1')).statusCode).toBe(200);
  const refused = await ask('10.0.0.1');
  expect(refused.statusCode).toBe(429);
  const wait = Number(refused.headers['retry-after']);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(limits.code.seconds);
  expect(refused.json().title).toBe(`Bạn đã gửi nhiều yêu cầu trong thời gian ngắn. Hãy thử lại sau ${wait} giây.`);
  expect((await ask('10.0.0.2')).statusCode).toBe(200);
});

it('believes a forwarded address only behind a proxy, and then only the one the proxy added', async () => {
  const direct = await appWithLimit();
  const proxied = await appWithLimit(true);
  for (let i = 0; i <= limits.code.points; i++) {
    // A new invented address each time, in front of the one that the proxy has seen.
    const headers = { 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7` };
    const expected = i < limits.code.points ? 200 : 429;
    expect((await proxied.inject({ url: '/v1/code', remoteAddress: '127.0.0.1', headers })).statusCode).toBe(expected);
    expect((await direct.inject({ url: '/v1/code', remoteAddress: '127.0.0.1', headers })).statusCode).toBe(expected);
  }
  const headers = { 'x-forwarded-for': '198.51.100.8' };
  expect((await proxied.inject({ url: '/v1/code', remoteAddress: '127.0.0.1', headers })).statusCode).toBe(200);
});

it('names a client by a key that changes with the day and holds no address', () => {
  let now = new Date('2026-11-21T23:59:59Z');
  const keyOf = createClientKeys(() => now);
  const today = keyOf('203.0.113.9');
  expect(keyOf('203.0.113.9')).toBe(today);
  expect(keyOf('::ffff:203.0.113.9')).toBe(today);
  expect(keyOf('203.0.113.10')).not.toBe(today);
  // One household has a whole /64.
  expect(keyOf('2001:db8:1:2::1')).toBe(keyOf('2001:db8:1:2:ffff::9'));
  expect(keyOf('2001:db8:1:2::1')).not.toBe(keyOf('2001:db8:1:3::1'));
  now = new Date('2026-11-22T00:00:01Z');
  expect(keyOf('203.0.113.9')).not.toBe(today);
});

it('begins anew when the time is over', () => {
  let now = 0;
  const limiter = createLimiter(1, () => now);
  const { points, seconds } = limits.code;
  for (let i = 0; i < points; i++) expect(limiter.wait('code', 'a')).toBe(0);
  now = 1000;
  expect(limiter.wait('code', 'a')).toBe(seconds - 1);
  expect(limiter.wait('code', 'b')).toBe(0);
  expect(limiter.wait('check', 'a')).toBe(0);
  now = seconds * 1000 - 1;
  expect(limiter.wait('code', 'a')).toBe(1);
  now = seconds * 1000;
  for (let i = 0; i < points; i++) expect(limiter.wait('code', 'a')).toBe(0);
  expect(limiter.wait('code', 'a')).toBe(seconds);
});
