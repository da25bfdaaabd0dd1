import type { Tx } from '@khien/platform/db';
import { type Expression, type SqlBool, sql } from 'kysely';
import { burstBounds, lossBounds } from './derive.ts';
import type { LeadRecord } from './queries.ts';
import type { LeadQuery } from './schema.ts';

export interface QueueRow extends LeadRecord {
  reports24h: number;
  gravity: number;
  unit: string;
  unit_en: string;
}

/** Where the last page ended. */
export interface QueueCursor {
  gravity: number;
  at: string;
  id: string;
}

export interface QueueFilter extends Omit<LeadQuery, 'cursor' | 'mine'> {
  /** Rows are of these units, or hold a report from one of them. */
  units: readonly string[];
  takenBy?: string | undefined;
  /** One lead only. */
  id?: string;
  now: Date;
  after?: QueueCursor | undefined;
  limit: number;
}

const bounds = (list: readonly number[]) => sql.raw(`array[${list.join(',')}]::bigint[]`);

/** `gravity()` of derive.ts in SQL: width_bucket counts the bounds that a number has reached. */
const gravitySql = sql<number>`(width_bucket(l.lost, ${bounds(lossBounds)}) + width_bucket(coalesce(day.n, 0), ${bounds(burstBounds)}))`;

/** The queue: gravest first (or newest first), then by the newest report. */
export async function queuePage(tx: Tx, filter: QueueFilter): Promise<QueueRow[]> {
  const dayAgo = new Date(filter.now.getTime() - 86_400_000);
  const grave = filter.sort !== 'newest';
  // A bare 0 would be read as a column's position.
  const rank = grave ? gravitySql : sql<number>`0::int`;
  const after = filter.after
    ? sql<SqlBool>`(${rank}, l.last_report_at, l.id) < (${filter.after.gravity}, ${filter.after.at}::timestamptz, ${filter.after.id}::uuid)`
    : sql<SqlBool>`true`;
  const found = await sql<QueueRow>`
    select l.*, u.name_vi as unit, u.name_en as unit_en, coalesce(day.n, 0) as reports24h, ${gravitySql} as gravity
    from lead l
    join unit u on u.id = l.unit_id
    left join (
      select lr.lead_id, count(*)::bigint as n from report r join lead_report lr on lr.report_id = r.id
      where r.received_at > ${dayAgo} group by lr.lead_id
    ) day on day.lead_id = l.id
    where ${and(conditions(filter))} and ${after}
    order by ${rank} desc, l.last_report_at desc, l.id desc
    limit ${filter.limit}`.execute(tx);
  return found.rows;
}

/** How many there are in each state, by the same filter without the state. */
export async function queueCounts(
  tx: Tx,
  filter: QueueFilter,
): Promise<Record<'open' | 'awaiting' | 'closed', number>> {
  const { state: _, ...rest } = filter;
  const found = await sql<{ state: 'open' | 'awaiting' | 'closed'; n: number }>`
    select l.state, count(*) as n from lead l where ${and(conditions(rest))} group by l.state`.execute(tx);
  const counts = { open: 0, awaiting: 0, closed: 0 };
  for (const { state, n } of found.rows) counts[state] = n;
  return counts;
}

function conditions(filter: QueueFilter): Expression<SqlBool>[] {
  const where: Expression<SqlBool>[] = [
    sql<SqlBool>`(l.unit_id = any(${filter.units}) or exists (
      select from lead_report lr join report r on r.id = lr.report_id
      where lr.lead_id = l.id and r.unit_id = any(${filter.units})))`,
  ];
  if (filter.id) where.push(sql<SqlBool>`l.id = ${filter.id}`);
  if (filter.state) where.push(sql<SqlBool>`l.state = ${filter.state}`);
  if (filter.unit) where.push(sql<SqlBool>`l.unit_id = ${filter.unit}`);
  if (filter.kind) where.push(sql<SqlBool>`l.kind = ${filter.kind}`);
  if (filter.scheme) where.push(sql<SqlBool>`l.scheme = ${filter.scheme}`);
  if (filter.takenBy) where.push(sql<SqlBool>`l.taken_by = ${filter.takenBy}`);
  if (filter.q) where.push(found(filter.q));
  return where;
}

/** The lead's number, or a part of one of its observables; digits are compared as they are stored. */
function found(q: string): Expression<SqlBool> {
  const number = /^#?(\d{1,9})$/.exec(q)?.[1];
  const digits = /^[\d\s.+()-]{4,}$/.test(q) ? q.replace(/\D/g, '').replace(/^(?:84|0)(?=\d{3})/, '') : undefined;
  const like = `%${(digits ?? q.toLowerCase()).replace(/[\\%_]/g, '\\$&')}%`;
  const named = sql<SqlBool>`exists (
    select from lead_report lr join report_observable o on o.report_id = lr.report_id
    where lr.lead_id = l.id and lower(o.value) like ${like})`;
  return number ? sql<SqlBool>`(l.number = ${Number(number)} or ${named})` : named;
}

const and = (list: readonly Expression<SqlBool>[]) => sql<SqlBool>`${sql.join(list, sql` and `)}`;

/** The most telling observables of each lead: those that link, named by most reports. */
export async function headlines(tx: Tx, leadIds: readonly string[], most: number) {
  if (leadIds.length === 0) return new Map<string, { kind: string; value: string; key: string }[]>();
  const found = await sql<{ lead_id: string; kind: string; value: string; key: string }>`
    select lead_id, kind, value, key from (
      select lr.lead_id, o.kind, o.value, o.key,
             row_number() over (partition by lr.lead_id order by (o.link is null), count(*) desc, o.key) as place
      from lead_report lr join report_observable o on o.report_id = lr.report_id
      where lr.lead_id = any(${leadIds}::uuid[])
      group by lr.lead_id, o.kind, o.value, o.key, (o.link is null)
    ) ranked where place <= ${most} order by lead_id, place`.execute(tx);
  return Map.groupBy(found.rows, (row) => row.lead_id);
}

/** The newest report of each lead that these units may read, still sealed. */
export async function newestReports(tx: Tx, leadIds: readonly string[], units: readonly string[]) {
  if (leadIds.length === 0) return new Map<string, { id: string; sealed_text: Buffer }>();
  const found = await sql<{ lead_id: string; id: string; sealed_text: Buffer }>`
    select distinct on (lr.lead_id) lr.lead_id, r.id, r.sealed_text
    from lead_report lr join report r on r.id = lr.report_id join lead l on l.id = lr.lead_id
    where lr.lead_id = any(${leadIds}::uuid[]) and (l.unit_id = any(${units}) or r.unit_id = any(${units}))
    order by lr.lead_id, r.received_at desc, r.id desc`.execute(tx);
  return new Map(found.rows.map((row) => [row.lead_id, row]));
}
