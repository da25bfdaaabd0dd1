import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Cluster, startCluster } from './embedded/index.ts';
import { type MigrationFolder, migrate } from './migrate.ts';
import { typeParsers } from './parsers.ts';

export const minimumVersion = 150_000;

export interface OpenDatabase<DB> {
  db: Kysely<DB>;
  pool: pg.Pool;
  /** For clients outside the pool (LISTEN, the job runner, COPY); without our limits on time. */
  connection: pg.ClientConfig;
  /** As in `server_version_num`: 180004 is 18.4. */
  version: number;
  kind: 'embedded' | 'url';
  close(): Promise<void>;
}

export interface OpenOptions {
  database: { kind: 'embedded' } | { kind: 'url'; url: string };
  dataFolder: string;
  /** Without them the database is opened as it is. */
  migrations?: readonly MigrationFolder[];
  /** Connections in the pool; default 10. */
  connections?: number;
  /** One line for people: what is being done, or what went wrong and is being repaired. */
  note?: (line: string) => void;
}

/** Starts or finds the database, brings its schema up to date and opens a pool. */
export async function openDatabase<DB>(options: OpenOptions): Promise<OpenDatabase<DB>> {
  const note = options.note ?? (() => undefined);
  const cluster =
    options.database.kind === 'embedded' ? await startCluster({ dataFolder: options.dataFolder, note }) : undefined;
  try {
    const connection = connectionOf(options.database, cluster);
    const version = await prepare(connection, options.migrations);
    const opened = connect<DB>(connection, options.connections ?? 10, note);
    return {
      ...opened,
      connection,
      version,
      kind: options.database.kind,
      async close() {
        await opened.close();
        await cluster?.stop();
      },
    };
  } catch (error) {
    await cluster?.stop();
    throw error;
  }
}

function connectionOf(database: OpenOptions['database'], cluster: Cluster | undefined): pg.ClientConfig {
  const where = database.kind === 'url' ? { connectionString: database.url } : { ...cluster?.connection };
  return { ...where, application_name: 'khien', options: '-c timezone=UTC', types: typeParsers };
}

/** Opens a pool on a database that is known to be right; used by `openDatabase` and by tests. */
export function connect<DB>(
  connection: pg.ClientConfig,
  connections: number,
  note: (line: string) => void,
): { db: Kysely<DB>; pool: pg.Pool; close(): Promise<void> } {
  const pool = new pg.Pool({
    ...connection,
    max: connections,
    connectionTimeoutMillis: 5_000,
    // No question of ours takes half a minute: whatever does is stuck, and holds locks.
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // An idle connection that breaks (database restarted) must not end the process: the next query opens a new one.
  pool.on('error', (error) => {
    if (!pool.ending) note(`a database connection was lost: ${error.message}`);
  });
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pool,
    async close() {
      if (!pool.ended) await pool.end();
    },
  };
}

async function prepare(
  connection: pg.ClientConfig,
  migrations: readonly MigrationFolder[] | undefined,
): Promise<number> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  await client.connect().catch((error: unknown) => {
    throw new Error(`The database cannot be reached: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  });
  try {
    const version = Number((await client.query('show server_version_num')).rows[0]?.server_version_num);
    if (!(version >= minimumVersion)) {
      throw new Error(`The database is PostgreSQL ${Math.floor(version / 10_000)}; Khiên needs 15 or newer`);
    }
    if (migrations) await migrate(connection, migrations);
    return version;
  } finally {
    await client.end();
  }
}

/** The plainest question, for readiness: throws when the database is away. */
export async function ping<DB>(db: Kysely<DB>): Promise<void> {
  await db.executeQuery(CompiledQuery.raw('select 1'));
}
