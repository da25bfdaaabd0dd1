import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

/**
 * One step of bringing a database up to date: a folder of `NNN-name.sql` files, or a library that keeps its own
 * schema and brings it up to date itself.
 */
export type MigrationFolder =
  | { name: string; path: string }
  | { name: string; run: (connection: pg.ClientConfig) => Promise<void> };

/** Any number that nobody else uses; all Khiên processes wait for each other on it. */
const migrationLock = 7_212_201;

/**
 * Applies what is missing, in the order of the list, each file in its own transaction. Safe to run from several
 * processes at once.
 *
 * @param options.only names (`folder/NNN-name.sql`) to stop at, for restoring a backup of an earlier version
 * @returns names of the files applied now, `folder/NNN-name.sql`
 * @throws when a file that was applied has changed or is gone: history is not rewritten, a new file is added
 */
export async function migrate(
  connection: pg.ClientConfig,
  folders: readonly MigrationFolder[],
  options: { only?: ReadonlySet<string> } = {},
): Promise<string[]> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query(`create table if not exists migration (
      folder text not null, name text not null, checksum text not null,
      applied_at timestamptz not null default now(), primary key (folder, name))`);
    const applied: string[] = [];
    for (const folder of folders) {
      if ('run' in folder) await folder.run(connection);
      else applied.push(...(await applyFolder(client, folder.name, folder.path, options.only)));
    }
    return applied;
  } finally {
    await client.end(); // the lock goes with the connection
  }
}

/** What `migrate` would do, without doing it: files not applied yet, and how many are. */
export async function pendingMigrations(
  connection: pg.ClientConfig,
  folders: readonly MigrationFolder[],
): Promise<{ pending: string[]; applied: number }> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const found = await client.query<{ there: boolean }>(`select to_regclass('migration') is not null as there`);
    const applied = found.rows[0]?.there ? await client.query<{ name: string }>(namesApplied) : { rows: [] };
    const known = new Set(applied.rows.map(({ name }) => name));
    const pending = (await migrationNames(folders)).filter((name) => !known.has(name));
    return { pending, applied: known.size };
  } finally {
    await client.end();
  }
}

/** Every migration there is, `folder/NNN-name.sql`, in order. */
export async function migrationNames(folders: readonly MigrationFolder[]): Promise<string[]> {
  const names: string[] = [];
  for (const folder of folders) {
    if ('run' in folder) continue;
    for (const { name } of await readMigrations(folder.path)) names.push(`${folder.name}/${name}`);
  }
  return names;
}

const namesApplied = `select folder || '/' || name as name from migration`;

async function applyFolder(
  client: pg.Client,
  folder: string,
  folderPath: string,
  only: ReadonlySet<string> | undefined,
): Promise<string[]> {
  const files = await readMigrations(folderPath);
  const known = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from migration where folder = $1 order by name',
    [folder],
  );
  const checksums = new Map(known.rows.map((row) => [row.name, row.checksum]));
  for (const name of checksums.keys()) {
    if (!files.some((file) => file.name === name)) {
      throw new Error(
        `Migration ${folder}/${name} was applied to this database but is gone: is this an older version?`,
      );
    }
  }
  const applied: string[] = [];
  for (const file of files) {
    if (only && !only.has(`${folder}/${file.name}`)) continue;
    const before = checksums.get(file.name);
    if (before === file.checksum) continue;
    if (before !== undefined) {
      throw new Error(`Migration ${folder}/${file.name} was changed after it was applied: undo that, add a new file`);
    }
    await applyFile(client, folder, file);
    applied.push(`${folder}/${file.name}`);
  }
  return applied;
}

async function applyFile(client: pg.Client, folder: string, file: MigrationFile): Promise<void> {
  await client.query('begin');
  try {
    // A migration may rightly take longer than a request may.
    await client.query('set local statement_timeout = 0');
    await client.query(file.sql);
    await client.query('insert into migration (folder, name, checksum) values ($1, $2, $3)', [
      folder,
      file.name,
      file.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${folder}/${file.name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

export interface MigrationFile {
  name: string;
  sql: string;
  checksum: string;
}

/** Reads a folder's `NNN-name.sql` in order. Line ends are made equal first: a Windows checkout is not a change. */
export async function readMigrations(folderPath: string): Promise<MigrationFile[]> {
  const names = (await readdir(folderPath)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = new Set<string>();
  return Promise.all(
    names.map(async (name) => {
      const number = /^(\d{3})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
      if (number === undefined) throw new Error(`Migration ${name}: the name must look like 001-what-it-does.sql`);
      if (numbers.has(number)) throw new Error(`Migration ${name}: number ${number} is used twice in ${folderPath}`);
      numbers.add(number);
      const sql = (await readFile(path.join(folderPath, name), 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
