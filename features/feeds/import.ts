import { audit } from '@khien/platform/audit';
import { type Bulk, newId, type OpenDatabase, withBulk } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import type { IndicatorKind, Person, Tlp } from '@khien/features/indicators';
import { sql } from 'kysely';
import type { FeedReader } from './parse/entry.ts';
import { readFeed } from './parse/feed.ts';
import type { FeedEntry, FeedFormat, Row } from './parse/row.ts';

declare module '@khien/platform/events' {
  interface EventTypes {
    /** The entries of a source were replaced: look-up tables have to be built anew. */
    'feed.imported': { sourceId: string; entries: number };
  }
}

export interface ImportOptions {
  /** Name of the source; importing again under the same name replaces what it held. */
  source: string;
  format: FeedFormat;
  /** When everything in it ends, unless an entry says sooner. */
  expires: Date;
  tlp?: Tlp;
  /** For formats that do not say what kind their values are. */
  kind?: IndicatorKind | undefined;
  /** Pass over wrong lines instead of refusing the whole list. */
  skipWrong?: boolean;
  by: Person;
  clock: () => Date;
  /** Told now and then how many lines were read. */
  onProgress?: (lines: number) => void;
}

export interface ImportSummary {
  source: string;
  /** False when wrong lines stopped it: then nothing was changed. */
  imported: boolean;
  /** Number of the last line that held something. */
  lines: number;
  /** Entries of this source that are new, were there before, and are gone now. */
  added: number;
  kept: number;
  removed: number;
  duplicates: number;
  wrong: { count: number; first: Extract<Row, { problem: unknown }>[] };
  /** Right lines that are never listed: official names and shared suffixes. */
  refused: { count: number; first: Extract<Row, { refused: unknown }>[] };
}

/** How many wrong and refused lines a summary spells out. */
const SPELLED_OUT = 1000;

/**
 * Imports a list of any size in one transaction and bounded memory: bytes are streamed through the parser into a
 * staging table by COPY, then compared with what the source held. The same list twice changes nothing.
 */
export async function importFeed(
  connection: OpenDatabase<unknown>['connection'],
  chunks: AsyncIterable<Uint8Array>,
  reader: FeedReader,
  options: ImportOptions,
): Promise<ImportSummary> {
  const summary: ImportSummary = {
    source: options.source,
    imported: false,
    lines: 0,
    added: 0,
    kept: 0,
    removed: 0,
    duplicates: 0,
    wrong: { count: 0, first: [] },
    refused: { count: 0, first: [] },
  };
  try {
    await withBulk(connection, async (bulk) => {
      await sql`create temporary table feed_staging (
        key text not null, kind text not null, value text not null, exact boolean not null,
        scheme text, expires_at timestamptz) on commit drop`.execute(bulk.tx);
      const rows = copyRows(readFeed(chunks, options.format, reader, options.kind), summary, options.onProgress);
      const staged = await bulk.copyIn('copy feed_staging from stdin', rows);
      if (summary.wrong.count > 0 && !options.skipWrong) throw new WrongLines();
      await merge(bulk.tx, staged, summary, options);
    });
    summary.imported = true;
  } catch (error) {
    if (!(error instanceof WrongLines)) throw error;
  }
  return summary;
}

/** Ends the transaction; the summary says the rest. */
class WrongLines extends Error {}

/** Counts rows and turns entries into lines of COPY's text format, a few hundred at a time. */
async function* copyRows(
  batches: AsyncIterable<Row[]>,
  summary: ImportSummary,
  onProgress: ImportOptions['onProgress'],
): AsyncGenerator<string> {
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) {
      if ('entry' in row) text += copyLine(row.entry);
      else if ('refused' in row) note(summary.refused, row);
      else note(summary.wrong, row);
      summary.lines = row.line;
    }
    onProgress?.(summary.lines);
    if (text !== '') yield text;
  }
}

function note<T>(list: { count: number; first: T[] }, row: T): void {
  list.count++;
  if (list.first.length < SPELLED_OUT) list.first.push(row);
}

const copyLine = (entry: FeedEntry): string =>
  `${escaped(entry.key)}\t${entry.kind}\t${escaped(entry.value)}\t${entry.exact ? 't' : 'f'}\t${
    entry.scheme === undefined ? '\\N' : escaped(entry.scheme)
  }\t${entry.expires?.toISOString() ?? '\\N'}\n`;

const special = /[\\\n\r\t]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (text: string): string =>
  special.test(text) ? text.replace(/[\\\n\r\t]/g, (char) => escapes[char] ?? char) : text;

async function merge(tx: Bulk['tx'], staged: number, summary: ImportSummary, options: ImportOptions): Promise<void> {
  const now = options.clock();
  // Sorting and comparing a million keys in the default 4 MB would go through the disk several times.
  await sql`set local work_mem = '64MB'`.execute(tx);
  await sql`analyze feed_staging`.execute(tx);
  const source = await tx
    .insertInto('feed_source')
    .values({
      id: newId(now.getTime()),
      name: options.source,
      format: options.format,
      tlp: options.tlp ?? 'CLEAR',
      entries: 0,
      imported_at: now,
      imported_by: options.by.userId,
      expires_at: options.expires,
      change: 0,
    })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({
        format: options.format,
        tlp: options.tlp ?? 'CLEAR',
        imported_at: now,
        imported_by: options.by.userId,
        expires_at: options.expires,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  const removed = await sql`delete from feed_entry e where source_id = ${source.id}
    and not exists (select from feed_staging s where s.key = e.key)`.execute(tx);
  const changed = await sql<{ added: number }>`with written as (
      insert into feed_entry (source_id, key, kind, value, exact, scheme, added_at, expires_at)
      select distinct on (key) ${source.id}::uuid, key, kind, value, exact, scheme, ${now}::timestamptz, expires_at
      from feed_staging order by key, exact
      on conflict (source_id, key) do update
        set kind = excluded.kind, value = excluded.value, exact = excluded.exact,
            scheme = excluded.scheme, expires_at = excluded.expires_at
        where (feed_entry.value, feed_entry.exact, feed_entry.scheme, feed_entry.expires_at)
          is distinct from (excluded.value, excluded.exact, excluded.scheme, excluded.expires_at)
      returning xmax = 0 as fresh)
    select count(*) filter (where fresh) as added from written`.execute(tx);
  const { entries } = await tx
    .selectFrom('feed_entry')
    .select((eb) => eb.fn.countAll<number>().as('entries'))
    .where('source_id', '=', source.id)
    .executeTakeFirstOrThrow();
  summary.removed = Number(removed.numAffectedRows ?? 0);
  summary.added = changed.rows[0]?.added ?? 0;
  summary.kept = entries - summary.added;
  summary.duplicates = staged - entries;
  await audit(tx, {
    actor: options.by.userId,
    action: 'feed.import',
    subject: `feed:${source.id}`,
    detail: { source: options.source, added: summary.added, kept: summary.kept, removed: summary.removed },
  });
  // Last, and after the audit log: the number is handed out under a lock that all writers of lists take in this order.
  await tx
    .updateTable('feed_source')
    .set({ entries, change: sql<number>`next_lookup_change()` })
    .where('id', '=', source.id)
    .execute();
  await emit(tx, { type: 'feed.imported', payload: { sourceId: source.id, entries } });
}
