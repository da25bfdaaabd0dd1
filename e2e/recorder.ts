import { createServer, connect, type Socket } from 'node:net';

/** Stands between a browser and the server and keeps every byte that the browser sends. */
export interface Recorder {
  /** Where the browser goes instead of to the server. */
  origin: string;
  /** Everything sent so far. */
  sent(): Buffer;
  /** The network is gone, or back. */
  cut(gone: boolean): void;
  stop(): Promise<void>;
}

export async function startRecorder(server: URL): Promise<Recorder> {
  const sent: Buffer[] = [];
  const open = new Set<Socket>();
  let gone = false;
  const proxy = createServer((browser) => {
    if (gone) {
      browser.destroy();
      return;
    }
    const upstream = connect(Number(server.port), server.hostname);
    for (const [one, other] of [
      [browser, upstream],
      [upstream, browser],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    browser.on('data', (bytes: Buffer) => sent.push(bytes));
    browser.pipe(upstream);
    upstream.pipe(browser);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the recorder has no port');
  const drop = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    origin: `http://localhost:${address.port}`,
    sent: () => Buffer.concat(sent),
    cut(now) {
      gone = now;
      if (gone) drop();
    },
    stop: () =>
      new Promise((done) => {
        proxy.close(() => done());
        drop();
      }),
  };
}
