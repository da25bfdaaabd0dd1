import type {} from '@khien/features/people';
import type { Tx } from '@khien/platform/db';
import { type Insertable, type Selectable, sql, type SqlBool } from 'kysely';
import type { AppealAction } from './derive.ts';
import type { AppealQuery } from './schema.ts';
import type { AppealActionTable, AppealTable } from './tables.ts';

export type AppealRecord = Selectable<AppealTable>;

/** @returns false when an appeal with this idempotency key is already there */
export async function insertAppeal(tx: Tx, row: Insertable<AppealTable>): Promise<boolean> {
  const result = await tx
    .insertInto('appeal')
    .values(row)
    .onConflict((conflict) => conflict.column('idempotency_hash').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findBy(tx: Tx, column: 'code_hash' | 'idempotency_hash', hash: Buffer) {
  return tx.selectFrom('appeal').selectAll().where(column, '=', hash).executeTakeFirst();
}

export async function findById(tx: Tx, id: string): Promise<AppealRecord | undefined> {
  return tx.selectFrom('appeal').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Held to the end of the transaction: of two who decide at once, the second sees the first's decision. */
export async function lockAppeal(tx: Tx, id: string): Promise<AppealRecord | undefined> {
  return tx.selectFrom('appeal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function actionsOf(tx: Tx, id: string): Promise<AppealAction[]> {
  const rows = await tx.selectFrom('appeal_action').selectAll().where('appeal_id', '=', id).orderBy('seq').execute();
  return rows.map((row) => ({
    kind: row.kind,
    at: row.at.toISOString(),
    ...(row.actor_id && { actorId: row.actor_id }),
    ...(row.decision && { decision: row.decision }),
    ...(row.reason && { reason: row.reason }),
  }));
}

export async function appendAction(
  tx: Tx,
  id: string,
  action: Omit<Insertable<AppealActionTable>, 'appeal_id' | 'seq'>,
): Promise<void> {
  const seq = sql<number>`(select coalesce(max(seq), 0) + 1 from appeal_action where appeal_id = ${id})`;
  await tx
    .insertInto('appeal_action')
    .values({ appeal_id: id, seq, ...action })
    .execute();
}

export interface AppealListRow {
  id: string;
  kind: string;
  value: string;
  received_at: Date;
  due_at: Date;
  demo: boolean;
  decision: 'upheld' | 'unlisted' | null;
  decided_at: Date | null;
  decided_by: string | null;
  decided_name: string | null;
  /** What the list is ordered by: undecided by their clock first, then the decided, newest first. */
  rank: string;
}

/** Undecided first, the most overdue on top; then what was decided, newest first. */
export async function pageOfAppeals(tx: Tx, query: AppealQuery, after: string | undefined, limit: number) {
  const status = query.status;
  const where = [
    status === undefined ? undefined : sql<SqlBool>`(d.at is ${status === 'decided' ? sql`not null` : sql`null`})`,
    after === undefined ? undefined : sql<SqlBool>`(rank.text || a.id::text) > ${after}`,
  ].filter((one) => one !== undefined);
  const found = await sql<AppealListRow>`
    select a.id, a.kind, a.value, a.received_at, a.due_at, a.demo,
           d.decision, d.at as decided_at, d.actor_id as decided_by, u.name as decided_name,
           rank.text || a.id::text as rank
    from appeal a
    left join appeal_action d on d.appeal_id = a.id and d.kind = 'decided'
    left join app_user u on u.id = d.actor_id
    cross join lateral (
      select case when d.at is null then '0' || to_char(a.due_at at time zone 'UTC', 'YYYYMMDDHH24MISSMS')
             else '1' || lpad((99999999999999 - extract(epoch from d.at) * 1000)::bigint::text, 14, '0') end as text
    ) rank
    where ${where.length === 0 ? sql`true` : sql.join(where, sql` and `)}
    order by (rank.text || a.id::text) collate "C"
    limit ${limit}`.execute(tx);
  return found.rows;
}

export async function countOverdue(tx: Tx, now: Date): Promise<number> {
  const row = await tx
    .selectFrom('appeal as a')
    .leftJoin('appeal_action as d', (join) => join.onRef('d.appeal_id', '=', 'a.id').on('d.kind', '=', 'decided'))
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('d.at', 'is', null)
    .where('a.due_at', '<', now)
    .executeTakeFirst();
  return row?.n ?? 0;
}
