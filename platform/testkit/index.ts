import { createHash, randomBytes } from 'node:crypto';
import {
  type Cluster,
  connect,
  type Database,
  type MigrationFolder,
  migrate,
  type OpenDatabase,
  platformMigrations,
  readMigrations,
  startCluster,
  typeParsers,
} from '@khien/platform/db';
import { jobsSchema } from '@khien/platform/jobs';
import pg from 'pg';
import { testRunFolder } from './run.ts';

/** As `openDatabase` gives it; `close()` also drops the database: call it in `afterAll`. */
export interface TestDatabase extends OpenDatabase<Database> {
  /** The same database as KHIEN_DATABASE takes it. */
  url: string;
}

/**
 * A real PostgreSQL database of one's own, in milliseconds: cloned from a template in which the migrations have been
 * applied once per run. The server is started by the first test that asks, without fsync, and shared by all workers.
 *
 * @param folders what `compose` lists as `migrationFolders`; the platform's own come first even when not given
 */
export async function testDatabase(folders: readonly MigrationFolder[] = []): Promise<TestDatabase> {
  const own = [platformMigrations, jobsSchema];
  const all = [...own, ...folders.filter((folder) => own.every(({ name }) => name !== folder.name))];
  const server = await testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    const template = await ensureTemplate(server, admin, all);
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const connection: pg.ClientConfig = {
    ...server.connection,
    database: name,
    options: '-c timezone=UTC',
    types: typeParsers,
  };
  const opened = connect<Database>(connection, 5, () => undefined);
  return {
    ...opened,
    connection,
    version: await serverVersion(opened.pool),
    kind: 'url',
    url: `postgres://khien@localhost/${name}?host=${encodeURIComponent(server.connection.host)}`,
    async close() {
      await opened.close();
      await asAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function serverVersion(pool: pg.Pool): Promise<number> {
  return Number((await pool.query('show server_version_num')).rows[0]?.server_version_num);
}

let started: Promise<Cluster> | undefined;

function testServer(): Promise<Cluster> {
  started ??= startCluster({ dataFolder: testRunFolder(), fsync: false, keepRunning: true });
  return started;
}

async function asAdmin<T>(server: Cluster, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...server.connection, database: 'postgres' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One template per set of migrations, made by whoever comes first; the others wait on the lock. */
async function ensureTemplate(server: Cluster, admin: pg.Client, folders: readonly MigrationFolder[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    hash.update(`${folder.name}\n`);
    if ('path' in folder)
      for (const file of await readMigrations(folder.path)) hash.update(`${file.name} ${file.checksum}\n`);
  }
  const name = `template_${hash.digest('hex').slice(0, 16)}`;
  const exists = async () => (await admin.query('select from pg_database where datname = $1', [name])).rowCount === 1;
  if (await exists()) return name;
  await admin.query('select pg_advisory_lock(7212202)');
  try {
    if (await exists()) return name;
    const building = `${name}_building`;
    await admin.query(`drop database if exists ${building} with (force)`);
    await admin.query(`create database ${building}`);
    await migrate({ ...server.connection, database: building, types: typeParsers }, folders);
    await admin.query(`alter database ${building} rename to ${name}`);
    return name;
  } finally {
    await admin.query('select pg_advisory_unlock(7212202)');
  }
}

export { beginTestRun, clearDeadRuns } from './run.ts';
