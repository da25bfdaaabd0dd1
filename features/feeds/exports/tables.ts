import { stringify } from 'csv-stringify/sync';
import type { ExportHead, ExportItem } from './item.ts';

const columns = ['kind', 'value', 'scheme', 'source', 'listed_at', 'expires_at', 'id'] as const;

/**
 * CSV (RFC 4180) with a header row. A cell that a spreadsheet would run as a formula starts with an apostrophe,
 * phone numbers (`+84…`) too: programs that want exact values read the JSON.
 */
export async function* csv(_head: ExportHead, items: AsyncIterable<ExportItem>): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`;
  for await (const item of items) {
    const row = [item.kind, item.value, item.scheme, item.source, date(item.listedAt), date(item.expiresAt), item.id];
    yield stringify([row], { escape_formulas: true, record_delimiter: 'windows' });
  }
}

/** One JSON object with the list in `indicators`; written piece by piece, so that its size is not limited by memory. */
export async function* json(head: ExportHead, items: AsyncIterable<ExportItem>): AsyncGenerator<string> {
  const top = {
    publisher: head.publisher,
    changedAt: head.changedAt.toISOString(),
    version: head.change,
    tlp: 'CLEAR',
  };
  yield `${JSON.stringify(top).slice(0, -1)},"indicators":[`;
  let first = true;
  for await (const item of items) {
    const { id, kind, value, scheme, source } = item;
    const row = { id, kind, value, scheme, source, listedAt: date(item.listedAt), expiresAt: date(item.expiresAt) };
    yield (first ? '\n' : ',\n') + JSON.stringify(row);
    first = false;
  }
  yield '\n]}\n';
}

const date = (at: Date | null): string | null => at?.toISOString() ?? null;
