import type { Tx } from '@khien/platform/db';

/**
 * The jobs there are and what each is given. A feature adds its own:
 * `declare module '@khien/platform/jobs' { interface JobTypes { 'appeals.remind': { appealId: string } } }`.
 * Payloads hold ids, never personal data: they are stored in plain text.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface JobTypes {}

export type JobName = keyof JobTypes & string;

export interface EnqueueOptions {
  /** Not before this moment; default: at once. */
  runAt?: Date;
  /** At most one waiting job has this key: a later one replaces it. */
  key?: string;
}

/** Work for later, kept in the database: what was enqueued in a transaction that committed is run, at least once. */
export interface JobQueue {
  /** Says what a job does. Before `start()`. A handler that throws is run again, later and later. */
  handle<N extends JobName>(name: N, handler: (payload: JobTypes[N]) => Promise<void>): void;
  /** Runs a job that is given nothing at the times of a cron pattern (UTC), once per installation. Before `start()`. */
  repeat<N extends JobName>(name: N, pattern: string, handler: () => Promise<void>): void;
  enqueue<N extends JobName>(tx: Tx, name: N, payload: JobTypes[N], options?: EnqueueOptions): Promise<void>;
  /** Takes a waiting job back. A job that runs already is not stopped. */
  cancel(tx: Tx, key: string): Promise<void>;
  start(): Promise<void>;
  /** Takes no new jobs and waits for those that run. */
  stop(): Promise<void>;
  /** Runs here and now everything that is due, without `start()`; for tests and commands. */
  drain(): Promise<void>;
}

export { readWaiting, type WaitingJob, waitAgain } from './waiting.ts';
export { createJobQueue, type JobQueueOptions, jobsSchema } from './graphile.ts';
