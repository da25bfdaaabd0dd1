import { newId, type Tx } from '@khien/platform/db';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Observed } from './observe.ts';
import type { ReportActionTable, ReportFileTable, ReportTable, UploadTable } from './tables.ts';

export type ReportRow = Selectable<ReportTable>;

/** @returns false when a report with this idempotency key is already there */
export async function insertReport(tx: Tx, row: Insertable<ReportTable>): Promise<boolean> {
  const result = await tx
    .insertInto('report')
    .values(row)
    .onConflict((conflict) => conflict.column('idempotency_hash').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function insertObservables(tx: Tx, reportId: string, observed: readonly Observed[]): Promise<void> {
  if (observed.length === 0) return;
  await tx
    .insertInto('report_observable')
    .values(observed.map(({ seen, ...one }) => ({ report_id: reportId, ...one, seen: JSON.stringify(seen) })))
    .execute();
}

export async function findByIdempotency(tx: Tx, hash: Buffer): Promise<ReportRow | undefined> {
  return tx.selectFrom('report').selectAll().where('idempotency_hash', '=', hash).executeTakeFirst();
}

export async function findByCode(tx: Tx, hash: Buffer): Promise<ReportRow | undefined> {
  return tx.selectFrom('report').selectAll().where('code_hash', '=', hash).executeTakeFirst();
}

export async function findByIds(tx: Tx, ids: readonly string[]): Promise<ReportRow[]> {
  if (ids.length === 0) return [];
  return tx.selectFrom('report').selectAll().where('id', 'in', ids).orderBy('received_at').orderBy('id').execute();
}

/** Holds the reports to the end of the transaction, in one order for everybody: actions get their number under it. */
export async function lockReports(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.selectFrom('report').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute();
}

export async function actionsOf(tx: Tx, ids: readonly string[]): Promise<Selectable<ReportActionTable>[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('report_action')
    .selectAll()
    .where('report_id', 'in', ids)
    .orderBy('report_id')
    .orderBy('seq')
    .execute();
}

/** The same action for many reports at once, each with its own sealed words; the caller holds their rows. */
export async function appendToAll(
  tx: Tx,
  ids: readonly string[],
  action: Omit<NewReportAction, 'sealedText'>,
  sealed: readonly (Buffer | null)[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into report_action (id, report_id, seq, kind, at, actor_id, sealed_text, detail)
    select new.id, new.report_id,
           (select coalesce(max(a.seq), 0) + 1 from report_action a where a.report_id = new.report_id),
           ${action.kind}, ${action.at}, ${action.actorId ?? null}, new.sealed, ${JSON.stringify(action.detail ?? {})}::jsonb
    from unnest(${ids.map(() => newId())}::uuid[], ${ids}::uuid[], ${sealed}::bytea[]) new (id, report_id, sealed)`.execute(
    tx,
  );
}

export interface NewReportAction {
  kind: Selectable<ReportActionTable>['kind'];
  at: Date;
  actorId?: string | undefined;
  sealedText?: Buffer | undefined;
  detail?: Selectable<ReportActionTable>['detail'];
}

/** The caller holds the report's row ({@link lockReports}) or has just made it. */
export async function appendAction(tx: Tx, reportId: string, action: NewReportAction): Promise<void> {
  await tx
    .insertInto('report_action')
    .values({
      id: newId(),
      report_id: reportId,
      seq: sql<number>`(select coalesce(max(seq), 0) + 1 from report_action where report_id = ${reportId})`,
      kind: action.kind,
      at: action.at,
      actor_id: action.actorId ?? null,
      sealed_text: action.sealedText ?? null,
      detail: JSON.stringify(action.detail ?? {}),
    })
    .execute();
}

export async function observablesOf(tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('report_observable')
    .selectAll()
    .where('report_id', 'in', ids)
    .orderBy('report_id')
    .orderBy('key')
    .execute();
}

export async function filesOf(tx: Tx, ids: readonly string[]): Promise<Selectable<ReportFileTable>[]> {
  if (ids.length === 0) return [];
  return tx.selectFrom('report_file').selectAll().where('report_id', 'in', ids).orderBy('id').execute();
}

export async function fileOf(tx: Tx, fileId: string) {
  return tx
    .selectFrom('report_file as f')
    .innerJoin('report as r', 'r.id', 'f.report_id')
    .select(['f.report_id', 'f.sha256', 'f.mime', 'r.unit_id'])
    .where('f.id', '=', fileId)
    .executeTakeFirst();
}

export async function insertUpload(tx: Tx, row: Insertable<UploadTable>): Promise<void> {
  await tx.insertInto('upload').values(row).execute();
}

/** Takes the uploads for these tokens off the waiting list; each can be used once. */
export async function takeUploads(tx: Tx, hashes: readonly Buffer[]): Promise<Selectable<UploadTable>[]> {
  if (hashes.length === 0) return [];
  return tx.deleteFrom('upload').where('token_hash', 'in', hashes).returningAll().execute();
}

export async function insertFiles(tx: Tx, rows: readonly Insertable<ReportFileTable>[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('report_file').values(rows).execute();
}

/** Forgets uploads that no report came for. @returns the files that nothing points to any more */
export async function sweepUploads(tx: Tx, before: Date): Promise<string[]> {
  const gone = await tx.deleteFrom('upload').where('uploaded_at', '<', before).returning('sha256').execute();
  const hashes = [...new Set(gone.map((row) => row.sha256))];
  if (hashes.length === 0) return [];
  const kept = await tx
    .selectFrom('report_file')
    .select('sha256')
    .where('sha256', 'in', hashes)
    .union(tx.selectFrom('upload').select('sha256').where('sha256', 'in', hashes))
    .execute();
  const used = new Set(kept.map((row) => row.sha256));
  return hashes.filter((hash) => !used.has(hash));
}

export async function linkIndicators(tx: Tx, reportIds: readonly string[], indicatorIds: readonly string[]) {
  const rows = reportIds.flatMap((report_id) => indicatorIds.map((indicator_id) => ({ report_id, indicator_id })));
  if (rows.length === 0) return;
  await tx
    .insertInto('report_indicator')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Erases how to reach people whose reports were decided before a moment. @returns how many */
export async function eraseContacts(tx: Tx, before: Date): Promise<number> {
  const decided = tx
    .selectFrom('report_action')
    .select('report_id')
    .where('kind', '=', 'decided')
    .groupBy('report_id')
    .having((eb) => eb.fn.max('at'), '<', before);
  const result = await tx
    .updateTable('report')
    .set({ sealed_contact: null })
    .where('sealed_contact', 'is not', null)
    .where('id', 'in', decided)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Which of these keys are named in a report. */
export async function reportedKeys(tx: Tx, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await tx.selectFrom('report_observable').select('key').distinct().where('key', 'in', keys).execute();
  return rows.map((row) => row.key);
}

/** Later checks met listings that these reports helped to make. */
export async function addHelped(tx: Tx, counts: readonly { indicatorId: string; count: number }[]): Promise<void> {
  if (counts.length === 0) return;
  await sql`
    update report r set helped_count = r.helped_count + hit.total
    from (
      select ri.report_id, sum(c.count)::int as total
      from unnest(${counts.map((c) => c.indicatorId)}::uuid[], ${counts.map((c) => c.count)}::int[]) c (id, count)
      join report_indicator ri on ri.indicator_id = c.id
      group by ri.report_id
    ) hit
    where r.id = hit.report_id`.execute(tx);
}
