import type { Tx } from '@khien/platform/db';
import { withTx } from '@khien/platform/db';
import { sql } from 'kysely';
import type { Vault } from './vault.ts';

/** A column that holds sealed values. */
export interface SealedColumn {
  table: string;
  column: string;
}

/**
 * Every column that holds sealed values: of type bytea and named `sealed` or `sealed_…`. Found by that rule and not
 * listed by hand, because a column that a list forgot could no longer be read after a change of keys.
 */
export async function sealedColumns(db: Tx): Promise<SealedColumn[]> {
  const found = await sql<SealedColumn>`
    select c.table_name as table, c.column_name as column
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
      and c.data_type = 'bytea' and c.column_name ~ '^sealed(_|$)'
    order by 1, 2`.execute(db);
  return found.rows;
}

/** Puts every sealed value under the current key, in small transactions. @returns how many were changed */
export async function rewrapColumns(db: Tx, vault: Vault): Promise<number> {
  let changed = 0;
  for (const column of await sealedColumns(db)) {
    for (;;) {
      const batch = await withTx(db, (tx) => rewrapBatch(tx, vault, column));
      changed += batch;
      if (batch === 0) break;
    }
  }
  return changed;
}

/** How many values in the database still need the key `id`. */
export async function countUses(db: Tx, id: string): Promise<number> {
  let uses = 0;
  for (const { table, column } of await sealedColumns(db)) {
    const found = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(table)} where ${keyOf(column)} = ${Buffer.from(id, 'hex')}`.execute(db);
    uses += found.rows[0]?.count ?? 0;
  }
  return uses;
}

async function rewrapBatch(tx: Tx, vault: Vault, { table, column }: SealedColumn): Promise<number> {
  const current = Buffer.from(vault.keys.current(), 'hex');
  // ctid is the row's place: it holds while the row is locked, and needs no knowledge of the table's key.
  const found = await sql<{ place: string; sealed: Buffer }>`
    select ctid::text as place, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where ${keyOf(column)} <> ${current} limit 200 for update`.execute(tx);
  for (const row of found.rows) {
    const fresh = vault.keys.rewrap(row.sealed);
    if (fresh === undefined) continue;
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${fresh} where ctid = ${row.place}::tid`.execute(tx);
  }
  return found.rows.length;
}

/** The key's id stands in bytes 2 to 9 of a sealed value; null stays null and is never chosen. */
function keyOf(column: string) {
  return sql`substring(${sql.ref(column)} from 2 for 8)`;
}
