import type { UnitTree } from '@khien/platform/auth';
import type { Tx } from '@khien/platform/db';
import './tables.ts';

/** A unit as the province's pack writes it. */
export interface PackUnit {
  id: string;
  parent: string | null;
  kind: 'province' | 'commune' | 'ward' | 'agency';
  vi: string;
  en: string;
}

/**
 * Makes the table of units equal to the pack: new ones are added, changed ones renamed, missing ones retired.
 * Parents must stand before their children in the pack.
 */
export async function syncUnits(tx: Tx, pack: readonly PackUnit[], now: Date): Promise<void> {
  for (const unit of pack) {
    const row = { parent_id: unit.parent, kind: unit.kind, name_vi: unit.vi, name_en: unit.en, retired_at: null };
    await tx
      .insertInto('unit')
      .values({ id: unit.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
  await tx
    .updateTable('unit')
    .set({ retired_at: now })
    .where('id', 'not in', [...pack.map((unit) => unit.id), ''])
    .where('retired_at', 'is', null)
    .execute();
}

/** The tree that permissions expand along, retired units included: what was decided there stays visible. */
export function unitTree(units: readonly { id: string; parent: string | null }[]): UnitTree {
  const children = new Map<string, string[]>();
  const ids = new Set(units.map((unit) => unit.id));
  for (const { id, parent } of units) {
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const known = new Map<string, string[]>();
  const walk = (id: string): string[] => [id, ...(children.get(id) ?? []).flatMap(walk)];
  return {
    subtree(id) {
      if (!ids.has(id)) return [];
      let found = known.get(id);
      if (!found) {
        found = walk(id);
        known.set(id, found);
      }
      return found;
    },
  };
}

/** Every unit, in the pack's order of codes. */
export async function readUnits(tx: Tx) {
  return tx
    .selectFrom('unit')
    .select(['id', 'parent_id as parent', 'kind', 'name_vi as vi', 'name_en as en', 'retired_at'])
    .orderBy('id')
    .execute();
}
