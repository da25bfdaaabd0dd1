import { withTx } from '@khien/platform/db';
import { type TestDatabase, testDatabase } from '@khien/platform/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobQueue } from './index.ts';

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'test.note': { text: string };
    'test.other': { n: number };
    'test.tick': Record<string, never>;
    'test.nightly': Record<string, never>;
  }
}

/** What every job queue must do; called by the test of each implementation. */
export function jobQueueConformance(
  name: string,
  make: (database: TestDatabase, onError: (error: unknown, where: string) => void) => JobQueue,
): void {
  describe(`${name} is a job queue`, () => {
    let database: TestDatabase;
    let queue: JobQueue;
    let done: string[];
    let errors: string[];
    let fail: ((text: string) => boolean) | undefined;

    beforeAll(async () => {
      database = await testDatabase();
    });
    afterAll(() => database.close());
    beforeEach(() => {
      done = [];
      errors = [];
      fail = undefined;
      queue = make(database, (_, where) => errors.push(where));
      queue.handle('test.note', async ({ text }) => {
        if (fail?.(text)) throw new Error(`could not note ${text}`);
        done.push(text);
      });
    });

    test('runs what was enqueued in a transaction that committed, and nothing else', async () => {
      await withTx(database.db, (tx) => queue.enqueue(tx, 'test.note', { text: 'kept' }));
      await withTx(database.db, async (tx) => {
        await queue.enqueue(tx, 'test.note', { text: 'undone' });
        throw new Error('undo');
      }).catch(() => undefined);
      await queue.drain();
      await queue.drain();
      expect(done).toEqual(['kept']);
    });

    test('starts a job soon after its transaction, and stop waits for it', async () => {
      await queue.start();
      const begin = performance.now();
      await queue.enqueue(database.db, 'test.note', { text: 'now' });
      await vi.waitFor(() => expect(done).toEqual(['now']), { timeout: 5_000, interval: 2 });
      expect(performance.now() - begin).toBeLessThan(2_000);
      await queue.enqueue(database.db, 'test.note', { text: 'last' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      await queue.stop();
      expect(done).toEqual(['now', 'last']);
      await queue.enqueue(database.db, 'test.note', { text: 'after' });
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(done).toEqual(['now', 'last']);
      await queue.drain();
      expect(done).toEqual(['now', 'last', 'after']);
    });

    test('holds a job back until its time, replaces it by key, takes it back', async () => {
      const later = new Date(Date.now() + 3_600_000);
      await queue.enqueue(database.db, 'test.note', { text: 'later' }, { runAt: later, key: 'a' });
      await queue.enqueue(database.db, 'test.note', { text: 'never' }, { runAt: later, key: 'b' });
      await queue.drain();
      expect(done).toEqual([]);
      await queue.enqueue(database.db, 'test.note', { text: 'sooner' }, { key: 'a' });
      await queue.cancel(database.db, 'b');
      await queue.cancel(database.db, 'b');
      await queue.drain();
      expect(done).toEqual(['sooner']);
    });

    test('runs a job again that failed, and does not keep what its error said', async () => {
      let failures = 1;
      fail = (text) => text === 'secret 0912345678' && failures-- > 0;
      await queue.start();
      await queue.enqueue(database.db, 'test.note', { text: 'secret 0912345678' });
      await vi.waitFor(() => expect(errors).toEqual(['test.note']), { timeout: 5_000 });
      const { rows } = await database.pool.query(
        `select table_schema, table_name, column_name from information_schema.columns where column_name like '%error%'`,
      );
      for (const { table_schema, table_name, column_name } of rows) {
        const found = await database.pool.query(
          `select from ${table_schema}.${table_name} where ${column_name}::text like '%0912345678%'`,
        );
        expect(found.rowCount, `${table_name}.${column_name}`).toBe(0);
      }
      await vi.waitFor(() => expect(done).toEqual(['secret 0912345678']), { timeout: 15_000, interval: 50 });
      await queue.stop();
    });

    test('several processes share the work: each job runs once', async () => {
      const other = make(database, () => undefined);
      other.handle('test.note', async ({ text }) => void done.push(text));
      await Promise.all([queue.start(), other.start()]);
      const texts = Array.from({ length: 100 }, (_, n) => `job ${n}`);
      await withTx(database.db, async (tx) => {
        for (const text of texts) await queue.enqueue(tx, 'test.note', { text });
      });
      await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(100), { timeout: 10_000 });
      await Promise.all([queue.stop(), other.stop()]);
      expect(done.sort()).toEqual(texts.sort());
    });

    test('leaves jobs that it has no handler for to others', async () => {
      await queue.enqueue(database.db, 'test.other', { n: 1 });
      await queue.drain();
      const other = make(database, () => undefined);
      other.handle('test.other', async ({ n }) => void done.push(`other ${n}`));
      await other.drain();
      expect(done).toEqual(['other 1']);
    });

    test('takes work that repeats under a name with a dot', async () => {
      queue.repeat('test.nightly', '17 20 * * *', async () => undefined);
      await queue.start();
      await queue.stop();
    });

    test('refuses a second handler and a pattern that is none', async () => {
      expect(() => queue.handle('test.note', async () => undefined)).toThrow(/two handlers/);
      queue.repeat('test.tick', 'every now and then', async () => undefined);
      await expect(queue.start()).rejects.toThrow();
      await queue.stop();
    });
  });
}
