import type { ColumnType, Selectable } from 'kysely';

export interface AuditTable {
  seq: number;
  at: Date;
  actor: string | null;
  unit: string | null;
  action: string;
  subject: string;
  detail: ColumnType<Record<string, unknown>, string, never>;
  prev_hash: Buffer;
  hash: Buffer;
}

export type AuditRow = Selectable<AuditTable>;

declare module '@khien/platform/db' {
  interface Database {
    audit_log: AuditTable;
  }
}
