import type { Tx } from '@khien/platform/db';
import { withTx } from '@khien/platform/db';
import { sql } from 'kysely';
import type { Vault } from './vault.ts';

/** A column (bytea) that holds sealed values. Features list theirs, so that changing keys finds every one. */
export interface SealedColumn {
  table: string;
  /** The primary key, one column. */
  id: string;
  column: string;
}

/** Puts every value in these columns under the current key, in small transactions. @returns how many were changed */
export async function rewrapColumns(db: Tx, vault: Vault, columns: readonly SealedColumn[]): Promise<number> {
  let changed = 0;
  for (const column of columns) {
    for (;;) {
      const batch = await withTx(db, (tx) => rewrapBatch(tx, vault, column));
      changed += batch;
      if (batch === 0) break;
    }
  }
  return changed;
}

/** How many values still need the key `id`. */
export async function countUses(db: Tx, columns: readonly SealedColumn[], id: string): Promise<number> {
  let uses = 0;
  for (const { table, column } of columns) {
    const found = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(table)} where ${keyOf(column)} = ${Buffer.from(id, 'hex')}`.execute(db);
    uses += found.rows[0]?.count ?? 0;
  }
  return uses;
}

async function rewrapBatch(tx: Tx, vault: Vault, { table, id, column }: SealedColumn): Promise<number> {
  const current = Buffer.from(vault.keys.current(), 'hex');
  const found = await sql<{ id: unknown; sealed: Buffer }>`
    select ${sql.ref(id)} as id, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where ${sql.ref(column)} is not null and ${keyOf(column)} <> ${current}
    order by ${sql.ref(id)} limit 200 for update`.execute(tx);
  for (const row of found.rows) {
    const fresh = vault.keys.rewrap(row.sealed);
    if (fresh === undefined) continue;
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${fresh} where ${sql.ref(id)} = ${row.id}`.execute(
      tx,
    );
  }
  return found.rows.length;
}

/** The key's id stands in bytes 2 to 9 of a sealed value. */
function keyOf(column: string) {
  return sql`substring(${sql.ref(column)} from 2 for 8)`;
}
