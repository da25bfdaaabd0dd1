import type { Tx } from '@khien/platform/db';
import { sql } from 'kysely';
import type { Delivered } from './index.ts';

/** 1, 2, 4 … seconds, at most five minutes. */
export function backoffSeconds(attempt: number): number {
  return Math.min(2 ** (attempt - 1), 300);
}

/** How far back a sweep looks. Notifications may be lost while a connection is away; longer than any outage it heals. */
const window = sql<Date>`clock_timestamp() - interval '15 minutes'`;

export interface Broadcaster {
  add(type: string, handler: (event: Delivered) => void | Promise<void>): void;
  start(): Promise<void>;
  notice(id: number): void;
  catchUp(): void;
  stop(): Promise<void>;
}

/** Hands every event to this process's listeners once, from notifications and from looking the outbox through. */
export function createBroadcaster(db: Tx, onError: (error: unknown, where: string) => void): Broadcaster {
  const handlers = new Map<string, ((event: Delivered) => void | Promise<void>)[]>();
  // Ids are not committed in order, so "greater than the last" would lose some: those seen in the window are kept.
  let seen = new Set<number>();
  let noticed: number[] = [];
  let sweepWanted = false;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (noticed.length > 0 || sweepWanted) {
      const ids = noticed;
      const sweep = sweepWanted;
      noticed = [];
      sweepWanted = false;
      const recent = sweep ? await recentIds(db) : [];
      const fresh = [...new Set([...ids, ...recent])].filter((id) => !seen.has(id));
      for (let from = 0; from < fresh.length; from += 500) await hand(fresh.slice(from, from + 500));
      if (sweep) seen = new Set([...recent, ...ids].filter((id) => seen.has(id)));
    }
  }

  async function hand(ids: number[]): Promise<void> {
    const rows = await db
      .selectFrom('outbox')
      .select(['id', 'type', 'payload', 'at'])
      .where('id', 'in', ids)
      .orderBy('id')
      .execute();
    for (const row of rows) {
      seen.add(row.id);
      for (const handler of handlers.get(row.type) ?? []) {
        try {
          await handler(row as Delivered);
        } catch (error) {
          onError(error, `broadcast ${row.type}`);
        }
      }
    }
  }

  const go = () => {
    if (handlers.size === 0) {
      noticed = [];
      return;
    }
    working ??= work()
      .catch((error: unknown) => onError(error, 'broadcast'))
      .finally(() => {
        working = undefined;
        if (noticed.length > 0) go(); // came in the moment between the last look and this line
      });
  };
  return {
    add(type, handler) {
      handlers.set(type, [...(handlers.get(type) ?? []), handler]);
    },
    async start() {
      // What happened before this process started is in the tables it read when starting.
      seen = new Set(await recentIds(db));
    },
    notice(id) {
      noticed.push(id);
      go();
    },
    catchUp() {
      sweepWanted = true;
      go();
    },
    async stop() {
      await working;
    },
  };
}

async function recentIds(db: Tx): Promise<number[]> {
  const rows = await db.selectFrom('outbox').select('id').where('at', '>', window).execute();
  return rows.map((row) => row.id);
}
