import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type BlobStore, createFolderStore } from '@khien/platform/blobs';
import type { Config } from '@khien/platform/config';
import { checkKeys, createVault, type Vault } from '@khien/platform/crypto';
import { type Database, type OpenDatabase, openDatabase, type Tx } from '@khien/platform/db';
import { createEvents, type Events } from '@khien/platform/events';
import { createJobQueue, type JobQueue } from '@khien/platform/jobs';
import { createLogger, createMetrics, type Logger, type Registry } from '@khien/platform/telemetry';
import { migrationFolders } from './migrations.ts';

/** What tests and commands replace. */
export interface Overrides {
  clock?: () => Date;
  logger?: Logger;
  /** Widens the limits per client, for load tests. */
  limitFactor?: number;
  /** A short list of passwords instead of a million. */
  passwordList?: string;
  /** One line for people about what the start is doing. */
  note?: (line: string) => void;
}

/** What every feature is built from. */
export interface Parts {
  config: Config;
  clock: () => Date;
  database: OpenDatabase<Database>;
  db: Tx;
  vault: Vault;
  blobs: BlobStore;
  events: Events;
  jobs: JobQueue;
  logger: Logger;
  metrics: Registry;
}

/** Opens the database, brought up to date, and everything else that stands below the features. */
export async function openParts(config: Config, overrides: Overrides): Promise<Parts> {
  const clock = overrides.clock ?? (() => new Date());
  const logger = overrides.logger ?? createLogger(config.log);
  // Others may pass through but not look: below it lies the database of another user of the system.
  await mkdir(config.dataFolder, { recursive: true, mode: 0o711 });
  const database = await openDatabase<Database>({
    database: config.database,
    dataFolder: config.dataFolder,
    migrations: migrationFolders,
    note: overrides.note ?? ((line) => logger.info(line)),
  });
  try {
    const { db, connection } = database;
    const vault = createVault(config.keyFile, clock);
    await checkKeys(db, vault);
    const onError = (err: unknown, where: string) => logger.error({ err, where }, 'failed');
    return {
      config,
      clock,
      database,
      db,
      vault,
      blobs: createFolderStore({ folder: path.join(config.dataFolder, 'files'), vault }),
      events: createEvents({ db, connection, onError }),
      jobs: createJobQueue({ connection, onError }),
      logger,
      metrics: createMetrics(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
