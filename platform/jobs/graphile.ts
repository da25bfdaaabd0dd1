import type { MigrationFolder } from '@khien/platform/db';
import {
  type CronItem,
  Logger,
  parseCronItems,
  type Runner,
  type RunnerOptions,
  run,
  runMigrations,
  runOnce,
  type TaskList,
} from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import type { JobQueue } from './index.ts';

export interface JobQueueOptions {
  connection: pg.ClientConfig;
  /** Jobs at the same time in this process; default 4. */
  concurrency?: number;
  /** Hears of a job that failed (it will be tried again) or of a lost connection. */
  onError?: (error: unknown, where: string) => void;
}

/** The queue's own tables; in the list of migrations beside the platform's. */
export const jobsSchema: MigrationFolder = {
  name: 'jobs',
  async run(connection) {
    const pool = openPool(connection, 2, () => undefined);
    try {
      await runMigrations({ pgPool: pool, logger: quiet });
    } finally {
      await pool.end();
    }
  },
};

export function createJobQueue(options: JobQueueOptions): JobQueue {
  const onError = options.onError ?? (() => undefined);
  const concurrency = options.concurrency ?? 4;
  const tasks: TaskList = {};
  const cron: CronItem[] = [];
  let working: { runner: Runner; pool: pg.Pool } | undefined;

  function add(name: string, handler: (payload: never) => Promise<void>): void {
    if (name in tasks) throw new Error(`The job ${name} has two handlers`);
    tasks[name] = async (payload) => {
      try {
        await handler(payload as never);
      } catch (error) {
        onError(error, name);
        // The queue stores the message; an error's own may quote personal data.
        throw new Error(`${name} failed (${error instanceof Error ? error.name : typeof error})`);
      }
    };
  }

  function settings(pool: pg.Pool): RunnerOptions {
    return { pgPool: pool, taskList: tasks, logger: quiet, noHandleSignals: true };
  }

  return {
    handle: add,
    repeat(name, pattern, handler) {
      add(name, handler);
      // Not as a crontab file: its grammar has no dots in names.
      cron.push({ task: name, match: pattern });
    },
    async enqueue(tx, name, payload, { runAt, key } = {}) {
      await sql`select graphile_worker.add_job(${name}, payload => ${JSON.stringify(payload)}::json,
        run_at => ${runAt ?? null}::timestamptz, job_key => ${key ?? null}::text)`.execute(tx);
    },
    async cancel(tx, key) {
      await sql`select graphile_worker.remove_job(${key})`.execute(tx);
    },
    async start() {
      if (working) return;
      const pool = openPool(options.connection, concurrency + 2, (error) => onError(error, 'job queue'));
      const parsedCronItems = parseCronItems(cron);
      const runner = await run({ ...settings(pool), concurrency, pollInterval: 2_000, parsedCronItems });
      // Ends by itself only when it cannot go on.
      runner.promise.catch((error: unknown) => onError(error, 'job queue'));
      working = { runner, pool };
    },
    async stop() {
      const { runner, pool } = working ?? {};
      working = undefined;
      await runner?.stop();
      await pool?.end();
    },
    async drain() {
      const pool = openPool(options.connection, 3, (error) => onError(error, 'job queue'));
      try {
        await runOnce(settings(pool));
      } finally {
        await pool.end();
      }
    },
  };
}

/** Its own pool: the library expects PostgreSQL's types as `pg` gives them, and its jobs outlast our statement timeout. */
function openPool(connection: pg.ClientConfig, max: number, onError: (error: unknown) => void): pg.Pool {
  const { types: _, ...plain } = connection;
  const pool = new pg.Pool({ ...plain, max, connectionTimeoutMillis: 5_000 });
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Failures come through `onError`; the library's own lines quote payloads. */
const quiet = new Logger(() => () => undefined);
