import type { ColumnType, Generated } from 'kysely';

export interface OutboxTable {
  id: ColumnType<number, never, never>;
  type: string;
  payload: ColumnType<unknown, string, never>;
  at: Generated<Date>;
  delivered: Generated<string[]>;
  done: Generated<boolean>;
  attempts: Generated<number>;
  next_at: Generated<Date>;
  last_error: string | null;
}

declare module '@khien/platform/db' {
  interface Database {
    outbox: OutboxTable;
  }
}
