import { compileReference } from '@khien/engines/text';
import { reference, registry } from '@khien/packs/vietnam';
import { verifyAudit } from '@khien/platform/audit';
import { withTx } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import { afterAll, expect, test } from 'vitest';
import { createGuard, createIndicatorService, indicatorMigrations, indicatorQueries } from './index.ts';

const database = await testDatabase([indicatorMigrations]);
afterAll(() => database.close());
const { db } = database;

let now = new Date('2026-11-21T03:00:00Z');
const service = createIndicatorService({
  clock: () => now,
  reference: compileReference(reference),
  refuse: createGuard(registry),
});
const an = { userId: 'an', name: 'Lò Thị An' };
const binh = { userId: 'binh', name: 'Vàng A Bình' };
const grounds = { source: 'Công an tỉnh Điện Biên', evidence: 'hai phản ánh giống nhau' };
const events = async () =>
  (await db.selectFrom('outbox').select(['type']).orderBy('id').execute()).map((row) => row.type);

test('a domain is listed by one person, a number only by two', async () => {
  const domain = await withTx(db, (tx) =>
    service.propose(tx, an, { kind: 'domain', value: 'www.Vietcombank.vn-ms.top', ...grounds }),
  );
  expect(domain).toMatchObject({ key: 'vietcombank.vn-ms.top', state: 'listed', tlp: 'CLEAR' });
  expect(domain.expires_at?.toISOString()).toBe('2028-11-21T03:00:00.000Z');

  const number = await withTx(db, (tx) =>
    service.propose(tx, an, { kind: 'phone', value: '0912 345 678', ...grounds }),
  );
  expect(number).toMatchObject({ key: 'tel:+84912345678', state: 'proposed' });
  await expect(withTx(db, (tx) => service.sign(tx, an, number.id))).rejects.toThrow('indicator.same-person');
  const signed = await withTx(db, (tx) => service.sign(tx, binh, number.id));
  expect(signed).toMatchObject({ state: 'listed' });
  expect(signed.expires_at?.toISOString()).toBe('2027-11-21T03:00:00.000Z');
  expect(signed.change).toBeGreaterThan(number.change);
  expect(await events()).toEqual(['indicator.listed', 'indicator.listed']);
});

test("another officer's proposal of the same number is the second signature", async () => {
  const first = await withTx(db, (tx) => service.propose(tx, an, { kind: 'phone', value: '0987654321', ...grounds }));
  const again = await withTx(db, (tx) => service.propose(tx, an, { kind: 'phone', value: '+84987654321', ...grounds }));
  expect(again.state).toBe('proposed');
  const second = await withTx(db, (tx) =>
    service.propose(tx, binh, { kind: 'phone', value: '+84 98 765 4321', ...grounds }),
  );
  expect(second).toMatchObject({ id: first.id, state: 'listed' });
});

test('official names and shared suffixes are never listed', async () => {
  const list = (value: string) => withTx(db, (tx) => service.propose(tx, an, { kind: 'domain', value, ...grounds }));
  await expect(list('vietcombank.com.vn')).rejects.toThrow('indicator.official');
  await expect(list('dienbien.gov.vn')).rejects.toThrow('indicator.official');
  await expect(list('com.vn')).rejects.toThrow('indicator.public-suffix');
  await expect(list('duckdns.org')).rejects.toThrow('indicator.public-suffix');
  await expect(list('không phải tên miền')).rejects.toThrow('indicator.not-of-its-kind');
});

test('taking off is public, and names of people stay out of it', async () => {
  const rows = await indicatorQueries.findByKeys(db, ['tel:+84912345678', 'vietcombank.vn-ms.top']);
  for (const { id } of rows) {
    await withTx(db, (tx) => service.unlist(tx, binh, { id }, { publicNote: 'Nhầm số.', note: 'người bị hại' }));
  }
  const since = new Date('2026-11-01T00:00:00Z');
  const record = await indicatorQueries.publicRecord(db, since, undefined, undefined, 50);
  expect(record.filter((row) => row.type === 'unlist')).toMatchObject([
    { value: 'vietcombank.vn-ms.top', public_note: 'Nhầm số.' },
  ]);
  expect(record.some((row) => row.kind === 'phone')).toBe(false);
  const exact = await indicatorQueries.publicRecord(db, since, ['tel:+84912345678'], undefined, 50);
  expect(exact.map((row) => row.type)).toEqual(['unlist', 'list']);
});

test('a key that only an imported list holds can be taken off', async () => {
  const target = { kind: 'domain' as const, value: 'shop-that-is-honest.example.com' };
  const row = await withTx(db, (tx) => service.unlist(tx, an, target, { publicNote: 'Chủ sở hữu đã chứng minh.' }));
  expect(row).toMatchObject({ state: 'unlisted', key: 'shop-that-is-honest.example.com' });
});

test('the clock ends what has run out, and the log is whole', async () => {
  now = new Date('2029-01-01T00:00:00Z');
  const ended = await withTx(db, (tx) => service.expire(tx));
  expect(ended).toBe(1);
  expect((await indicatorQueries.findByKeys(db, ['tel:+84987654321']))[0]?.state).toBe('expired');
  expect(await verifyAudit(db)).toMatchObject({ ok: true });
});

test('the actions can be added to and never changed', async () => {
  await expect(database.pool.query("update indicator_action set actor = 'x'")).rejects.toThrow('append-only');
  await expect(database.pool.query('delete from indicator_action')).rejects.toThrow('append-only');
});

test('numbers of change follow the order of commits', async () => {
  const before = await indicatorQueries.lastChange(db);
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  let began = () => {};
  const proposed = new Promise<void>((done) => {
    began = done;
  });
  const slow = withTx(db, async (tx) => {
    const row = await service.propose(tx, an, { kind: 'domain', value: 'first.example.net', ...grounds });
    began();
    await held;
    return row;
  });
  await proposed;
  const quick = withTx(db, (tx) =>
    service.propose(tx, an, { kind: 'domain', value: 'second.example.net', ...grounds }),
  );
  await new Promise((done) => setTimeout(done, 100));
  // The second cannot have committed with a greater number while the first is still open.
  expect(await indicatorQueries.changedSince(db, before.change, 10)).toEqual([]);
  release();
  const [a, b] = await Promise.all([slow, quick]);
  expect((await indicatorQueries.changedSince(db, before.change, 10)).map((row) => row.id)).toEqual(
    [a, b].sort((x, y) => x.change - y.change).map((row) => row.id),
  );
});
