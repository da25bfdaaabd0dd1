import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createHttp, type KhienApp, limits, route } from './index.ts';

const LARGE = Buffer.alloc(300_000, 'x');
const seen: string[] = [];
let quickly = 0;

async function server(limitFactor: number, trustProxy = false): Promise<KhienApp> {
  const app = await createHttp({
    origin: 'https://khien.example',
    clock: () => new Date(),
    limitFactor,
    trustProxy,
    observe: (answer) => seen.push(`${answer.method} ${answer.route} ${answer.status}`),
    quick(path, header) {
      const [, of] = /^\/range\/(\w+)$/.exec(path) ?? [];
      if (of === undefined || of === 'slow') return undefined;
      quickly++;
      const headers = { 'content-type': 'text/plain' };
      const padding = String(header('add-padding'));
      return { route: '/range/:of', headers, body: of === 'large' ? ['', LARGE] : [`${of} `, Buffer.from(padding)] };
    },
  });
  route(app, {
    method: 'GET',
    url: '/range/:of',
    summary: 'Test',
    tag: 'test',
    permission: 'public',
    params: z.object({ of: z.string() }),
    produces: 'text/plain',
    response: { 200: z.string() },
    handler: async ({ params, req }) => `${params.of} ${req.headers['add-padding']}`,
  });
  route(app, {
    method: 'POST',
    url: '/v1/echo',
    summary: 'Test',
    tag: 'test',
    permission: 'public',
    body: z.object({ text: z.string() }),
    response: { 200: z.object({ text: z.string() }) },
    handler: async ({ body }) => body,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return app;
}

let app: KhienApp;
beforeAll(async () => {
  app = await server(1000);
});
afterAll(() => app.close());
const portOf = (of: KhienApp) => (of.server.address() as AddressInfo).port;

interface Wire {
  socket: Socket;
  /** Waits until so many answers have come. @returns status and body of each */
  answers(count: number): Promise<[number, string][]>;
}

async function wire(to = app): Promise<Wire> {
  const socket = connect(portOf(to), '127.0.0.1');
  let got = '';
  socket.on('data', (chunk) => (got += chunk.toString('latin1')));
  await once(socket, 'connect');
  return {
    socket,
    async answers(count) {
      for (let waited = 0; ; waited++) {
        const found: [number, string][] = [];
        for (let at = 0; ; ) {
          const head = /HTTP\/1\.1 (\d+) [^\r]*\r\n(?:[^\r]+\r\n)*\r\n/y;
          head.lastIndex = at;
          const match = head.exec(got);
          const length = Number(/content-length: (\d+)/i.exec(match?.[0] ?? '')?.[1]);
          if (!match || got.length < head.lastIndex + length) break;
          found.push([Number(match[1]), got.slice(head.lastIndex, head.lastIndex + length)]);
          at = head.lastIndex + length;
        }
        if (found.length >= count) return found;
        if (waited > 300) throw new Error(`only ${found.length} answers came: ${got.slice(0, 500)}`);
        await setTimeout(10);
      }
    },
  };
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const post = (text: string) => {
  const body = JSON.stringify({ text });
  return `POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

test('the same answer comes either way, with the headers of every answer', async () => {
  const url = `http://127.0.0.1:${portOf(app)}/range/abc`;
  const before = quickly;
  const headersOf = async (path: string) => {
    const { socket, answers } = await wire();
    let head = '';
    socket.on('data', (chunk) => (head ||= chunk.toString().split('\r\n\r\n')[0] ?? ''));
    socket.write(get(path));
    await answers(1);
    socket.destroy();
    return new Set(head.toLowerCase().match(/^[\w-]+(?=:)/gm));
  };
  const [quick, slow] = [await headersOf('/range/abc'), await headersOf('/range/slow')];
  for (const name of ['x-request-id', 'content-security-policy', 'x-content-type-options', 'date', 'connection'])
    expect([quick.has(name), slow.has(name)]).toEqual([true, true]);
  // fetch reads what was written.
  expect(await (await fetch(url, { headers: { 'Add-Padding': 'true' } })).text()).toBe('abc true');
  expect(quickly).toBeGreaterThan(before + 1);
  expect(seen).toContain('GET /range/:of 200');
});

test('a head of many lines that does not fit is given up at once', async () => {
  const { socket, answers } = await wire();
  // A byte that is not ASCII in the last line: the parser's to judge. Read in two ways a line this would take for ever.
  socket.write(Buffer.from(get('/range/abc', `${'A: b\r\n'.repeat(60)}Name: \u00e9\r\n`), 'latin1'));
  expect((await answers(1))[0]?.[0]).toBe(200);
  socket.destroy();
});

test('many requests at once are answered in order, whoever answers them', async () => {
  const { socket, answers } = await wire();
  socket.write(
    get('/range/a') + get('/range/b', 'Add-Padding: true\r\n') + get('/range/slow') + get('/range/c') + post('d'),
  );
  socket.write(get('/range/e'));
  const found = await answers(6);
  expect(found).toEqual([
    [200, 'a undefined'],
    [200, 'b true'],
    [200, 'slow undefined'],
    [200, 'c undefined'],
    [200, '{"text":"d"}'],
    [200, 'e undefined'],
  ]);
  socket.destroy();
});

test('a request may come in pieces, at any place', async () => {
  const text = get('/range/a') + post('mảnh'.normalize('NFD').replace(/[^a-z]/g, '')) + get('/range/b');
  for (const size of [1, 7, 30, 61]) {
    const { socket, answers } = await wire();
    for (let at = 0; at < text.length; at += size) {
      socket.write(text.slice(at, at + size));
      await setTimeout(1);
    }
    expect((await answers(3)).map(([, body]) => body)).toEqual(['a undefined', '{"text":"manh"}', 'b undefined']);
    socket.destroy();
  }
});

test('what is not a plain GET goes the ordinary way', async () => {
  const before = quickly;
  const texts = [
    get('/range/a', 'Content-Length: 0\r\n'),
    get('/range/a', 'Connection: close\r\n'),
    get('/range/a', 'Connection: upgrade\r\nUpgrade: websocket\r\n'),
    get('/range/a', 'If-None-Match: "x"\r\n'),
    get('/range/a?b=c'),
    get('/range/a', 'X-Long: '.padEnd(5000, 'x') + '\r\n'),
    'GET /range/a HTTP/1.1\r\n\r\n',
    'GET /range/a HTTP/1.0\r\nHost: x\r\n\r\n',
    'HEAD /range/a HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /range/a HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n',
    'GET /range/a HTTP/1.1\r\nHost: x\r\n Folded: y\r\n\r\n',
    'GET /range/a HTTP/1.1\nHost: x\n\n',
    '\x16\x03\x01 no http at all\r\n\r\n',
  ];
  for (const text of texts) {
    const { socket } = await wire();
    let got = '';
    socket.on('data', (chunk) => (got += chunk.toString()));
    socket.write(text, 'latin1');
    for (let i = 0; i < 200 && got === ''; i++) await setTimeout(5);
    expect(got, text).toMatch(/^HTTP\/1\.[01] \d{3} /);
    socket.destroy();
  }
  expect(quickly).toBe(before);
});

test('a client that does not read is not written to without end', async () => {
  const { socket } = await wire();
  socket.pause();
  const before = quickly;
  const many = get('/range/large').repeat(60);
  for (let i = 0; i < 20; i++) socket.write(many);
  // Until nothing more comes, however busy the machine is.
  let stalled = 0;
  for (let now = 0; now === 0 || now !== stalled; now = quickly - before) {
    stalled = now;
    await setTimeout(300);
  }
  expect(stalled).toBeLessThan(100);
  // It goes on when the client reads.
  socket.resume();
  for (let i = 0; i < 500 && quickly - before < 1200; i++) await setTimeout(10);
  expect(quickly - before).toBe(1200);
  socket.destroy();
});

test('counts with the limit that other ways count with, by the address that the proxy saw', async () => {
  const limited = await server(1, true);
  const { socket, answers } = await wire(limited);
  const { points } = limits.api;
  const from = (address: string) => get('/range/a', `X-Forwarded-For: 203.0.113.1, ${address}\r\n`);
  socket.write(from('198.51.100.7').repeat(points) + from('198.51.100.7') + from('198.51.100.8'));
  const found = (await answers(points + 2)).map(([status]) => status);
  expect(found.slice(0, points).every((status) => status === 200)).toBe(true);
  expect(found.slice(points)).toEqual([429, 200]);
  // A second header cannot make another client of one.
  const again = await wire(limited);
  again.socket.write(get('/range/slow', 'X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.7\r\n'));
  again.socket.write(get('/range/a', 'X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.7\r\n'));
  expect((await again.answers(2)).map(([status]) => status)).toEqual([429, 429]);
  again.socket.destroy();
  const first = await wire(limited);
  first.socket.write(get('/range/a', 'X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.7\r\n'));
  expect((await first.answers(1)).map(([status]) => status)).toEqual([429]);
  first.socket.destroy();
  socket.destroy();
  await limited.close();
});

test('closing ends connections that wait', async () => {
  const closing = await server(1);
  const { socket, answers } = await wire(closing);
  const idle = await wire(closing);
  socket.write(get('/range/a'));
  await answers(1);
  const ended = Promise.all([once(socket, 'close'), once(idle.socket, 'close')]);
  await closing.close();
  await ended;
});
