import { testDatabase } from '@khien/platform/testkit';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { withBulk } from './bulk.ts';

const database = await testDatabase();
afterAll(() => database.close());
await database.pool.query('create table copied (n int)');

const count = async () => (await database.pool.query('select count(*) as n from copied')).rows[0].n;

async function* numbers(to: number) {
  for (let n = 0; n < to; n++) yield `${n}\n`;
}

test('copies rows inside the transaction of its queries', async () => {
  const seen = await withBulk(database.connection, async ({ tx, copyIn }) => {
    expect(await copyIn('copy copied from stdin', numbers(5000))).toBe(5000);
    expect(await count()).toBe(0);
    return (await sql<{ n: number }>`select count(*) as n from copied`.execute(tx)).rows[0]?.n;
  });
  expect(seen).toBe(5000);
  expect(await count()).toBe(5000);
});

test('leaves nothing behind when the source or a row is wrong', async () => {
  const before = await count();
  async function* failing() {
    yield '1\n';
    throw new Error('the disk is gone');
  }
  await expect(
    withBulk(database.connection, ({ copyIn }) => copyIn('copy copied from stdin', failing())),
  ).rejects.toThrow('the disk is gone');
  async function* wrong() {
    yield 'not a number\n';
  }
  await expect(
    withBulk(database.connection, ({ copyIn }) => copyIn('copy copied from stdin', wrong())),
  ).rejects.toThrow('invalid input syntax');
  expect(await count()).toBe(before);
});
