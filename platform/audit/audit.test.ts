import { withTx } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { audit, verifyAudit } from './index.ts';

const database = await testDatabase();
const { db, pool } = database;
afterAll(() => database.close());

/** What somebody with all rights would do: triggers off, change, triggers on. */
async function tamper(statement: string): Promise<void> {
  await pool.query(`begin; set local session_replication_role = replica; ${statement}; commit`);
}

test('many writers at once make one unbroken chain', async () => {
  expect(await verifyAudit(db)).toEqual({ ok: true, rows: 0, head: '0'.repeat(64) });
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      withTx(db, (tx) =>
        audit(tx, {
          actor: `person ${n % 3}`,
          unit: '03127',
          action: 'lead.confirm',
          subject: `lead:${n}`,
          detail: { z: n, a: ['đ', null, 1.5] },
        }),
      ),
    ),
  );
  const verdict = await verifyAudit(db);
  expect(verdict).toMatchObject({ ok: true, rows: 60 });
});

test('a transaction that fails leaves no row and no gap', async () => {
  await expect(
    withTx(db, async (tx) => {
      await audit(tx, { action: 'x', subject: 'y' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await audit(db, { action: 'x', subject: 'y' });
  expect(await verifyAudit(db)).toMatchObject({ ok: true, rows: 61 });
});

test('a transaction that sees an older state is run again', async () => {
  await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      withTx(
        db,
        async (tx) => {
          await sql`select count(*) from audit_log`.execute(tx); // takes the snapshot
          await audit(tx, { action: 'repeatable', subject: `${n}` });
        },
        { isolation: 'repeatable read', retries: 20 },
      ),
    ),
  );
  expect(await verifyAudit(db)).toMatchObject({ ok: true, rows: 67 });
});

test('rows cannot be changed, removed or emptied', async () => {
  for (const statement of [`update audit_log set action = 'nothing'`, 'delete from audit_log', 'truncate audit_log']) {
    await expect(pool.query(statement)).rejects.toThrow(/only added to/);
  }
});

test('the first broken row is told, whatever was done to it', async () => {
  await pool.query('create table kept as table audit_log');
  const attacks: [string, object][] = [
    [`update audit_log set detail = '{"z": 99}' where seq = 20`, { brokenAt: 20, problem: 'changed' }],
    [`update audit_log set at = at + interval '1 ms' where seq = 1`, { brokenAt: 1, problem: 'changed' }],
    [`update audit_log set prev_hash = sha256('x') where seq = 67`, { brokenAt: 67, problem: 'unchained' }],
    ['delete from audit_log where seq = 30', { brokenAt: 30, problem: 'missing' }],
    ['delete from audit_log where seq = 1', { brokenAt: 1, problem: 'missing' }],
    [`update audit_log set hash = sha256('x') where seq = 40`, { brokenAt: 40, problem: 'changed' }],
    [
      `update audit_log a set seq = 99 where seq = 10; update audit_log set seq = 10 where seq = 11; update audit_log set seq = 11 where seq = 99`,
      { brokenAt: 10, problem: 'unchained' },
    ],
  ];
  for (const [attack, expected] of attacks) {
    await tamper(attack);
    expect(await verifyAudit(db), attack).toMatchObject({ ok: false, ...expected });
    await tamper('truncate audit_log; insert into audit_log table kept');
    expect(await verifyAudit(db)).toMatchObject({ ok: true, rows: 67 });
  }
});

test('a cut-off end shows against the head that was kept elsewhere', async () => {
  const before = await verifyAudit(db);
  await tamper('delete from audit_log where seq = 67');
  expect(await verifyAudit(db)).toMatchObject({ ok: true, rows: 66 });
  const noted = before.ok ? before.head : '';
  expect(await verifyAudit(db, noted)).toEqual({ ok: false, rows: 66, problem: 'head' });
  const now = await verifyAudit(db);
  await audit(db, { action: 'x', subject: 'y' });
  expect(await verifyAudit(db, now.ok ? now.head : '')).toMatchObject({ ok: true, rows: 67 });
});

test('canonical JSON does not depend on the order of names and survives the database', async () => {
  expect(canonicalJson({ b: 1, a: { d: undefined, c: [true, undefined] } })).toBe('{"a":{"c":[true,null]},"b":1}');
  expect(() => canonicalJson({ a: Number.NaN })).toThrow();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const text = canonicalJson({ value });
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      if (/\\u0000|\\ud[89a-f]/i.test(text)) return; // PostgreSQL's jsonb takes neither
      const { rows } = await pool.query('select $1::jsonb as value', [text]);
      expect(canonicalJson(rows[0].value)).toBe(text);
    }),
    { numRuns: 200 },
  );
});
