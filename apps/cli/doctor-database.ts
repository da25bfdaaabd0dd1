import { existsSync } from 'node:fs';
import { verifyAudit } from '@khien/platform/audit';
import type { Config } from '@khien/platform/config';
import { checkKeys, createVault } from '@khien/platform/crypto';
import type { Database, OpenDatabase, Tx } from '@khien/platform/db';
import { pendingMigrations } from '@khien/platform/db';
import { migrationFolders } from '@khien/server/migrations';
import type { Finding } from './doctor-machine.ts';

/** What the database tells. Each question stands alone: one that fails is a finding, not the end. */
export async function databaseFindings(database: OpenDatabase<Database>, config: Config): Promise<Finding[]> {
  const { db } = database;
  const schema = await finding('schema', () => schemaFinding(database));
  const findings = [version(database), schema];
  // Without our tables there is nothing to ask.
  if (schema.level === 'fail') return findings;
  return [
    ...findings,
    await finding('keys', () => keysFinding(db, config)),
    await finding('audit', () => auditFinding(db)),
    await finding('events', () => eventsFinding(database)),
    await finding('jobs', () => jobsFinding(database)),
    await finding('lists', () => listsFinding(db)),
  ];
}

async function finding(what: string, ask: () => Promise<Omit<Finding, 'what'>>): Promise<Finding> {
  try {
    return { what, ...(await ask()) };
  } catch (error) {
    return { what, level: 'fail', says: error instanceof Error ? error.message : String(error) };
  }
}

function version({ version, kind, connection }: OpenDatabase<Database>): Finding {
  const number = `${Math.floor(version / 10_000)}.${version % 10_000}`;
  const says =
    kind === 'embedded' ? `own PostgreSQL ${number}, socket in ${connection.host}` : `PostgreSQL ${number} of a server`;
  return { level: 'ok', what: 'database', says };
}

async function schemaFinding(database: OpenDatabase<Database>): Promise<Omit<Finding, 'what'>> {
  const { pending, applied } = await pendingMigrations(database.connection, migrationFolders);
  if (applied === 0) return { level: 'fail', says: 'the database is empty; npm start fills it' };
  return pending.length === 0
    ? { level: 'ok', says: `up to date (${applied} migrations)` }
    : { level: 'warn', says: `the next start applies ${pending.join(', ')}` };
}

async function keysFinding(db: Tx, config: Config): Promise<Omit<Finding, 'what'>> {
  if (!existsSync(config.keyFile))
    return { level: 'fail', says: 'the key file is missing: put it back from its backup' };
  const vault = createVault(config.keyFile);
  await checkKeys(db, vault);
  const old = vault.keys.list().length - 1;
  return { level: 'ok', says: `open this database${old > 0 ? `; ${old} retired (khien keys prune)` : ''}` };
}

async function auditFinding(db: Tx): Promise<Omit<Finding, 'what'>> {
  const verdict = await verifyAudit(db);
  if (verdict.ok) return { level: 'ok', says: `${verdict.rows} rows, unbroken` };
  return { level: 'fail', says: `broken${'brokenAt' in verdict ? ` at row ${verdict.brokenAt}` : ''}` };
}

async function eventsFinding({ pool }: OpenDatabase<Database>): Promise<Omit<Finding, 'what'>> {
  const { rows } = await pool.query<{ open: number; failing: number; age: number | null }>(`
    select count(*) as open, count(*) filter (where attempts > 0) as failing,
           extract(epoch from now() - min(at))::float8 as age from outbox where not done`);
  const { open = 0, failing = 0, age } = rows[0] ?? {};
  if (open === 0) return { level: 'ok', says: 'all delivered' };
  const says = `${open} waiting, the oldest for ${duration(age ?? 0)}${failing > 0 ? `; ${failing} failed at least once` : ''}`;
  return { level: (age ?? 0) > 3_600 ? 'fail' : (age ?? 0) > 60 ? 'warn' : 'ok', says };
}

async function jobsFinding({ pool }: OpenDatabase<Database>): Promise<Omit<Finding, 'what'>> {
  const { rows } = await pool.query<{ due: number; failing: number; lost: number }>(`
    select count(*) filter (where run_at < now() - interval '5 minutes' and locked_at is null) as due,
           count(*) filter (where attempts > 0 and last_error is not null) as failing,
           count(*) filter (where attempts >= max_attempts) as lost from graphile_worker.jobs`);
  const { due = 0, failing = 0, lost = 0 } = rows[0] ?? {};
  const says = `${due} overdue, ${failing} failed at least once, ${lost} given up`;
  return { level: lost > 0 ? 'fail' : due + failing > 0 ? 'warn' : 'ok', says };
}

async function listsFinding(db: Tx): Promise<Omit<Finding, 'what'>> {
  const sources = await db.selectFrom('feed_source').select(['name', 'imported_at', 'expires_at', 'entries']).execute();
  const listed = await db
    .selectFrom('indicator')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('state', '=', 'listed')
    .executeTakeFirstOrThrow();
  const own = `${listed.count} of our own`;
  if (sources.length === 0) return { level: 'ok', says: `${own}; no lists of others` };
  const expired = sources.filter(({ expires_at }) => expires_at.getTime() < Date.now());
  const newest = Math.max(...sources.map(({ imported_at }) => imported_at.getTime()));
  const entries = sources.reduce((sum, source) => sum + source.entries, 0);
  const says = `${own}, ${entries} of ${sources.length} others, newest ${duration((Date.now() - newest) / 1_000)} old`;
  return expired.length === 0
    ? { level: 'ok', says }
    : { level: 'warn', says: `${says}; expired: ${expired.map(({ name }) => name).join(', ')}` };
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
