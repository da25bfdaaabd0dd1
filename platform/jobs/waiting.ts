import type { Tx } from '@khien/platform/db';
import { sql } from 'kysely';

/** A job that has not been done, as a backup holds it. */
export interface WaitingJob {
  name: string;
  payload: unknown;
  /** ISO 8601. */
  runAt: string;
  key: string | null;
}

/** What waits now, as seen by `query` (a snapshot); jobs that were given up are left behind. */
export async function readWaiting(query: (text: string) => Promise<Record<string, unknown>[]>): Promise<WaitingJob[]> {
  const rows = await query(`
    select task.identifier as name, job.payload, job.run_at, job.key
    from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
    where job.attempts < job.max_attempts order by job.id`);
  return (rows as { name: string; payload: unknown; run_at: Date; key: string | null }[]).map(
    ({ name, payload, run_at, key }) => ({ name, payload, runAt: run_at.toISOString(), key }),
  );
}

/** Puts jobs of a backup into the queue. */
export async function waitAgain(tx: Tx, jobs: readonly WaitingJob[]): Promise<void> {
  for (const { name, payload, runAt, key } of jobs) {
    await sql`select graphile_worker.add_job(${name}, payload => ${JSON.stringify(payload)}::json,
      run_at => ${runAt}::timestamptz, job_key => ${key}::text)`.execute(tx);
  }
}
