import type {} from '@khien/features/people';
import type {} from '@khien/features/reports';
import { newId, type Tx } from '@khien/platform/db';
import { type Selectable, sql } from 'kysely';
import type { LeadAction, LeadActionDetail, LeadStanding } from './derive.ts';
import type { LeadActionKind } from './schema.ts';
import type { LeadActionTable, LeadTable } from './tables.ts';

export type LeadRecord = Selectable<LeadTable>;
export type LeadActionRecord = Selectable<LeadActionTable>;

/** Locks leads in one order for everybody, so that two officers wait and never block each other for good. */
export async function lockLeads(tx: Tx, ids: readonly string[]): Promise<Map<string, LeadRecord>> {
  const rows = await tx.selectFrom('lead').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export async function findLead(tx: Tx, id: string): Promise<LeadRecord | undefined> {
  return tx.selectFrom('lead').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function actionsOf(tx: Tx, leadId: string): Promise<LeadActionRecord[]> {
  return tx.selectFrom('lead_action').selectAll().where('lead_id', '=', leadId).orderBy('seq').execute();
}

export async function reportIdsOf(tx: Tx, leadId: string): Promise<string[]> {
  const rows = await tx.selectFrom('lead_report').select('report_id').where('lead_id', '=', leadId).execute();
  return rows.map((row) => row.report_id);
}

/** The newest reports of a lead. */
export async function newestReportIds(tx: Tx, leadId: string, most: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('lead_report as lr')
    .innerJoin('report as r', 'r.id', 'lr.report_id')
    .select('r.id')
    .where('lr.lead_id', '=', leadId)
    .orderBy('r.received_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(most)
    .execute();
  return rows.map((row) => row.id);
}

export async function leadOfReport(tx: Tx, reportId: string): Promise<string | undefined> {
  const row = await tx.selectFrom('lead_report').select('lead_id').where('report_id', '=', reportId).executeTakeFirst();
  return row?.lead_id;
}

/** Puts reports under a lead, wherever they were. */
export async function placeReports(tx: Tx, leadId: string, reportIds: readonly string[]): Promise<void> {
  if (reportIds.length === 0) return;
  await tx
    .insertInto('lead_report')
    .values(reportIds.map((report_id) => ({ report_id, lead_id: leadId })))
    .onConflict((conflict) => conflict.column('report_id').doUpdateSet({ lead_id: leadId }))
    .execute();
}

export async function insertLead(tx: Tx, id: string, unitId: string, at: Date, demo: boolean): Promise<void> {
  const base = { version: 0, state: 'open', kind: 'attempt' } as const;
  const row = { id, unit_id: unitId, created_at: at, last_report_at: at, demo, answered: false };
  await tx
    .insertInto('lead')
    .values({ ...base, ...row, lost: 0, report_count: 0 })
    .execute();
}

export interface NewLeadAction {
  kind: LeadActionKind;
  at: Date;
  actorId?: string | undefined;
  sealedNote?: Buffer | undefined;
  detail?: LeadActionDetail;
}

/** The caller holds the lead's row. @returns the action's id */
export async function appendAction(tx: Tx, leadId: string, action: NewLeadAction): Promise<string> {
  const id = newId();
  await tx
    .insertInto('lead_action')
    .values({
      id,
      lead_id: leadId,
      seq: sql<number>`(select coalesce(max(seq), 0) + 1 from lead_action where lead_id = ${leadId})`,
      kind: action.kind,
      at: action.at,
      actor_id: action.actorId ?? null,
      sealed_note: action.sealedNote ?? null,
      detail: JSON.stringify(action.detail ?? {}),
    })
    .execute();
  return id;
}

export function toLeadAction(row: LeadActionRecord): LeadAction {
  return {
    id: row.id,
    seq: row.seq,
    kind: row.kind,
    at: row.at.toISOString(),
    ...(row.actor_id && { actorId: row.actor_id }),
    detail: row.detail,
  };
}

/** Writes what derive() says, and what its reports add up to, into the lead's row. */
export async function refreshLead(tx: Tx, leadId: string, standing: LeadStanding): Promise<void> {
  await sql`
    update lead l set
      version = ${standing.version}, state = ${standing.state}, outcome = ${standing.outcome ?? null},
      closed_at = ${standing.closedAt ?? null}, unit_id = ${standing.unitId}, taken_by = ${standing.takenBy ?? null},
      answered = ${standing.answered},
      kind = sums.kind, lost = sums.lost, report_count = sums.reports,
      last_report_at = coalesce(sums.last_at, l.last_report_at),
      scheme = coalesce(${standing.scheme ?? null}, sums.scheme)
    from (
      select case when count(*) filter (where r.kind = 'loss') > 0 then 'loss' else 'attempt' end as kind,
             coalesce(sum(r.lost), 0)::bigint as lost, count(*)::int as reports, max(r.received_at) as last_at,
             mode() within group (order by r.scheme) as scheme
      from lead_report lr join report r on r.id = lr.report_id
      where lr.lead_id = ${leadId}
    ) sums
    where l.id = ${leadId}`.execute(tx);
}

/**
 * What `refreshLead` would write after one more report joined, without reading all the others: a flood of reports on one
 * number must not cost more with each. (The most frequent scheme is counted anew by the next action.)
 */
export async function countIn(tx: Tx, leadId: string, reportId: string): Promise<void> {
  await sql`
    update lead l set
      version = l.version + 1, report_count = l.report_count + 1, lost = l.lost + r.lost,
      last_report_at = greatest(l.last_report_at, r.received_at),
      kind = case when r.kind = 'loss' then 'loss' else l.kind end,
      scheme = coalesce(l.scheme, r.scheme)
    from report r where l.id = ${leadId} and r.id = ${reportId}`.execute(tx);
}

/** Names of people, for showing who did what. */
export async function namesOf(tx: Tx, userIds: readonly (string | null | undefined)[]): Promise<Map<string, string>> {
  const ids = [...new Set(userIds.filter((id) => id !== null && id !== undefined))];
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom('app_user').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

export interface ReportFacts {
  id: string;
  unit_id: string | null;
  demo: boolean;
  received_at: Date;
}

/** Holds the report's row: a report is placed once, also when two ask for it at the same moment. */
export async function lockReport(tx: Tx, id: string): Promise<ReportFacts | undefined> {
  return tx
    .selectFrom('report')
    .select(['id', 'unit_id', 'demo', 'received_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export async function reportUnits(tx: Tx, leadId: string): Promise<(string | null)[]> {
  const rows = await tx
    .selectFrom('lead_report as lr')
    .innerJoin('report as r', 'r.id', 'lr.report_id')
    .select('r.unit_id')
    .distinct()
    .where('lr.lead_id', '=', leadId)
    .execute();
  return rows.map((row) => row.unit_id);
}

/** Leads whose first signature waits for this indicator. */
export async function awaitingLeads(tx: Tx, indicatorId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('lead_action as a')
    .innerJoin('lead as l', 'l.id', 'a.lead_id')
    .select('l.id')
    .distinct()
    .where('l.state', '=', 'awaiting')
    .where('a.kind', '=', 'confirmed')
    .where(sql<boolean>`a.detail -> 'pendingIndicators' @> to_jsonb(${indicatorId}::text)`)
    .execute();
  return rows.map((row) => row.id);
}

/** The numbers people say, by id. */
export async function numbersOf(tx: Tx, leadIds: readonly string[]): Promise<Map<string, number>> {
  if (leadIds.length === 0) return new Map();
  const rows = await tx.selectFrom('lead').select(['id', 'number']).where('id', 'in', leadIds).execute();
  return new Map(rows.map((row) => [row.id, row.number]));
}
