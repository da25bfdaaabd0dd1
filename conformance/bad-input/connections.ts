import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TestServer } from '@khien/server/testing';
import fc from 'fast-check';

const head = 'POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** What is not HTTP, or stops half-way, on a real connection. */
const written: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /v1/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /v1/units HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
      'GET /v1/units HTTP/1.1\r\n\r\n',
      'GET /v1/%c0%af HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET http://other/v1/units HTTP/1.1\r\nHost: a\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
      'TRACE /v1/units HTTP/1.1\r\nHost: a\r\n\r\n',
      'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      `${head}Content-Length: -1\r\n\r\n`,
      `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
      `${head}Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n{}`,
      `${head}Content-Length: 99999999999999\r\n\r\n{}`,
      `${head}Content-Length: 100\r\n\r\n{"text":"half`,
      `${head}Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\n{}`,
      `${head}Expect: 200-maybe\r\nContent-Length: 2\r\n\r\n{}`,
    )
    .map((text) => Buffer.from(text, 'latin1')),
);

/** Sends each over a connection of its own and hangs up; then the server must still answer. */
export async function brokenConnections(
  server: TestServer,
  seed: number,
  found: { requests: number; failed: string[]; hung: string[] },
): Promise<void> {
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  for (const bytes of fc.sample(written, { seed, numRuns: 150 })) {
    found.requests++;
    const answer = await exchange(port, bytes);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
    if (status >= 500) found.failed.push(`5xx on a connection: ${status} ${bytes.toString('latin1').slice(0, 100)}`);
  }
  const alive = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5_000) });
  if (!alive.ok) found.failed.push(`the server answers ${alive.status} after broken connections`);
}

function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      // Whoever answers at once has done so by then; whoever waits for the rest may.
      setTimeout(() => socket.end(), 20);
    });
    socket.setTimeout(500, () => socket.destroy());
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
