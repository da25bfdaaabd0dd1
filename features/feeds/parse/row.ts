import type { IndicatorKind, Refusal } from '@khien/features/indicators';

export const feedFormats = ['hosts', 'domains', 'urls', 'csv'] as const;
export type FeedFormat = (typeof feedFormats)[number];

/** What a line was understood as. */
export interface FeedEntry {
  kind: IndicatorKind;
  key: string;
  value: string;
  /** Only this host, not what is below it: what a hosts file or a list of addresses means. */
  exact: boolean;
  scheme?: string;
  expires?: Date;
}

/** Why a line is wrong. The import is refused unless the caller wants wrong lines passed over. */
export type LineProblem =
  | 'too-long'
  | 'not-utf8'
  | 'not-a-host'
  | 'not-an-address'
  | 'unknown-kind'
  | 'unknown-scheme'
  | 'not-of-its-kind'
  | 'bad-date'
  | 'bad-columns'
  | 'bad-quotes';

export type Row =
  | { line: number; entry: FeedEntry }
  | { line: number; problem: LineProblem; text: string }
  // Kept out for good, which is told but is no error.
  | { line: number; refused: Refusal; text: string };

/** At most 80 characters of a wrong line, safe to print on a terminal. */
export function excerpt(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '�');
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain;
}
