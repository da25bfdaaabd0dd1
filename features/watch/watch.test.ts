import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileReference } from '@khien/engines/text';
import type { Verdict } from '@khien/engines/verdict';
import { createChecker } from '@khien/engines/verdict';
import { createIndicators, indicatorMigrations } from '@khien/features/indicators';
import * as pack from '@khien/packs/vietnam';
import { createVault } from '@khien/platform/crypto';
import { withTx } from '@khien/platform/db';
import { createEvents } from '@khien/platform/events';
import { testDatabase } from '@khien/platform/testkit';
import { afterAll, expect, test } from 'vitest';
import { createWatch, watchMigrations } from './index.ts';
import { forgetWatches } from './service.ts';

const database = await testDatabase([indicatorMigrations, watchMigrations]);
const folder = mkdtempSync(path.join(tmpdir(), 'khien-watch-'));
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});
const { db, connection } = database;
let now = new Date('2026-11-21T00:00:00Z');
const clock = () => now;
const reference = compileReference(pack.reference);
const checker = createChecker({ ...pack, reference });
const verdict = (input: { text: string }): Verdict => checker(input, (keys) => keys.map(() => undefined));
const vault = createVault(path.join(folder, 'keys.json'), clock);
const indicators = createIndicators({ db, clock, reference, registry: pack.registry });
const deps = { db, clock, vault, reference, verdict };
const watch = createWatch(deps);
const events = createEvents({ db, connection });
watch.subscriptions(events);
const grounds = { source: 'Công an tỉnh', evidence: 'phản ánh' };
const an = { userId: 'an', name: 'An' };
const binh = { userId: 'binh', name: 'Bình' };

test('who watched an unknown number is told when it is listed, and nobody else', async () => {
  const asked = await watch.start('so nay la ai: 0356 789 012, hay la 0356 789 013?');
  const other = await watch.start('0356 789 014');
  expect(asked).toMatchObject({ watching: 2, endsAt: '2027-05-21T00:00:00.000Z' });
  expect(await watch.status(asked.code, 'vi')).toMatchObject({ status: 'waiting', listed: [] });

  const row = await withTx(db, (tx) => indicators.propose(tx, an, { kind: 'phone', value: '0356789012', ...grounds }));
  await events.drain();
  expect((await watch.status(asked.code, 'vi')).status).toBe('waiting');
  await withTx(db, (tx) => indicators.sign(tx, binh, row.id));
  await events.drain();
  await events.drain();
  expect(await watch.status(asked.code.toLowerCase().replaceAll('-', ' '), 'vi')).toMatchObject({
    status: 'told',
    listed: [{ kind: 'phone', display: '0356 789 012', source: 'Công an tỉnh', current: true }],
  });
  expect((await watch.status(other.code, 'vi')).status).toBe('waiting');
  const told = await db.selectFrom('outbox').select('payload').where('type', '=', 'watch.told').execute();
  expect(told).toEqual([{ payload: { indicatorId: row.id, watches: 1 } }]);

  await withTx(db, (tx) => indicators.unlist(tx, an, { id: row.id }, { publicNote: 'Nhầm.' }));
  expect((await watch.status(asked.code, 'vi')).listed).toMatchObject([{ current: false }]);
});

test('a page is told when its site is listed, an account when it is listed with its bank', async () => {
  const page = await watch.start('https://khuyen-mai.example.com/nhan?ma=1');
  const account = await watch.start('chuyen vao tai khoan 0123456789012');
  await withTx(db, (tx) => indicators.propose(tx, an, { kind: 'domain', value: 'khuyen-mai.example.com', ...grounds }));
  const listed = await withTx(db, (tx) =>
    indicators.propose(tx, an, { kind: 'bank-account', value: '970436:0123456789012', ...grounds }),
  );
  await withTx(db, (tx) => indicators.sign(tx, binh, listed.id));
  await events.drain();
  expect((await watch.status(page.code, 'en')).status).toBe('told');
  expect((await watch.status(account.code, 'en')).status).toBe('told');
});

test('the tables show neither codes nor what was asked', async () => {
  const { code } = await watch.start('0356 789 099');
  const { rows } = await database.pool.query('select w.*, k.* from watch w join watch_key k on k.watch_id = w.id');
  const dump = JSON.stringify(rows, (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  );
  for (const secret of ['356789099', '0356', code, code.replaceAll('-', '')]) expect(dump).not.toContain(secret);
});

test('nothing to watch, a wrong code and an unknown one are told apart', async () => {
  await expect(watch.start('chào bạn')).rejects.toThrow('watch.nothing-to-watch');
  await expect(watch.status('0000-000-0001', 'vi')).rejects.toThrow('watch.bad-code');
  await expect(watch.status('0000-000-0000', 'vi')).rejects.toThrow('watch.not-found');
});

test('after half a year it is forgotten', async () => {
  const { code } = await watch.start('0356 789 055');
  now = new Date('2027-05-22T00:00:00Z');
  expect((await watch.status(code, 'vi')).status).toBe('ended');
  expect(await forgetWatches(deps)).toBeGreaterThan(0);
  await expect(watch.status(code, 'vi')).rejects.toThrow('watch.not-found');
  expect((await db.selectFrom('watch_key').selectAll().execute()).length).toBe(0);
});
