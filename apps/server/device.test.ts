import { openFuse16, prefixOf, readRange, shortHash } from '@khien/engines/lookup';
import { withTx } from '@khien/platform/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from './testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ KHIEN_DEMO: 'false' });
  await server.start();
});
afterAll(() => server.close());

const key = 'tel:+84356789001';
const ask = async () => {
  const { body, statusCode } = await server.app.inject({ url: `/v1/range/phone/${prefixOf('phone', key)}` });
  expect(statusCode).toBe(200);
  return readRange(body, key);
};
const onDevice = async () => {
  const { files } = (await server.app.inject({ url: '/v1/device/manifest' })).json();
  const { rawPayload } = await server.app.inject({ url: files.filter.url });
  return openFuse16(rawPayload).has(shortHash(key));
};
const until = (holds: () => Promise<boolean>) => expect.poll(holds, { timeout: 20_000, interval: 200 }).toBe(true);

it('tells devices of a decision within seconds, and of its withdrawal', { timeout: 60_000 }, async () => {
  const { indicators } = server.services.protection;
  const { db } = server.parts;
  const proposal = { kind: 'phone' as const, value: '0356 789 001', source: 'Công an tỉnh', evidence: 'phản ánh' };
  const { id } = await withTx(db, (tx) => indicators.propose(tx, { userId: 'an', name: 'An' }, proposal));
  expect(await ask()).toBeUndefined();
  await withTx(db, (tx) => indicators.sign(tx, { userId: 'binh', name: 'Bình' }, id));
  await until(async () => (await ask())?.id === id);
  expect(await onDevice()).toBe(true);
  const { body: figures } = await server.app.inject({ url: '/metrics' });
  expect(figures).toMatch(/^khien_device_entries 1$/m);
  expect(figures).toMatch(/^khien_passwords_entries 3$/m);
  const target = { kind: proposal.kind, value: proposal.value };
  await withTx(db, (tx) => indicators.unlist(tx, { userId: 'an', name: 'An' }, target, { publicNote: 'Nhầm.' }));
  await until(async () => (await ask()) === undefined);
  expect(await onDevice()).toBe(false);
});
