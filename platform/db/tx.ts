import type { IsolationLevel, Kysely, Transaction } from 'kysely';
import { isTryAgain } from './failures.ts';

export interface TxOptions {
  /** Default: read committed. With `serializable` or `repeatable read` the work may run more than once. */
  isolation?: IsolationLevel;
  readOnly?: boolean;
  /** How often the work is tried again after a serialisation failure or a deadlock; default 4. */
  retries?: number;
}

/**
 * Runs `work` in one transaction: everything or nothing. Called with something that is already a transaction it joins
 * it, so that services can be combined.
 *
 * After a serialisation failure or a deadlock the work is run again from the start: it must have no effects outside
 * the database.
 */
export async function withTx<DB, T>(
  db: Kysely<DB>,
  work: (tx: Transaction<DB>) => Promise<T>,
  options: TxOptions = {},
): Promise<T> {
  if (isTransaction(db)) return work(db);
  const tries = 1 + (options.retries ?? 4);
  for (let attempt = 1; ; attempt++) {
    try {
      let builder = db.transaction();
      if (options.isolation) builder = builder.setIsolationLevel(options.isolation);
      if (options.readOnly) builder = builder.setAccessMode('read only');
      return await builder.execute(work);
    } catch (error) {
      if (attempt >= tries || !isTryAgain(error)) throw error;
      // Two transactions that collided once collide again when both start at the same moment.
      await new Promise((done) => setTimeout(done, Math.random() * 10 * 2 ** attempt));
    }
  }
}

function isTransaction<DB>(db: Kysely<DB>): db is Transaction<DB> {
  return db.isTransaction;
}
