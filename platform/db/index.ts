import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import type { MigrationFolder } from './migrate.ts';

/**
 * The tables, by name. Each feature adds its own in its `tables.ts`:
 * `declare module '@khien/platform/db' { interface Database { report: ReportTable } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Database {}

/** What every query function takes first: the database itself or, mostly, a transaction. */
export type Tx = Kysely<Database>;

/** The platform's own tables (outbox, audit log); the first in every list of migrations. */
export const platformMigrations: MigrationFolder = {
  name: 'platform',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

export { type Bulk, withBulk } from './bulk.ts';
export {
  type Content,
  clearDatabase,
  loadContent,
  type Snapshot,
  type TableContent,
  useOf,
  withSnapshot,
} from './dump.ts';
export { type Cluster, type ClusterOptions, startCluster, stopCluster } from './embedded/index.ts';
export { isDatabaseAway, isTryAgain, violatedConstraint } from './failures.ts';
export { newId } from './ids.ts';
export { type MigrationFolder, migrate, migrationNames, pendingMigrations, readMigrations } from './migrate.ts';
export { connect, minimumVersion, type OpenDatabase, type OpenOptions, openDatabase, ping } from './open.ts';
export { typeParsers } from './parsers.ts';
export { type TxOptions, withTx } from './tx.ts';
