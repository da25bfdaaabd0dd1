import type { IndicatorKind } from '@khien/features/indicators';
import type { AppealAction } from './derive.ts';
import type { AppealDecision } from './schema.ts';

export interface AppealTable {
  id: string;
  code_hash: Buffer;
  idempotency_hash: Buffer | null;
  indicator_id: string | null;
  kind: IndicatorKind;
  value: string;
  key: string;
  sealed_text: Buffer;
  sealed_contact: Buffer | null;
  sealed_receipt: Buffer;
  received_at: Date;
  due_at: Date;
  demo: boolean;
}

export interface AppealActionTable {
  appeal_id: string;
  seq: number;
  kind: AppealAction['kind'];
  at: Date;
  actor_id: string | null;
  decision: AppealDecision | null;
  reason: string | null;
}

declare module '@khien/platform/db' {
  interface Database {
    appeal: AppealTable;
    appeal_action: AppealActionTable;
  }
}

declare module '@khien/platform/events' {
  interface EventTypes {
    'appeal.received': { appealId: string };
    'appeal.decided': { appealId: string; decision: AppealDecision };
  }
}
