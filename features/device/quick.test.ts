import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { feedMigrations } from '@khien/features/feeds';
import { indicatorMigrations } from '@khien/features/indicators';
import { createVault } from '@khien/platform/crypto';
import { createHttp } from '@khien/platform/http';
import { testDatabase } from '@khien/platform/testkit';
import { createLogger } from '@khien/platform/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDevice, deviceMigrations } from './index.ts';

const database = await testDatabase([indicatorMigrations, feedMigrations, deviceMigrations]);
const folder = mkdtempSync(path.join(tmpdir(), 'khien-quick-'));
const passwordList = path.join(folder, 'list.txt');
writeFileSync(passwordList, Array.from({ length: 5000 }, (_, i) => `mk${i}`).join('\n'));
const clock = () => new Date();
const device = createDevice({
  db: database.db,
  connection: database.connection,
  dataFolder: folder,
  passwordList,
  clock,
  signer: createVault(path.join(folder, 'keys.json')).signer,
  onError: (error) => {
    throw error;
  },
});
const given: string[] = [];
const app = await createHttp({
  origin: 'https://khien.example',
  clock,
  limitFactor: 1000,
  quick(asked, header) {
    const answer = device.quick(asked, header);
    if (answer) given.push(asked);
    return answer;
  },
});
device.routes(app);
let origin = '';

beforeAll(async () => {
  await device.start();
  await device.ready();
  await app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
  await device.stop();
  await database.close();
  rmSync(folder, { recursive: true });
});

const plain = [
  '/range/5BAA6',
  '/range/00000',
  '/v1/range/password/abcde',
  '/v1/range/password/ABC',
  '/v1/range/phone/3fa',
];
plain.push('/v1/range/account/07C', '/v1/range/host/5e884898');
const wrong = [
  '/range/5BA',
  '/range/5BAA',
  '/v1/range/phone/3fa2',
  '/v1/range/host/3fa',
  '/v1/range/mail/3fa',
  '/range/xyzzy',
];

test('quick answers are those of the routes, to the byte and the header', async () => {
  for (const url of [...plain, ...wrong]) {
    for (const padding of ['true', 'false']) {
      const headers = { 'add-padding': padding };
      const quick = await fetch(origin + url, { headers });
      const routed = await app.inject({ url, headers });
      expect([url, quick.status]).toEqual([url, routed.statusCode]);
      if (quick.status !== 200) continue;
      expect(Buffer.from(await quick.arrayBuffer()).equals(routed.rawPayload), url).toBe(true);
      const differ = new Set(['x-request-id', 'date', 'connection', 'keep-alive', 'content-language']);
      const own = Object.fromEntries([...quick.headers].filter(([name]) => !differ.has(name)));
      expect(own).toEqual(Object.fromEntries(Object.entries(routed.headers).filter(([name]) => !differ.has(name))));
    }
  }
  expect(new Set(given)).toEqual(new Set(plain));
});

test('who has the answer already is told so, whichever way', async () => {
  for (const url of plain) {
    const etag = (await fetch(origin + url)).headers.get('etag') ?? '';
    const again = await fetch(origin + url, { headers: { 'if-none-match': etag } });
    expect([url, again.status]).toEqual([url, 304]);
  }
});

test('no log tells what was asked, or who asked', async () => {
  let log = '';
  const seen: string[] = [];
  const talkative = await createHttp({
    origin: 'https://khien.example',
    clock,
    logger: createLogger('trace', { write: (line: string) => void (log += line) }),
    quick: device.quick,
    observe: (answer) => seen.push(JSON.stringify(answer)),
  });
  device.routes(talkative);
  await talkative.listen({ host: '127.0.0.1', port: 0 });
  const { port } = talkative.server.address() as AddressInfo;
  log = '';
  const asks = [
    '/range/5BAA6',
    '/range/5BAA6?mode=ntlm',
    '/range/5BAA6F',
    '/v1/range/phone/5ba',
    '/v1/range/phone/5baa6',
  ];
  asks.push('/v1/range/host/5baa6f00', '/v1/range/5baa6/phone', '/range/5BAA6%zz');
  for (const url of asks) {
    for (const headers of [{}, { 'if-none-match': '"x"' }, { connection: 'close' }])
      await (await fetch(`http://127.0.0.1:${port}${url}`, { headers })).text();
  }
  await talkative.close();
  expect(log.match(/"route":/g)?.length).toBeGreaterThan(10);
  expect(seen.length).toBeGreaterThan(asks.length);
  // Names of requests are random: they hold any three letters now and then.
  for (const text of [log.replace(/"reqId":"[^"]+"/g, ''), ...seen]) {
    expect(text).not.toMatch(/5ba|127\.0|remote|"ip"/i);
  }
});
