import type { ColumnType, GeneratedAlways } from 'kysely';
import type { IndicatorAction, IndicatorState } from './derive.ts';
import type { IndicatorKind, Tlp } from './kinds.ts';

export interface IndicatorTable {
  id: string;
  number: GeneratedAlways<number>;
  kind: IndicatorKind;
  value: string;
  key: string;
  verdict: 'scam' | 'official';
  name: string | null;
  scheme: string | null;
  tlp: Tlp;
  source: string;
  evidence: string;
  unit_id: string | null;
  lead_id: string | null;
  state: Exclude<IndicatorState, 'none'>;
  created_by: string;
  created_at: Date;
  listed_at: Date | null;
  unlisted_at: Date | null;
  expires_at: Date | null;
  change: number;
  changed_at: Date;
}

export interface IndicatorActionTable {
  indicator_id: string;
  seq: number;
  type: IndicatorAction['type'];
  actor: string;
  actor_name: string | null;
  at: Date;
  until: Date | null;
  note: string | null;
  public_note: ColumnType<string | null, string | null | undefined, never>;
}

declare module '@khien/platform/db' {
  interface Database {
    indicator: IndicatorTable;
    indicator_action: IndicatorActionTable;
  }
}
