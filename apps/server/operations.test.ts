import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { createLogger } from '@khien/platform/telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from './testing.ts';

let server: TestServer;
const lines: string[] = [];
beforeAll(async () => {
  const logger = createLogger('info', { write: (line) => void lines.push(line) });
  server = await testServer({ KHIEN_METRICS_TOKEN: 'a-token-of-the-monitoring' }, { logger });
});
afterAll(() => server.close());

it('is ready when the database, the tables and the lists are', async () => {
  const answer = await server.app.inject({ url: '/readyz' });
  expect([answer.statusCode, answer.json()]).toEqual([200, { ready: true, checks: { database: true, lookup: true } }]);
});

it('shows figures to this machine or for the token, and hides that they exist from others', async () => {
  const figures = async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await server.app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
  expect(await figures('127.0.0.1')).toBe(200);
  expect(await figures('192.0.2.1')).toBe(404);
  // A proxy on this machine also comes from loopback.
  expect(await figures('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).toBe(404);
  expect(await figures('192.0.2.1', { authorization: 'Bearer a-token-of-the-monitoring' })).toBe(200);
  expect(await figures('192.0.2.1', { authorization: 'Bearer another-token-altogether' })).toBe(404);
});

it('counts answers by route pattern', async () => {
  await server.app.inject({ url: '/v1/reports/0000-000-0000' });
  const { body } = await server.app.inject({ url: '/metrics' });
  expect(body).toContain('route="/v1/reports/:code",status="404"');
  expect(body).not.toContain('0000-000-0000');
});

it('logs the pattern of a route, never the address asked for nor who asked', async () => {
  lines.length = 0;
  await server.app.inject({
    url: '/v1/reports/7Q2M-4XK-9TDC?phone=0912345678',
    remoteAddress: '203.0.113.77',
    headers: { 'user-agent': 'Nosy/1.0', cookie: 'khien_session=abcdefgh' },
  });
  const log = lines.join('');
  expect(log).toContain('/v1/reports/:code');
  for (const secret of ['7Q2M', '0912345678', '203.0.113.77', 'Nosy', 'abcdefgh']) expect(log).not.toContain(secret);
});

it('answers what is not HTTP with a problem, on the wire', async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('NOT HTTP AT ALL\r\n\r\n'));
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/);
  expect(answer).toContain('input.malformed');
});

it('stops being ready when it stops, and finishes what it has begun', async () => {
  const stopping = await testServer();
  await stopping.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = stopping.app.server.address() as AddressInfo;
  const slow = fetch(`http://127.0.0.1:${port}/v1/checks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: slowly('{"text":"xin chào"}'),
    duplex: 'half',
  } as RequestInit);
  await new Promise((done) => setTimeout(done, 100));
  stopping.app.khien.stopping = true;
  expect((await stopping.app.inject({ url: '/readyz' })).statusCode).toBe(503);
  const closed = stopping.close();
  expect((await slow).status).toBe(200);
  await closed;
});

/** A body that takes its time, as from a weak network. */
function slowly(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 5));
      await new Promise((done) => setTimeout(done, 400));
      controller.enqueue(bytes.subarray(5));
      controller.close();
    },
  });
}
