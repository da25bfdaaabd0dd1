import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileReference } from '@khien/engines/text';
import { createFeeds, feedMigrations } from '@khien/features/feeds';
import { createIndicators, indicatorMigrations } from '@khien/features/indicators';
import { reference, registry, schemes } from '@khien/packs/vietnam';
import { withTx } from '@khien/platform/db';
import { createEvents, emit } from '@khien/platform/events';
import { createJobQueue, jobsSchema } from '@khien/platform/jobs';
import { testDatabase } from '@khien/platform/testkit';
import { afterAll, expect, test, vi } from 'vitest';
import { type CheckFeature, checkMigrations, createCheck } from './index.ts';

const database = await testDatabase([jobsSchema, indicatorMigrations, feedMigrations, checkMigrations]);
const dataFolder = mkdtempSync(path.join(tmpdir(), 'khien-check-'));
const { db, connection } = database;
const clock = () => new Date();
const compiled = compileReference(reference);
const indicators = createIndicators({ db, clock, reference: compiled, registry });
const feeds = createFeeds({
  db,
  connection,
  clock,
  reference: compiled,
  refuse: indicators.refuse,
  origin: 'https://khien.example',
  schemes: new Set(schemes.schemes.map(({ id }) => id)),
});
const errors: unknown[] = [];
const an = { userId: 'an', name: 'An' };
const binh = { userId: 'binh', name: 'Bình' };
const grounds = { source: 'Công an tỉnh', evidence: 'phản ánh' };
const later = new Date(Date.now() + 30 * 86_400_000);

/** What one server process has of this feature. */
async function startProcess(options: { worker?: boolean; reported?: string[]; folder?: string } = {}) {
  const events = createEvents({ db, connection, onError: (error) => errors.push(error) });
  const queue = createJobQueue({ connection, onError: (error) => errors.push(error) });
  const check = createCheck({
    db,
    connection,
    dataFolder: options.folder ?? dataFolder,
    clock,
    reference: compiled,
    reportedKeys: async (_tx, keys) => keys.filter((key) => options.reported?.includes(key)),
    onError: (error) => errors.push(error),
  });
  check.subscriptions(events, queue);
  check.jobs(queue, (generation) => emit(db, { type: 'lookup.built', payload: { generation } }));
  await check.start();
  await events.start({ deliver: options.worker ?? false });
  return {
    check,
    queue,
    async stop() {
      await events.stop();
      await check.stop();
    },
  };
}

const gradeOf = (check: CheckFeature, text: string) => check.service.verdict({ text }).grade;

const first = await startProcess({ worker: true, reported: ['tel:+84356789012'] });
const second = await startProcess();
afterAll(async () => {
  await first.stop();
  await second.stop();
  expect(errors).toEqual([]);
  await database.close();
  rmSync(dataFolder, { recursive: true });
});

test('the second signature is seen by every process within two seconds, and so is its end', async () => {
  const text = 'goi so 0912 345 678 de nhan qua';
  const row = await withTx(db, (tx) => indicators.propose(tx, an, { kind: 'phone', value: '0912345678', ...grounds }));
  await new Promise((done) => setTimeout(done, 300));
  expect(gradeOf(second.check, text)).not.toBe('confirmed-scam');

  await withTx(db, (tx) => indicators.sign(tx, binh, row.id));
  const signed = performance.now();
  await vi.waitFor(() => expect(gradeOf(second.check, text)).toBe('confirmed-scam'), { timeout: 2000, interval: 2 });
  console.log(`signature to visible in another process: ${(performance.now() - signed).toFixed(0)} ms`);
  await vi.waitFor(() => expect(gradeOf(first.check, text)).toBe('confirmed-scam'), { timeout: 2000, interval: 2 });

  await withTx(db, (tx) => indicators.unlist(tx, an, { id: row.id }, { publicNote: 'Nhầm.' }));
  await vi.waitFor(() => expect(gradeOf(second.check, text)).not.toBe('confirmed-scam'), {
    timeout: 2000,
    interval: 2,
  });
});

test('an imported list reaches every process through new files; the old ones are removed', async () => {
  const list = '0.0.0.0 qua-tang-vip.example.net\n0.0.0.0 shop.example.org\n';
  await feeds.importText(an, list, { source: 'hosts', format: 'hosts', expires: later });
  await first.check.store.build();
  await second.check.store.follow();
  for (const { check } of [first, second]) {
    expect(gradeOf(check, 'vao http://www.qua-tang-vip.example.net/nhan?id=1')).toBe('confirmed-scam');
    // A hosts file lists hosts, not what is below them.
    expect(gradeOf(check, 'vao http://anh.qua-tang-vip.example.net/')).not.toBe('confirmed-scam');
  }
  await first.check.store.build();
  await first.check.store.build();
  const files = readdirSync(path.join(dataFolder, 'lookup'));
  expect(files.filter((name) => name.endsWith('.hot')).length).toBeLessThanOrEqual(2);
  expect(files.some((name) => name.endsWith('.part') || name.endsWith('.spool'))).toBe(false);
});

