import type { GeneratedAlways, JSONColumnType } from 'kysely';
import type { LeadActionDetail } from './derive.ts';
import type { LeadActionKind, LeadOutcome, LeadState, ReportKind } from './schema.ts';

export interface LeadTable {
  id: string;
  number: GeneratedAlways<number>;
  version: number;
  created_at: Date;
  last_report_at: Date;
  unit_id: string;
  state: LeadState;
  outcome: LeadOutcome | null;
  closed_at: Date | null;
  taken_by: string | null;
  answered: boolean;
  kind: ReportKind;
  scheme: string | null;
  lost: number;
  report_count: number;
  demo: boolean;
}

interface LeadReportTable {
  report_id: string;
  lead_id: string;
}

export interface LeadActionTable {
  id: string;
  lead_id: string;
  seq: number;
  kind: LeadActionKind;
  at: Date;
  actor_id: string | null;
  sealed_note: Buffer | null;
  detail: JSONColumnType<LeadActionDetail>;
}

declare module '@khien/platform/db' {
  interface Database {
    lead: LeadTable;
    lead_report: LeadReportTable;
    lead_action: LeadActionTable;
  }
}

declare module '@khien/platform/events' {
  interface EventTypes {
    'lead.confirmed': { leadId: string; indicatorIds: string[] };
  }
}
