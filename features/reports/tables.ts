import type { JSONColumnType } from 'kysely';
import type { ReportActionKind } from './derive.ts';
import type { Channel, Decision, ReportKind } from './schema.ts';

export interface ReportTable {
  id: string;
  code_hash: Buffer;
  idempotency_hash: Buffer;
  received_at: Date;
  happened_at: Date | null;
  unit_id: string | null;
  kind: ReportKind;
  channel: Channel;
  scheme: string | null;
  sealed_text: Buffer;
  sealed_loss: Buffer | null;
  sealed_contact: Buffer | null;
  sealed_receipt: Buffer;
  lost: number;
  grade: string;
  rules_version: string;
  helped_count: number;
  demo: boolean;
}

interface ReportObservableTable {
  report_id: string;
  key: string;
  kind: string;
  value: string;
  link: string | null;
  seen: JSONColumnType<Seen>;
}

/** What the check knew of an observable when its report came in. */
export interface Seen {
  /** Name of the organisation whose official contact it is. */
  official?: string;
  lookalike?: { brand: string; official: string };
}

/** What an action carries besides its sealed words. */
interface ReportActionDetail {
  decision?: Decision;
  /** Code of the unit it was passed on to. */
  unitId?: string;
}

export interface ReportActionTable {
  id: string;
  report_id: string;
  seq: number;
  kind: ReportActionKind;
  at: Date;
  actor_id: string | null;
  sealed_text: Buffer | null;
  detail: JSONColumnType<ReportActionDetail>;
}

export interface UploadTable {
  token_hash: Buffer;
  sha256: string;
  mime: string;
  size: number;
  uploaded_at: Date;
}

export interface ReportFileTable {
  id: string;
  report_id: string;
  sha256: string;
  mime: string;
  size: number;
}

interface ReportIndicatorTable {
  report_id: string;
  indicator_id: string;
}

declare module '@khien/platform/db' {
  interface Database {
    report: ReportTable;
    report_observable: ReportObservableTable;
    report_action: ReportActionTable;
    upload: UploadTable;
    report_file: ReportFileTable;
    report_indicator: ReportIndicatorTable;
  }
}

declare module '@khien/platform/events' {
  interface EventTypes {
    'report.received': { reportId: string };
    /** The reporter answered the officer's question. */
    'report.answered': { reportId: string };
    'report.decided': { reportIds: string[]; decision: Decision };
  }
}
