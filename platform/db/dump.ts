// The types of a package without any cannot be imported, only referred to.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./pg-copy-streams.d.ts" />
import type { Readable } from 'node:stream';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withBulk } from './bulk.ts';
import type { Database } from './index.ts';
import { typeParsers } from './parsers.ts';

export interface TableContent {
  name: string;
  /** Those that are stored; computed ones compute themselves. */
  columns: string[];
  rows: number;
}

export interface SequenceState {
  name: string;
  value: number;
  called: boolean;
}

export interface Content {
  /** Applied migrations, `folder/NNN-name.sql`. */
  migrations: string[];
  tables: TableContent[];
  sequences: SequenceState[];
}

export interface Snapshot extends Content {
  query(text: string): Promise<Record<string, unknown>[]>;
  /** A table's rows in COPY's text format. */
  copyOut(table: TableContent): Readable;
}

/** Shows the whole database as it is at one moment, however long `work` takes and whatever others write meanwhile. */
export async function withSnapshot<T>(
  connection: pg.ClientConfig,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection, types: typeParsers, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read, read only');
    return await work({
      migrations: await readNames(client, `select folder || '/' || name as name from migration order by 1`),
      tables: await readTables(client),
      sequences: await readSequences(client),
      query: async (text) => (await client.query(text)).rows,
      copyOut: ({ name, columns }) => client.query(copyTo(`copy ${name_(name)} (${columns.map(name_)}) to stdout`)),
    });
  } finally {
    await client.end();
  }
}

/**
 * Fills a database, freshly migrated to `content.migrations`, with what a snapshot held; everything or nothing.
 * `check` sees the result before it is committed: what it throws undoes all.
 */
export async function loadContent(
  connection: pg.ClientConfig,
  content: Content,
  read: (table: TableContent) => AsyncIterable<Uint8Array>,
  check: (tx: Kysely<Database>) => Promise<void>,
): Promise<void> {
  await withBulk(connection, async ({ tx, copyIn }) => {
    const order = await dependencyOrder(tx, content.tables);
    // Rows come as they were: no trigger may refuse them or react to them. Foreign keys stay in force.
    for (const { name } of order) await sql`alter table ${sql.table(name)} disable trigger user`.execute(tx);
    // Migrations put some first rows in.
    for (const { name } of order.toReversed()) await sql`delete from ${sql.table(name)}`.execute(tx);
    for (const table of order) {
      const rows = await copyIn(`copy ${name_(table.name)} (${table.columns.map(name_)}) from stdin`, read(table));
      if (rows !== table.rows) throw new Error(`${table.name}: ${rows} rows came instead of ${table.rows}`);
    }
    for (const { name, value, called } of content.sequences) {
      await sql`select setval(${name_(name)}::regclass, ${value}, ${called})`.execute(tx);
    }
    for (const { name } of order) await sql`alter table ${sql.table(name)} enable trigger user`.execute(tx);
    await check(tx);
  });
}

/** Was this database ever started, and is somebody else using it now? */
export async function useOf(connection: pg.ClientConfig): Promise<{ tables: number; others: number }> {
  const [row] = await once(
    connection,
    `select (select count(*) from pg_tables where schemaname = current_schema()) as tables,
            (select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend') as others`,
  );
  return { tables: Number(row?.tables), others: Number(row?.others) };
}

/** Removes everything of ours. */
export async function clearDatabase(connection: pg.ClientConfig): Promise<void> {
  await once(
    connection,
    'drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public',
  );
}

async function once(connection: pg.ClientConfig, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...connection, types: typeParsers, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** The table of migrations is not content: migrating writes it. */
const tableNames = `select tablename as name from pg_tables
  where schemaname = current_schema() and tablename <> 'migration' order by 1`;

async function readTables(client: pg.Client): Promise<TableContent[]> {
  const tables: TableContent[] = [];
  for (const name of await readNames(client, tableNames)) {
    const columns = await client.query<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [name_(name)],
    );
    const count = await client.query<{ rows: number }>(`select count(*) as rows from ${name_(name)}`);
    tables.push({ name, columns: columns.rows.map((row) => row.name), rows: count.rows[0]?.rows ?? 0 });
  }
  return tables;
}

async function readSequences(client: pg.Client): Promise<SequenceState[]> {
  const states: SequenceState[] = [];
  const names = `select sequencename as name from pg_sequences where schemaname = current_schema() order by 1`;
  for (const name of await readNames(client, names)) {
    const found = await client.query<Omit<SequenceState, 'name'>>(
      `select last_value as value, is_called as called from ${name_(name)}`,
    );
    for (const row of found.rows) states.push({ name, ...row });
  }
  return states;
}

async function readNames(client: pg.Client, text: string): Promise<string[]> {
  return (await client.query<{ name: string }>(text)).rows.map(({ name }) => name);
}

/** Tables in an order in which every foreign key finds its target. */
async function dependencyOrder(tx: Kysely<Database>, tables: readonly TableContent[]): Promise<TableContent[]> {
  const found = await sql<{ source: string; target: string }>`
    select s.relname as source, t.relname as target from pg_constraint c
    join pg_class s on s.oid = c.conrelid join pg_class t on t.oid = c.confrelid
    where c.contype = 'f' and c.conrelid <> c.confrelid`.execute(tx);
  const order: TableContent[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name));
    const held = new Set(found.rows.filter(({ target }) => names.has(target)).map(({ source }) => source));
    const ready = left.filter(({ name }) => !held.has(name));
    if (ready.length === 0) throw new Error(`Tables that point at each other: ${[...names].join(', ')}`);
    order.push(...ready);
    left = left.filter(({ name }) => held.has(name));
  }
  return order;
}

const name_ = (name: string): string => pg.escapeIdentifier(name);
