import type { Tx } from '@khien/platform/db';
import { type Selectable, sql } from 'kysely';
import type { IndicatorAction } from './derive.ts';
import { indicatorKinds, isPersonal } from './kinds.ts';
import type { IndicatorQuery } from './schema.ts';
import type { IndicatorActionTable, IndicatorTable } from './tables.ts';

export type IndicatorRow = Selectable<IndicatorTable>;
export type ActionRow = Selectable<IndicatorActionTable>;

/** Locks the row: two officers who sign at the same moment are taken one after the other. */
export async function lockByKey(tx: Tx, key: string): Promise<IndicatorRow | undefined> {
  return tx.selectFrom('indicator').selectAll().where('key', '=', key).forUpdate().executeTakeFirst();
}

export async function lockById(tx: Tx, id: string): Promise<IndicatorRow | undefined> {
  return tx.selectFrom('indicator').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function findById(tx: Tx, id: string): Promise<IndicatorRow | undefined> {
  return tx.selectFrom('indicator').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findByKeys(tx: Tx, keys: readonly string[]): Promise<IndicatorRow[]> {
  if (keys.length === 0) return [];
  return tx.selectFrom('indicator').selectAll().where('key', 'in', keys).execute();
}

export async function findByLead(tx: Tx, leadId: string): Promise<IndicatorRow[]> {
  return tx.selectFrom('indicator').selectAll().where('lead_id', '=', leadId).orderBy('number').execute();
}

export async function readActions(tx: Tx, id: string): Promise<ActionRow[]> {
  return tx.selectFrom('indicator_action').selectAll().where('indicator_id', '=', id).orderBy('seq').execute();
}

export type NewIndicator = Omit<IndicatorRow, 'number' | 'change'>;

/** Without a number of change yet: the action that follows takes it. */
export async function insertIndicator(tx: Tx, row: NewIndicator): Promise<IndicatorRow> {
  return tx
    .insertInto('indicator')
    .values({ ...row, change: 0 })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function updateGrounds(tx: Tx, id: string, values: Partial<NewIndicator>): Promise<void> {
  await tx.updateTable('indicator').set(values).where('id', '=', id).execute();
}

/**
 * Takes the next number of change: what look-ups answer is different from now on. The number is handed out under a
 * lock, so the audit log, which has one too, must have been written before: everybody takes them in the same order.
 */
export async function updateState(tx: Tx, id: string, values: Partial<NewIndicator>): Promise<IndicatorRow> {
  return tx
    .updateTable('indicator')
    .set({ ...values, change: sql<number>`next_lookup_change()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function insertAction(
  tx: Tx,
  id: string,
  action: IndicatorAction & {
    actorName?: string | undefined;
    note?: string | undefined;
    publicNote?: string | undefined;
  },
): Promise<void> {
  await tx
    .insertInto('indicator_action')
    .values({
      indicator_id: id,
      seq: sql<number>`(select coalesce(max(seq), 0) + 1 from indicator_action where indicator_id = ${id})`,
      type: action.type,
      actor: action.actor,
      actor_name: action.actorName ?? null,
      at: action.at,
      until: action.until ?? null,
      note: action.note ?? null,
      public_note: action.publicNote ?? null,
    })
    .execute();
}

/** Newest first; `cursor` is the number of the last row seen. */
export async function pageOfIndicators(
  tx: Tx,
  query: IndicatorQuery,
  after: number | undefined,
  keys: readonly string[] | undefined,
): Promise<IndicatorRow[]> {
  let select = tx
    .selectFrom('indicator')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(query.limit + 1);
  if (query.state) select = select.where('state', '=', query.state);
  if (query.kind) select = select.where('kind', '=', query.kind);
  if (keys !== undefined) select = select.where('key', 'in', keys.length > 0 ? keys : ['']);
  if (after !== undefined) select = select.where('number', '<', after);
  return select.execute();
}

const publicKinds = indicatorKinds.filter((kind) => !isPersonal(kind));

export interface PublicRow {
  at: Date;
  type: 'list' | 'unlist';
  kind: IndicatorRow['kind'];
  value: string;
  scheme: string | null;
  source: string;
  public_note: string | null;
  seq: number;
  number: number;
}

/**
 * What was put on the list and taken off since `since`, newest first. Without an exact key only kinds that cannot
 * point to a person, and only what is TLP:CLEAR.
 */
export async function publicRecord(
  tx: Tx,
  since: Date,
  keys: readonly string[] | undefined,
  before: PublicCursor | undefined,
  limit: number,
): Promise<PublicRow[]> {
  let select = tx
    .selectFrom('indicator_action as a')
    .innerJoin('indicator as i', 'i.id', 'a.indicator_id')
    .select(['a.at', 'a.type', 'i.kind', 'i.value', 'i.scheme', 'i.source', 'a.public_note', 'a.seq', 'i.number'])
    .where('a.type', 'in', ['list', 'unlist'])
    .where('i.tlp', '=', 'CLEAR')
    .where('i.verdict', '=', 'scam')
    .where('a.at', '>=', since)
    .orderBy('a.at', 'desc')
    .orderBy('i.number', 'desc')
    .orderBy('a.seq', 'desc')
    .limit(limit);
  select =
    keys === undefined
      ? select.where('i.kind', 'in', publicKinds)
      : select.where('i.key', 'in', keys.length > 0 ? keys : ['']);
  if (before) {
    select = select.where(sql<boolean>`(a.at, i.number, a.seq) < (${before.at}, ${before.number}, ${before.seq})`);
  }
  return (await select.execute()) as PublicRow[];
}

export interface PublicCursor {
  at: Date;
  number: number;
  seq: number;
}

/** Ends that have passed; at most `limit`, so that one sweep stays short. */
export async function passedEnds(tx: Tx, now: Date, limit: number): Promise<IndicatorRow[]> {
  return tx
    .selectFrom('indicator')
    .selectAll()
    .where('state', 'in', ['listed', 'proposed'])
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** Number and time of the newest change; lists made from the same number are equal. */
export async function lastChange(tx: Tx): Promise<{ change: number; at: Date }> {
  const row = await tx
    .selectFrom('indicator')
    .select((eb) => [eb.fn.max('change').as('change'), eb.fn.max('changed_at').as('at')])
    .executeTakeFirst();
  return { change: row?.change ?? 0, at: row?.at ?? new Date(0) };
}

const effectivePage = 2_000;

/** Everything look-ups must know, in the order of `number`: what is listed, and what was taken off by a person. */
export async function* effective(tx: Tx): AsyncGenerator<IndicatorRow> {
  for (let after = 0; ; ) {
    const rows = await tx
      .selectFrom('indicator')
      .selectAll()
      .where('state', 'in', ['listed', 'unlisted'])
      .where('number', '>', after)
      .orderBy('number')
      .limit(effectivePage)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.number;
  }
}

/** Rows that changed after `change`, oldest change first. */
export async function changedSince(tx: Tx, change: number, limit: number): Promise<IndicatorRow[]> {
  return tx.selectFrom('indicator').selectAll().where('change', '>', change).orderBy('change').limit(limit).execute();
}
