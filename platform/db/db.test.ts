import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { testDatabase } from '@khien/platform/testkit';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { type Database, isDatabaseAway, migrate, newId, violatedConstraint, withTx } from './index.ts';

const database = await testDatabase();
const { db, pool, connection } = database;
const folder = await mkdtemp(path.join(os.tmpdir(), 'khien-migrations-'));
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

test('types arrive as JavaScript expects them, or not at all', async () => {
  const { rows } = await pool.query(
    `select count(*), 2::int8 as big, 1.25::numeric as num, '2026-03-01'::date as day, array[1,2]::int8[] as list, now() as at`,
  );
  expect(rows[0]).toMatchObject({ count: 1, big: 2, num: 1.25, day: '2026-03-01', list: [1, 2] });
  expect(rows[0].at).toBeInstanceOf(Date);
  await expect(pool.query('select 9007199254740993::int8')).rejects.toThrow(/beyond the exact/);
  await expect(pool.query('select 99999999999999999999::numeric')).rejects.toThrow(/beyond the exact/);
});

test('migrations run once, in order, and each is all or nothing', async () => {
  const folders = [{ name: 'sample', path: folder }];
  await writeFile(path.join(folder, '001-first.sql'), 'create table sample (id int primary key);\n');
  await writeFile(path.join(folder, '002-second.sql'), 'alter table sample add column text text;');
  await writeFile(path.join(folder, 'notes.txt'), 'not a migration');
  const both = await Promise.all([migrate(connection, folders), migrate(connection, folders)]);
  expect(both.flat().sort()).toEqual(['sample/001-first.sql', 'sample/002-second.sql']);

  await writeFile(path.join(folder, '003-broken.sql'), 'create table other (id int); select nonsense;');
  await expect(migrate(connection, folders)).rejects.toThrow(/003-broken.sql failed: .*nonsense/);
  expect((await pool.query(`select to_regclass('other') as found`)).rows[0].found).toBeNull();

  await writeFile(path.join(folder, '003-broken.sql'), 'create table other (id int);');
  expect(await migrate(connection, folders)).toEqual(['sample/003-broken.sql']);
});

test('history cannot be rewritten', async () => {
  const folders = [{ name: 'sample', path: folder }];
  const first = path.join(folder, '001-first.sql');
  const before = await readFile(first, 'utf8');
  await writeFile(first, before.replaceAll('\n', '\r\n'));
  expect(await migrate(connection, folders)).toEqual([]);
  await writeFile(first, `${before}-- harmless?`);
  await expect(migrate(connection, folders)).rejects.toThrow(/sample\/001-first.sql was changed after it was applied/);
  await rm(first);
  await expect(migrate(connection, folders)).rejects.toThrow(/is gone/);
  await writeFile(first, before);
  await writeFile(path.join(folder, '003-twice.sql'), '');
  await expect(migrate(connection, folders)).rejects.toThrow(/used twice/);
  await rm(path.join(folder, '003-twice.sql'));
  await writeFile(path.join(folder, 'four.sql'), '');
  await expect(migrate(connection, folders)).rejects.toThrow(/must look like/);
});

test('a transaction is all or nothing, joins the one around it, and is run again after a collision', async () => {
  await sql`create table counter (id int primary key, n int)`.execute(db);
  await sql`insert into counter values (1, 0), (2, 0)`.execute(db);
  const failed = withTx(db, async (outer) => {
    await sql`update counter set n = 100`.execute(outer);
    await withTx<Database, unknown>(outer, (inner) => sql`update counter set n = 200`.execute(inner));
    throw new Error('undo');
  });
  await expect(failed).rejects.toThrow('undo');

  let runs = 0;
  const add = () =>
    withTx(
      db,
      async (tx) => {
        runs++;
        const { rows } = await sql<{ n: number }>`select n from counter where id = 1`.execute(tx);
        await sql`update counter set n = ${(rows[0]?.n ?? 0) + 1} where id = 1`.execute(tx);
      },
      { isolation: 'serializable', retries: 20 },
    );
  await Promise.all(Array.from({ length: 8 }, add));
  expect((await pool.query('select n from counter where id = 1')).rows[0].n).toBe(8);
  expect(runs).toBeGreaterThan(8);
  await expect(withTx(db, (tx) => sql`delete from counter`.execute(tx), { readOnly: true })).rejects.toThrow(
    /read-only/,
  );
});

test('a stuck statement does not hold its locks for ever', async () => {
  const settings = await pool.query(
    `select current_setting('statement_timeout') as s, current_setting('lock_timeout') as l,
            current_setting('idle_in_transaction_session_timeout') as i, current_setting('timezone') as z`,
  );
  expect(settings.rows[0]).toEqual({ s: '30s', l: '10s', i: '30s', z: 'UTC' });
});

test('a database that is away is told from a wrong question', async () => {
  const away = new pg.Pool({ host: '/nowhere', database: 'x', user: 'x', connectionTimeoutMillis: 500 });
  const error: unknown = await away.query('select 1').catch((reason: unknown) => reason);
  expect(isDatabaseAway(error)).toBe(true);
  await away.end();

  const victim = await pool.connect();
  victim.on('error', () => undefined);
  const pid = (await victim.query('select pg_backend_pid() as pid')).rows[0].pid;
  const asked = victim.query('select pg_sleep(20)').catch((reason: unknown) => reason);
  await pool.query('select pg_terminate_backend($1)', [pid]);
  expect(isDatabaseAway(await asked)).toBe(true);
  victim.release(true);

  const wrong: unknown = await pool.query('select nonsense').catch((reason: unknown) => reason);
  expect(isDatabaseAway(wrong)).toBe(false);
  expect(isDatabaseAway(new Error('x'))).toBe(false);
  expect(isDatabaseAway(Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' }))).toBe(false);
  const twice: unknown = await pool.query('insert into counter values (1, 1)').catch((reason: unknown) => reason);
  expect(violatedConstraint(twice)).toBe('counter_pkey');
});

test('ids are UUIDs of version 7 that sort by time', () => {
  const now = Date.now();
  expect(newId(now)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(newId(now).replace('-', '').slice(0, 12), 16)).toBe(now);
  expect(newId(now) < newId(now + 1)).toBe(true);
  expect(new Set(Array.from({ length: 1_000 }, () => newId(now))).size).toBe(1_000);
});
