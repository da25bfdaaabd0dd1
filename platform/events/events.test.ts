import { testDatabase } from '@khien/platform/testkit';
import { withTx } from '@khien/platform/db';
import { afterAll, expect, test, vi } from 'vitest';
import { createEvents, emit } from './index.ts';

declare module '@khien/platform/events' {
  interface EventTypes {
    'test.happened': { n: number };
  }
}

const database = await testDatabase();
afterAll(() => database.close());

test('subscribers are told once for the installation, listeners in every process', async () => {
  const told: string[] = [];
  const processes = ['a', 'b'].map((name) => {
    const events = createEvents({ db: database.db, connection: database.connection });
    events.subscribe('test.happened', 'counter', async (event) => void told.push(`counter ${event.payload.n}`));
    events.onBroadcast('test.happened', (event) => void told.push(`${name} ${event.payload.n}`));
    return events;
  });
  for (const events of processes) await events.start();
  await withTx(database.db, async (tx) => {
    await emit(tx, { type: 'test.happened', payload: { n: 1 } });
    await emit(tx, { type: 'test.happened', payload: { n: 2 } });
  });
  await vi.waitFor(() => expect(told.length).toBe(6));
  for (const events of processes) await events.stop();
  expect(told.sort()).toEqual(['a 1', 'a 2', 'b 1', 'b 2', 'counter 1', 'counter 2']);
});
