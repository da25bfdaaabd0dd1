import type { IndicatorKind, Tlp } from '@khien/features/indicators';
import type { FeedFormat } from './parse/row.ts';

export interface FeedSourceTable {
  id: string;
  name: string;
  format: FeedFormat;
  tlp: Tlp;
  entries: number;
  imported_at: Date;
  imported_by: string;
  expires_at: Date;
  change: number;
}

interface FeedEntryTable {
  source_id: string;
  key: string;
  kind: IndicatorKind;
  value: string;
  exact: boolean;
  scheme: string | null;
  added_at: Date;
  expires_at: Date | null;
}

declare module '@khien/platform/db' {
  interface Database {
    feed_source: FeedSourceTable;
    feed_entry: FeedEntryTable;
  }
}
