import { type CompiledReference, formatValue, listingKeys, lookupKeys } from '@khien/engines/text';
import type { Verdict } from '@khien/engines/verdict';
import { addMonths, indicatorQueries, type IndicatorRow } from '@khien/features/indicators';
import { type Locale, renderMessage, schemes } from '@khien/packs/vietnam';
import { newCode, parseCode, type Vault } from '@khien/platform/crypto';
import { newId, type Tx, withTx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { problem } from '@khien/platform/http';
import type { WatchReceipt, WatchStatus } from './schema.ts';

declare module '@khien/platform/events' {
  interface EventTypes {
    /** Watches whose question was answered by a new listing. */
    'watch.told': { indicatorId: string; watches: number };
  }
}

export interface WatchDeps {
  db: Tx;
  clock: () => Date;
  vault: Vault;
  reference: CompiledReference;
  verdict: (input: { text: string }) => Verdict;
}

/** Long enough for an investigation; then the question is forgotten. */
const MONTHS = 6;
/** Also of a message stuffed with links. */
const MOST_KEYS = 60;

/** Starts watching everything the text names that is not known yet. */
export async function startWatch(deps: WatchDeps, text: string): Promise<WatchReceipt> {
  const { observables } = deps.verdict({ text });
  const unknown = observables.filter((one) => one.listing === undefined && one.kind !== 'vietqr');
  if (observables.length === 0) throw problem('watch.nothing-to-watch');
  if (unknown.length === 0) throw problem('watch.already-known');
  const keys = [...new Set(unknown.flatMap(lookupKeys))].slice(0, MOST_KEYS);
  const now = deps.clock();
  const code = newCode();
  const watch = { id: newId(now.getTime()), created_at: now, ends_at: addMonths(now, MONTHS) };
  await withTx(deps.db, async (tx) => {
    await tx
      .insertInto('watch')
      .values({ ...watch, code_hash: hashOfCode(deps.vault, code), told_at: null })
      .execute();
    await tx
      .insertInto('watch_key')
      .values(
        keys.map((key) => ({
          watch_id: watch.id,
          key_hash: hashOfKey(deps.vault, key),
          indicator_id: null,
          listed_at: null,
        })),
      )
      .execute();
  });
  return {
    code,
    createdAt: now.toISOString(),
    endsAt: watch.ends_at.toISOString(),
    watching: unknown.length,
  };
}

/** Marks every watch of a key that was just listed. @returns how many are told */
export async function tellWatches(deps: WatchDeps, tx: Tx, indicatorId: string): Promise<number> {
  const row = await indicatorQueries.findById(tx, indicatorId);
  if (row?.state !== 'listed' || row.verdict !== 'scam' || row.tlp !== 'CLEAR') return 0;
  const now = deps.clock();
  const hashes = listingKeys(row).map((key) => hashOfKey(deps.vault, key));
  const marked = await tx
    .updateTable('watch_key')
    .from('watch')
    .set({ indicator_id: row.id, listed_at: row.listed_at ?? now })
    .whereRef('watch.id', '=', 'watch_key.watch_id')
    .where('watch.ends_at', '>', now)
    .where('watch_key.key_hash', 'in', hashes)
    .where('watch_key.indicator_id', 'is', null)
    .returning('watch_key.watch_id')
    .execute();
  const watches = [...new Set(marked.map((one) => one.watch_id))];
  if (watches.length === 0) return 0;
  await tx.updateTable('watch').set({ told_at: now }).where('id', 'in', watches).where('told_at', 'is', null).execute();
  await emit(tx, { type: 'watch.told', payload: { indicatorId, watches: watches.length } });
  return watches.length;
}

/** What the holder of a code may know. @throws watch.not-found for a code nobody was given */
export async function watchStatus(deps: WatchDeps, typed: string, locale: Locale): Promise<WatchStatus> {
  const code = parseCode(typed);
  if (code === undefined) throw problem('watch.bad-code');
  const row = await deps.db
    .selectFrom('watch')
    .selectAll()
    .where('code_hash', '=', hashOfCode(deps.vault, code))
    .executeTakeFirst();
  if (!row) throw problem('watch.not-found');
  const keys = await deps.db.selectFrom('watch_key').selectAll().where('watch_id', '=', row.id).execute();
  const found = new Map<string, IndicatorRow>();
  for (const { indicator_id: id } of keys) {
    const indicator = id === null ? undefined : await indicatorQueries.findById(deps.db, id);
    if (indicator) found.set(indicator.id, indicator);
  }
  const ended = row.ends_at <= deps.clock();
  return {
    status: row.told_at ? 'told' : ended ? 'ended' : 'waiting',
    createdAt: row.created_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    ...(row.told_at ? { toldAt: row.told_at.toISOString() } : {}),
    watching: keys.length,
    listed: [...found.values()].map((indicator) => show(indicator, locale)),
  };
}

/** Forgets watches whose time is over. @returns how many */
export async function forgetWatches(deps: WatchDeps): Promise<number> {
  const result = await deps.db.deleteFrom('watch').where('ends_at', '<=', deps.clock()).executeTakeFirst();
  return Number(result.numDeletedRows);
}

function show(row: IndicatorRow, locale: Locale): WatchStatus['listed'][number] {
  return {
    kind: row.kind,
    display: formatValue(row.kind, row.value, locale),
    ...(row.scheme === null || !known.has(row.scheme)
      ? {}
      : { scheme: row.scheme, schemeName: renderMessage(locale, `scheme.${row.scheme}.name`) }),
    source: row.source,
    listedAt: (row.listed_at ?? row.created_at).toISOString(),
    current: row.state === 'listed',
  };
}

const known = new Set(schemes.schemes.map(({ id }) => id));

// Two uses of one secret: the words in front keep a code and a key from ever having the same hash.
const hashOfCode = (vault: Vault, code: string): Buffer => vault.hashCode(`watch:${code}`);
const hashOfKey = (vault: Vault, key: string): Buffer => vault.hashCode(`watch-key:${key}`);