test('a decision between two builds survives them, and beats an imported list', async () => {
  const host = 'shop.example.org';
  expect(gradeOf(first.check, host)).toBe('confirmed-scam');
  await withTx(db, (tx) =>
    indicators.unlist(tx, an, { kind: 'domain', value: host }, { publicNote: 'Cửa hàng thật.' }),
  );
  await withTx(db, (tx) => indicators.propose(tx, an, { kind: 'domain', value: 'moi.example.com', ...grounds }));
  const check = async (process: CheckFeature) => {
    expect(gradeOf(process, host)).not.toBe('confirmed-scam');
    expect(gradeOf(process, 'x.moi.example.com')).toBe('confirmed-scam');
  };
  await vi.waitFor(() => check(second.check));
  // Nobody was told of a build: a process that starts now reads the files and what came after them.
  const third = await startProcess();
  await check(third.check);
  expect(third.check.store.state().overlay).toBeGreaterThan(0);
  await third.check.store.build();
  await check(third.check);
  expect(third.check.store.state().overlay).toBe(0);
  await third.stop();
});

test('a process on another machine makes its own files when a list was imported', async () => {
  const elsewhere = await startProcess({ folder: path.join(dataFolder, 'elsewhere') });
  const list = 'may-khac.example.net\n';
  await feeds.importText(an, list, { source: 'máy khác', format: 'hosts', expires: later });
  // The event becomes a job, the job is done here, and its end is told to everybody.
  await vi.waitFor(async () => {
    await first.queue.drain();
    expect(gradeOf(first.check, 'may-khac.example.net')).toBe('confirmed-scam');
  }, 10_000);
  await vi.waitFor(() => expect(gradeOf(elsewhere.check, 'may-khac.example.net')).toBe('confirmed-scam'), 10_000);
  await vi.waitFor(() => expect(gradeOf(second.check, 'may-khac.example.net')).toBe('confirmed-scam'), 10_000);
  await elsewhere.stop();
});

test('a damaged file is not believed: the tables are built again', async () => {
  const folder = path.join(dataFolder, 'lookup');
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith('.hot'))
    .map((name) => Number.parseInt(name, 10));
  const file = path.join(folder, `${Math.max(...newest)}.hot`);
  const { readFileSync, writeFileSync } = await import('node:fs');
  const bytes = readFileSync(file);
  bytes.writeInt32LE(12345, 200);
  writeFileSync(file, bytes);
  const fresh = await startProcess();
  expect(gradeOf(fresh.check, 'qua-tang-vip.example.net')).toBe('confirmed-scam');
  await fresh.stop();
  expect(errors.splice(0)).toHaveLength(1);
});

test('what is not for the public is only told to those who may know', async () => {
  const secret = { kind: 'domain' as const, value: 'dieu-tra.example.com', tlp: 'AMBER' as const, ...grounds };
  await withTx(db, (tx) => indicators.propose(tx, an, secret));
  await first.check.store.catchUp();
  expect(first.check.service.verdict({ text: secret.value }, true).grade).toBe('confirmed-scam');
  expect(first.check.service.verdict({ text: secret.value }).grade).not.toBe('confirmed-scam');
});

test('counts only what is listed or reported, by day, and tells the hits', async () => {
  const { service, flush, countsOf } = first.check;
  const since = new Date(Date.now() - 86_400_000);
  for (let n = 0; n < 3; n++) service.check({ text: 'x.moi.example.com' });
  service.check({ text: '0356 789 012' });
  service.check({ text: '0356 789 013' });
  await flush();
  service.check({ text: 'x.moi.example.com' });
  await flush();
  const counts = await countsOf(db, ['x.moi.example.com', 'tel:+84356789012', 'tel:+84356789013'], since);
  expect(counts.map(({ key, count }) => [key, count])).toEqual([
    ['tel:+84356789012', 1],
    ['x.moi.example.com', 4],
  ]);
  const events = await db
    .selectFrom('outbox')
    .select('payload')
    .where('type', '=', 'check.hits')
    .orderBy('id')
    .execute();
  const [listed] = await indicators.byKeys(db, ['moi.example.com']);
  expect(events.map(({ payload }) => (payload as { counts: unknown }).counts)).toEqual([
    [{ indicatorId: listed?.id, count: 3 }],
    [{ indicatorId: listed?.id, count: 1 }],
  ]);
});
