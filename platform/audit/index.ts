import { createHash } from 'node:crypto';
import type { Tx } from '@khien/platform/db';
import { withTx } from '@khien/platform/db';
import { sql } from 'kysely';
import { canonicalJson } from './canonical.ts';
import type { AuditRow } from './tables.ts';

export interface AuditEntry {
  /** Id of the person, or undefined for the system itself. */
  actor?: string | undefined;
  /** The unit in whose name they acted. */
  unit?: string | undefined;
  /** What was done, `report.read-contact`. */
  action: string;
  /** To what, `report:<id>`. */
  subject: string;
  /** What else must be known: the purpose, before and after. Ids and codes; never personal data, for it stays for ever. */
  detail?: Record<string, unknown>;
}

export type AuditVerdict =
  | { ok: true; rows: number; head: string }
  | { ok: false; rows: number; brokenAt: number; problem: 'missing' | 'changed' | 'unchained' }
  /** All rows are right, but the head noted earlier is none of theirs: the end was cut off. */
  | { ok: false; rows: number; problem: 'head' };

/** Before the first row. */
const genesis = Buffer.alloc(32);
const chainLock = 7_212_203;

/** Adds a row to the log, in the transaction of what it tells of: neither exists without the other. */
export async function audit(db: Tx, entry: AuditEntry, clock: () => Date = () => new Date()): Promise<void> {
  await withTx(db, async (tx) => {
    // One writer at a time until it commits, or two rows would name the same predecessor.
    await sql`select pg_advisory_xact_lock(${chainLock})`.execute(tx);
    const last = await tx
      .selectFrom('audit_log')
      .select(['seq', 'hash'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const row = {
      seq: (last?.seq ?? 0) + 1,
      at: clock(),
      actor: entry.actor ?? null,
      unit: entry.unit ?? null,
      action: entry.action,
      subject: entry.subject,
      detail: entry.detail ?? {},
      prev_hash: last?.hash ?? genesis,
    };
    await tx
      .insertInto('audit_log')
      .values({ ...row, detail: canonicalJson(row.detail), hash: hashOf(row) })
      .execute();
  });
}

/**
 * Walks the whole chain.
 *
 * @param noted the head that an earlier walk gave, kept elsewhere: with it, even rows cut off the end show
 */
export async function verifyAudit(db: Tx, noted?: string): Promise<AuditVerdict> {
  return withTx(db, (tx) => walk(tx, noted), { isolation: 'repeatable read', readOnly: true });
}

async function walk(tx: Tx, noted: string | undefined): Promise<AuditVerdict> {
  let seq = 0;
  let head: Buffer = genesis;
  let met = noted === undefined || noted === genesis.toString('hex');
  for (;;) {
    const rows = await tx
      .selectFrom('audit_log')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(1_000)
      .execute();
    if (rows.length === 0) break;
    for (const row of rows) {
      const problem = faultOf(row, seq, head);
      if (problem !== undefined) return { ok: false, rows: seq, brokenAt: seq + 1, problem };
      seq = row.seq;
      head = row.hash;
      met ||= head.toString('hex') === noted;
    }
  }
  return met ? { ok: true, rows: seq, head: head.toString('hex') } : { ok: false, rows: seq, problem: 'head' };
}

function faultOf(row: AuditRow, before: number, head: Buffer): 'missing' | 'changed' | 'unchained' | undefined {
  if (row.seq !== before + 1) return 'missing';
  if (!row.prev_hash.equals(head)) return 'unchained';
  return hashOf(row).equals(row.hash) ? undefined : 'changed';
}

function hashOf(row: Omit<AuditRow, 'hash'>): Buffer {
  const { seq, at, actor, unit, action, subject, detail } = row;
  return createHash('sha256')
    .update(row.prev_hash)
    .update(canonicalJson({ seq, at: at.toISOString(), actor, unit, action, subject, detail }))
    .digest();
}
