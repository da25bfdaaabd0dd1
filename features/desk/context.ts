import type { Tx } from '@khien/platform/db';
import { sql } from 'kysely';
import type { LeadOutcome, LeadState } from './schema.ts';

export interface RelatedRow {
  id: string;
  number: number;
  state: LeadState;
  outcome: LeadOutcome | null;
  closed_at: Date | null;
  unit: string;
  unit_en: string;
  report_count: number;
  shared: string[];
}

/** Other leads that share an observable, most shared first; official and sender names are not counted as shared. */
export async function relatedLeads(tx: Tx, leadId: string): Promise<RelatedRow[]> {
  const found = await sql<RelatedRow>`
    with mine as (
      select distinct o.link from lead_report lr join report_observable o on o.report_id = lr.report_id
      where lr.lead_id = ${leadId} and o.link is not null
    )
    select l.id, l.number, l.state, l.outcome, l.closed_at, u.name_vi as unit, u.name_en as unit_en, l.report_count,
           array_agg(distinct o.value) as shared
    from mine
    join report_observable o on o.link = mine.link
    join lead_report lr on lr.report_id = o.report_id
    join lead l on l.id = lr.lead_id
    join unit u on u.id = l.unit_id
    where l.id <> ${leadId}
    group by l.id, u.name_vi, u.name_en
    order by count(distinct o.link) desc, l.last_report_at desc
    limit 50`.execute(tx);
  return found.rows;
}

/** Who decided a lead, and on what grounds: the first signature carries the evidence. */
export async function closings(tx: Tx, leadIds: readonly string[]) {
  if (leadIds.length === 0)
    return new Map<string, { id: string; actor_id: string | null; sealed_note: Buffer | null }>();
  const found = await sql<{ id: string; lead_id: string; actor_id: string | null; sealed_note: Buffer | null }>`
    select distinct on (lead_id) id, lead_id, actor_id, sealed_note from lead_action
    where lead_id = any(${leadIds}::uuid[]) and kind in ('closed', 'confirmed')
    order by lead_id, seq desc`.execute(tx);
  return new Map(found.rows.map((row) => [row.lead_id, row]));
}
