import { newId, type Tx } from '@khien/platform/db';
import { sql } from 'kysely';
import { deriveLead } from './derive.ts';
import * as queries from './queries.ts';

export interface IntakeDeps {
  clock: () => Date;
  /** Where a report without a commune goes. */
  provinceId: string;
}

/**
 * Gives a new report its lead: the open one that shares most of its observables, the oldest of equals, or a new one.
 * Safe to repeat. Reports with the same observable are taken one after another, so that two at the same moment do not
 * open two leads.
 */
export async function placeReport(deps: IntakeDeps, tx: Tx, reportId: string): Promise<void> {
  const report = await queries.lockReport(tx, reportId);
  if (!report || (await queries.leadOfReport(tx, reportId))) return;
  const links = await linksOf(tx, reportId);
  for (const link of links) {
    await sql`select pg_advisory_xact_lock(7212210, hashtext(${link}))`.execute(tx);
  }
  const found = await openLeadSharing(tx, links);
  const at = deps.clock();
  if (found && (await stillOpen(tx, found))) {
    await queries.placeReports(tx, found, [reportId]);
    await queries.appendAction(tx, found, { kind: 'joined', at, detail: { reportIds: [reportId] } });
    await queries.countIn(tx, found, reportId);
    return;
  }
  const leadId = newId();
  const unitId = report.unit_id ?? deps.provinceId;
  await queries.insertLead(tx, leadId, unitId, report.received_at, report.demo);
  await queries.placeReports(tx, leadId, [reportId]);
  await queries.appendAction(tx, leadId, { kind: 'opened', at, detail: { unitId, reportIds: [reportId] } });
  await settle(tx, leadId);
}

/** Brings the lead's row to what its actions and reports now say. */
export async function settle(tx: Tx, leadId: string): Promise<void> {
  const standing = deriveLead((await queries.actionsOf(tx, leadId)).map(queries.toLeadAction));
  await queries.refreshLead(tx, leadId, standing);
}

/** Sorted, so that two reports that share two observables wait for each other in the same order. */
async function linksOf(tx: Tx, reportId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('report_observable')
    .select('link')
    .distinct()
    .where('report_id', '=', reportId)
    .where('link', 'is not', null)
    .execute();
  return rows.flatMap((row) => (row.link === null ? [] : [row.link])).sort();
}

async function openLeadSharing(tx: Tx, links: readonly string[]): Promise<string | undefined> {
  if (links.length === 0) return undefined;
  const row = await tx
    .selectFrom('report_observable as o')
    .innerJoin('lead_report as lr', 'lr.report_id', 'o.report_id')
    .innerJoin('lead as l', 'l.id', 'lr.lead_id')
    .select('l.id')
    .where('o.link', 'in', links)
    .where('l.state', '<>', 'closed')
    .groupBy(['l.id', 'l.created_at'])
    .orderBy((eb) => eb.fn.count('o.link').distinct(), 'desc')
    .orderBy('l.created_at')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** An officer may have closed it while we waited for the row. */
async function stillOpen(tx: Tx, leadId: string): Promise<boolean> {
  const lead = (await queries.lockLeads(tx, [leadId])).get(leadId);
  return lead !== undefined && lead.state !== 'closed';
}

/** The reporter answered: the lead is marked until somebody acts. */
export async function noteAnswer(deps: IntakeDeps, tx: Tx, reportId: string): Promise<void> {
  const leadId = await queries.leadOfReport(tx, reportId);
  if (!leadId) return;
  await queries.lockLeads(tx, [leadId]);
  await queries.appendAction(tx, leadId, { kind: 'answered', at: deps.clock(), detail: { reportIds: [reportId] } });
  await settle(tx, leadId);
}
