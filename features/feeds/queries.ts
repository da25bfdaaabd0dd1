import type { Tlp } from '@khien/features/indicators';
import type { Tx } from '@khien/platform/db';
import { type Selectable, sql } from 'kysely';
import type { FeedSourceTable } from './tables.ts';

export type FeedSourceRow = Selectable<FeedSourceTable>;

/** An imported entry with what its source says of it; times as text, because millions of them are only copied. */
export interface FeedListingRow {
  key: string;
  exact: boolean;
  scheme: string | null;
  source: string;
  tlp: Tlp;
  /** YYYY-MM-DD */
  listedOn: string;
  /** ISO 8601, to the second. */
  expires: string;
}

const columns = sql.raw(`e.key, e.exact, e.scheme, s.name as source, s.tlp,
  (e.added_at at time zone 'utc')::date as "listedOn",
  to_char(least(e.expires_at, s.expires_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as expires`);

/**
 * Every entry that still holds, a few thousand at a time through a cursor of the server. What may be told to everybody
 * comes last: of several entries with one key the later one stands in a look-up table.
 * @param tx must stay open until the last page was taken
 */
export async function* streamListings(tx: Tx, now: Date): AsyncGenerator<FeedListingRow[]> {
  await sql`declare feed_listings no scroll cursor for
    select ${columns} from feed_entry e join feed_source s on s.id = e.source_id
    where s.expires_at > ${now} and (e.expires_at is null or e.expires_at > ${now})
    order by s.tlp = 'CLEAR', s.imported_at`.execute(tx);
  for (;;) {
    const { rows } = await sql<FeedListingRow>`fetch 2000 from feed_listings`.execute(tx);
    if (rows.length === 0) break;
    yield rows;
  }
  await sql`close feed_listings`.execute(tx);
}

/** What imported lists say of some keys, in the same order of preference. */
export async function listingsOf(tx: Tx, keys: readonly string[], now: Date): Promise<FeedListingRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<FeedListingRow>`select ${columns}
    from feed_entry e join feed_source s on s.id = e.source_id
    where e.key = any(${keys}) and s.expires_at > ${now} and (e.expires_at is null or e.expires_at > ${now})
    order by s.tlp = 'CLEAR', s.imported_at`.execute(tx);
  return rows;
}

export async function listSources(tx: Tx): Promise<FeedSourceRow[]> {
  return tx.selectFrom('feed_source').selectAll().orderBy('name').execute();
}

/** Number of the newest import or removal. */
export async function lastFeedChange(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('feed_source')
    .select((eb) => eb.fn.max('change').as('change'))
    .executeTakeFirst();
  return row?.change ?? 0;
}

/** Takes out all entries; the source stays as a name with none, so that the change is seen. */
export async function emptySource(tx: Tx, id: string): Promise<number> {
  const result = await tx.deleteFrom('feed_entry').where('source_id', '=', id).executeTakeFirst();
  await tx
    .updateTable('feed_source')
    .set({ entries: 0, change: sql<number>`next_lookup_change()` })
    .where('id', '=', id)
    .execute();
  return Number(result.numDeletedRows);
}

export async function findSource(tx: Tx, name: string): Promise<FeedSourceRow | undefined> {
  return tx.selectFrom('feed_source').selectAll().where('name', '=', name).forUpdate().executeTakeFirst();
}
