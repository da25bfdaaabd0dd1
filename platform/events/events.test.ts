import { type Tx, withTx } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEvents, type Events, emit } from './index.ts';

declare module '@khien/platform/events' {
  interface EventTypes {
    'test.happened': { n: number };
    'test.unheard': { n: number };
  }
}

const database = await testDatabase();
const { db, pool } = database;
afterAll(() => database.close());

let running: Events[] = [];
let told: string[] = [];
let errors: string[] = [];
beforeEach(() => {
  told = [];
  errors = [];
});
afterEach(async () => {
  for (const events of running) await events.stop();
  running = [];
  await pool.query('delete from outbox');
});

/** As in a process of its own; `sweepMs` is long, so that what is quick came by notification. */
function newProcess(sweepMs = 60_000): Events {
  const onError = (_: unknown, where: string) => void errors.push(where);
  const events = createEvents({ db, connection: database.connection, sweepMs, onError });
  running.push(events);
  return events;
}

const happened = (tx: Tx, n: number) => emit(tx, { type: 'test.happened', payload: { n } });

test('subscribers are told once for the installation, listeners in every process', async () => {
  for (const name of ['a', 'b']) {
    const events = newProcess();
    events.subscribe('test.happened', 'counter', async (event) => void told.push(`counter ${event.payload.n}`));
    events.onBroadcast('test.happened', (event) => void told.push(`${name} ${event.payload.n}`));
    await events.start();
  }
  await withTx(db, async (tx) => {
    await happened(tx, 1);
    await happened(tx, 2);
    await sql`select pg_sleep(0.1)`.execute(tx);
    expect(told).toEqual([]);
  });
  await vi.waitFor(() => expect(told.length).toBe(6));
  expect(told.sort()).toEqual(['a 1', 'a 2', 'b 1', 'b 2', 'counter 1', 'counter 2']);
});

test('what was rolled back did not happen; what nobody subscribes to is finished', async () => {
  const events = newProcess();
  events.subscribe('test.happened', 'counter', async (event) => void told.push(`${event.payload.n}`));
  await withTx(db, async (tx) => {
    await happened(tx, 1);
    throw new Error('undo');
  }).catch(() => undefined);
  await emit(db, { type: 'test.unheard', payload: { n: 1 } });
  await happened(db, 2);
  await events.drain();
  expect(told).toEqual(['2']);
  expect((await pool.query('select count(*) from outbox where not done')).rows[0].count).toBe(0);
});

test('events wait for a process that delivers', async () => {
  await happened(db, 7);
  const listener = newProcess();
  listener.subscribe('test.happened', 'counter', async () => void told.push('wrong process'));
  await listener.start({ deliver: false });
  const worker = newProcess();
  worker.subscribe('test.happened', 'counter', async (event) => void told.push(`worker ${event.payload.n}`));
  await worker.start();
  await vi.waitFor(() => expect(told).toEqual(['worker 7']));
});

test('a handler’s changes and the note that it ran are one: a failure undoes both and is tried again', async () => {
  await pool.query('create table effect (who text, n int)');
  let failing = true;
  const events = newProcess(200);
  events.subscribe('test.happened', 'good', async (event, tx) => {
    await sql`insert into effect values ('good', ${event.payload.n})`.execute(tx);
  });
  events.subscribe('test.happened', 'bad', async (event, tx) => {
    await sql`insert into effect values ('bad', ${event.payload.n})`.execute(tx);
    if (failing) throw new Error('personal data 0912345678');
  });
  events.subscribe('test.happened', 'wrong question', async (_, tx) => {
    if (failing) await sql`select nonsense`.execute(tx);
  });
  await happened(db, 1);
  await events.drain();
  const effects = async () => (await pool.query('select who from effect order by who')).rows.map(({ who }) => who);
  expect(await effects()).toEqual(['good']);
  expect(errors.sort()).toEqual(['bad (test.happened)', 'wrong question (test.happened)']);
  const { rows } = await pool.query(
    'select done, attempts, delivered, last_error, next_at > now() as later from outbox',
  );
  expect(rows).toMatchObject([{ done: false, attempts: 1, delivered: ['good'], later: true }]);
  expect(rows[0].last_error).not.toContain('0912345678');
  failing = false;
  await events.start();
  await vi.waitFor(async () => expect(await effects()).toEqual(['bad', 'good']), { timeout: 5_000 });
  expect((await pool.query('select done from outbox')).rows).toEqual([{ done: true }]);
});

