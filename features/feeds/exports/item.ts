import type { IndicatorKind } from '@khien/features/indicators';

/** A listed scam indicator as the exports see it: TLP:CLEAR, in the order of `number`. */
export interface ExportItem {
  number: number;
  id: string;
  kind: IndicatorKind;
  /** Canonical value: domains as A-labels without `www.`, URLs with their scheme. */
  value: string;
  key: string;
  scheme: string | null;
  source: string;
  listedAt: Date;
  expiresAt: Date | null;
  /** Grows whenever the indicator changes; serves as the revision of its rules. */
  change: number;
}

/** What stands in the head of a list. All of it follows from the data, so that an unchanged list is byte-equal. */
export interface ExportHead {
  /** Who publishes, for example the address of the installation. */
  publisher: string;
  /** Time of the last change. */
  changedAt: Date;
  /** Number of the last change. */
  change: number;
}

export type Exporter = (head: ExportHead, items: AsyncIterable<ExportItem>) => AsyncGenerator<string>;

/** Lines every text format starts with. `mark` starts a comment in that format. */
export function headLines(mark: string, title: string, head: ExportHead): string {
  return [
    `${mark} ${title}`,
    `${mark} Source: ${oneLine(head.publisher)}`,
    `${mark} Date: ${head.changedAt.toISOString()}`,
    `${mark} Version: ${head.change}`,
    `${mark} TLP:CLEAR. Every entry was confirmed by an officer; appeals: ${oneLine(head.publisher)}/khieu-nai`,
    '',
  ].join('\n');
}

/** A comment is one line: whatever the text holds, it cannot start a rule of its own. */
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();

const host = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** Whether a name can be written into a rule as it is: lower-case A-labels, no wildcard, at least two labels. */
export const isPlainHost = (name: string): boolean => host.test(name);

const v4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
export const isIpv4 = (text: string): boolean => v4.test(text);

/** Host and the rest of a URL key `host/path`; the rest starts with `/`. */
export function splitUrlKey(key: string): { host: string; path: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { host: key, path: '/' } : { host: key.slice(0, slash), path: key.slice(slash) };
}
