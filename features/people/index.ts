import { fileURLToPath } from 'node:url';
import type { Tx } from '@khien/platform/db';
import { withTx } from '@khien/platform/db';
import { type PackUnit, readUnits, syncUnits, unitTree } from './units.ts';

export type { PackUnit } from './units.ts';

export const peopleMigrations = {
  name: 'people',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

export interface PeopleDeps {
  db: Tx;
  clock: () => Date;
  units: readonly PackUnit[];
}

/** Units, people, what they may do, and how they sign in. */
export async function createPeople(deps: PeopleDeps) {
  await withTx(deps.db, (tx) => syncUnits(tx, deps.units, deps.clock()));
  const tree = unitTree(await readUnits(deps.db));
  return { tree };
}

export type People = Awaited<ReturnType<typeof createPeople>>;