test('each event is handled once though many processes work at the same time', async () => {
  for (let process = 0; process < 4; process++) {
    const events = newProcess();
    events.subscribe('test.happened', 'counter', async (event) => {
      await new Promise((done) => setTimeout(done, 2));
      told.push(`${event.payload.n}`);
    });
    await events.start();
  }
  await Promise.all(Array.from({ length: 100 }, (_, n) => withTx(db, (tx) => happened(tx, n))));
  await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(100), { timeout: 10_000 });
  expect(new Set(told).size).toBe(100);
  expect(told.length).toBe(100);
});

test('commits in another order than the ids lose nothing', async () => {
  const events = newProcess(100);
  events.onBroadcast('test.happened', (event) => void told.push(`heard ${event.payload.n}`));
  events.subscribe('test.happened', 'counter', async (event) => void told.push(`handled ${event.payload.n}`));
  await events.start();
  await withTx(db, async (slow) => {
    await happened(slow, 1);
    await withTx(db, (quick) => happened(quick, 2));
    await vi.waitFor(() => expect(told.sort()).toEqual(['handled 2', 'heard 2']));
    await new Promise((done) => setTimeout(done, 300)); // several sweeps see only the later id
  });
  await vi.waitFor(() => expect(told.sort()).toEqual(['handled 1', 'handled 2', 'heard 1', 'heard 2']));
});

test('what came while the listening connection was broken is heard after it is back', async () => {
  const events = newProcess();
  events.onBroadcast('test.happened', (event) => void told.push(`heard ${event.payload.n}`));
  events.subscribe('test.happened', 'counter', async (event) => void told.push(`handled ${event.payload.n}`));
  await events.start();
  const client = new pg.Client(database.connection);
  await client.connect();
  // In one go: the connection is cut, and the event is written before it can be back.
  await client.query(`
    select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%';
    insert into outbox (type, payload) values ('test.happened', '{"n": 9}')`);
  await client.end();
  await vi.waitFor(() => expect(told.sort()).toEqual(['handled 9', 'heard 9']), { timeout: 5_000 });
  expect(errors).toContain('outbox listener');
  await happened(db, 10);
  await vi.waitFor(() => expect(told).toContain('heard 10'), { timeout: 2_000 });
});

test('a listener that throws does not keep the others from hearing', async () => {
  const events = newProcess();
  events.onBroadcast('test.happened', () => {
    throw new Error('no');
  });
  events.onBroadcast('test.happened', (event) => void told.push(`heard ${event.payload.n}`));
  await events.start();
  await happened(db, 3);
  await vi.waitFor(() => expect(told).toEqual(['heard 3']));
  expect(errors).toEqual(['broadcast test.happened']);
});

test('delivery is quick', async () => {
  const events = newProcess();
  const waits: number[] = [];
  let begin = 0;
  events.onBroadcast('test.happened', () => void waits.push(performance.now() - begin));
  await events.start();
  for (let n = 1; n <= 20; n++) {
    begin = performance.now();
    await happened(db, n);
    await vi.waitFor(() => expect(waits).toHaveLength(n), { interval: 1 });
  }
  waits.sort((a, b) => a - b);
  console.log(`broadcast median ${waits[10]?.toFixed(1)} ms, slowest ${waits.at(-1)?.toFixed(1)} ms`);
  expect(waits[10]).toBeLessThan(500);
});
