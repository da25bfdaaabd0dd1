import type { Actual, Example } from './schema.ts';

export interface FeedbackTable {
  id: string;
  received_at: Date;
  grade: Example['grade'];
  scheme: string | null;
  rules_version: string;
  model_version: string | null;
  actual: Actual;
  sender: 'brandname' | 'shortcode' | 'number' | null;
  sealed_text: Buffer | null;
  label: 'scam' | 'illegal' | 'honest' | null;
  labelled_at: Date | null;
  labelled_by: string | null;
  demo: boolean;
}

declare module '@khien/platform/db' {
  interface Database {
    feedback: FeedbackTable;
  }
}
