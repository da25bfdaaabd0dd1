import { afterAll, expect, test } from 'vitest';
import { testDatabase } from './index.ts';

const first = await testDatabase();
const second = await testDatabase();
afterAll(async () => {
  await first.close();
  await second.close();
});

test('each test database has the schema and nothing of the others', async () => {
  await first.pool.query(`insert into outbox (type, payload) values ('x', '{}')`);
  expect((await first.pool.query('select count(*) from outbox')).rows[0].count).toBe(1);
  expect((await second.pool.query('select count(*) from outbox')).rows[0].count).toBe(0);
});

test('a clone is made in well under a second', async () => {
  const begin = performance.now();
  const third = await testDatabase();
  const took = performance.now() - begin;
  await third.close();
  console.log(`clone ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(1_000);
});
