import { type Tx, withTx } from '@khien/platform/db';
import { sql } from 'kysely';
import type { ClientConfig } from 'pg';
import { backoffSeconds, type Broadcaster, createBroadcaster } from './broadcast.ts';
import type { Delivered, EventType } from './index.ts';
import { listen } from './listen.ts';

type Handler = (event: Delivered, tx: Tx) => Promise<void>;

export interface EventsOptions {
  db: Tx;
  /** For the connection that listens; not through a transaction-pooling proxy. */
  connection: ClientConfig;
  /** Hears of a handler that failed (it will be tried again) or of a lost connection. */
  onError?: (error: unknown, where: string) => void;
  /** How often the outbox is looked through for what no notification came for; default 5 s. */
  sweepMs?: number;
}

export interface Events {
  /**
   * Calls `handler` once per installation for each event, at least once: in a transaction that commits together with
   * the note that it was handled, so that changes in the database happen exactly once, and outside effects perhaps
   * twice. `subscriber` names it among all of the installation and must stay the same between versions.
   * A handler that throws is tried again, later and later.
   */
  subscribe<T extends EventType>(
    type: T,
    subscriber: string,
    handler: (event: Delivered<T>, tx: Tx) => Promise<void>,
  ): void;
  /** Calls `handler` in every process, at least once for each event, for refreshing what is held in memory. */
  onBroadcast<T extends EventType>(type: T, handler: (event: Delivered<T>) => void | Promise<void>): void;
  /** `deliver: false` for processes that only listen to broadcasts. */
  start(options?: { deliver?: boolean }): Promise<void>;
  /** Works through what is waiting now; for tests and for shutting down. @returns how many events were finished */
  drain(): Promise<number>;
  /** Waits for handlers that run now. */
  stop(): Promise<void>;
}

export function createEvents(options: EventsOptions): Events {
  const subscribers = new Map<string, Map<string, Handler>>();
  const onError = options.onError ?? (() => undefined);
  const broadcaster = createBroadcaster(options.db, onError);
  let running: { stop(): Promise<void> } | undefined;

  return {
    subscribe(type, subscriber, handler) {
      const ofType = subscribers.get(type) ?? new Map<string, Handler>();
      if (ofType.has(subscriber)) throw new Error(`"${subscriber}" already subscribes to ${type}`);
      subscribers.set(type, ofType.set(subscriber, handler as Handler));
    },
    onBroadcast: (type, handler) => broadcaster.add(type, handler as (event: Delivered) => void),
    async start({ deliver = true } = {}) {
      running ??= await run(options, subscribers, broadcaster, deliver, onError);
    },
    drain: () => deliverAll(options.db, subscribers, onError),
    async stop() {
      await running?.stop();
      running = undefined;
    },
  };
}

async function run(
  options: EventsOptions,
  subscribers: Map<string, Map<string, Handler>>,
  broadcaster: Broadcaster,
  deliver: boolean,
  onError: (error: unknown, where: string) => void,
): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let again = false;
  let working: Promise<unknown> | undefined;

  // One pass at a time; a wake-up during a pass asks for one more, so that nothing falls between.
  const wake = () => {
    if (stopped || !deliver) return;
    again = true;
    working ??= (async () => {
      while (again && !stopped) {
        again = false;
        await deliverAll(options.db, subscribers, onError).catch((error: unknown) => onError(error, 'outbox'));
      }
      working = undefined;
    })();
  };
  await broadcaster.start();
  const listening = listen(options.connection, 'khien_outbox', {
    onNotice: (id) => {
      broadcaster.notice(Number(id));
      wake();
    },
    onConnected: () => {
      broadcaster.catchUp();
      wake();
    },
    onError: (error) => onError(error, 'outbox listener'),
  });
  await listening.ready;
  const sweep = setInterval(() => {
    broadcaster.catchUp();
    wake();
  }, options.sweepMs ?? 5_000);
  const prune = setInterval(
    () => void forget(options.db).catch((error: unknown) => onError(error, 'outbox')),
    3_600_000,
  );
  return {
    async stop() {
      stopped = true;
      clearInterval(sweep);
      clearInterval(prune);
      await listening.stop();
      await working;
      await broadcaster.stop();
    },
  };
}

/** @returns how many events were finished; events whose handler failed stay, with a later `next_at` */
async function deliverAll(
  db: Tx,
  subscribers: Map<string, Map<string, Handler>>,
  onError: (error: unknown, where: string) => void,
): Promise<number> {
  for (let finished = 0; ; finished++) {
    const more = await withTx(db, (tx) => deliverOne(tx, subscribers, onError));
    if (!more) return finished;
  }
}

/** Takes one event that nobody else is working on. Each handler runs in its own savepoint: one failure stops no other. */
async function deliverOne(
  tx: Tx,
  subscribers: Map<string, Map<string, Handler>>,
  onError: (error: unknown, where: string) => void,
): Promise<boolean> {
  const row = await tx
    .selectFrom('outbox')
    .select(['id', 'type', 'payload', 'at', 'delivered', 'attempts'])
    .where('done', '=', false)
    .where('next_at', '<=', sql<Date>`clock_timestamp()`)
    .orderBy('next_at')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined) return false;
  const delivered = new Set(row.delivered);
  const failures: unknown[] = [];
  for (const [name, handler] of subscribers.get(row.type) ?? []) {
    if (delivered.has(name)) continue;
    await sql`savepoint handler`.execute(tx);
    try {
      await handler({ id: row.id, type: row.type, payload: row.payload, at: row.at } as Delivered, tx);
      await sql`release savepoint handler`.execute(tx);
      delivered.add(name);
    } catch (error) {
      await sql`rollback to savepoint handler`.execute(tx);
      failures.push(error);
      onError(error, `${name} (${row.type})`);
    }
  }
  const failed = failures.length > 0;
  await tx
    .updateTable('outbox')
    .set({
      delivered: [...delivered],
      done: !failed,
      attempts: row.attempts + 1,
      // Only the kind of the error: its message may quote personal data.
      last_error: failed ? failures.map((error) => (error instanceof Error ? error.name : 'error')).join(', ') : null,
      next_at: sql<Date>`clock_timestamp() + make_interval(secs => ${backoffSeconds(row.attempts + 1)})`,
    })
    .where('id', '=', row.id)
    .execute();
  return true;
}

async function forget(db: Tx): Promise<void> {
  await db
    .deleteFrom('outbox')
    .where('done', '=', true)
    .where('at', '<', sql<Date>`now() - interval '7 days'`)
    .execute();
}
