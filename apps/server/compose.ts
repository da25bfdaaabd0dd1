import { readFile } from 'node:fs/promises';
import { createPeople, type PackUnit, type People, peopleMigrations } from '@khien/features/people';
import type { Config } from '@khien/platform/config';
import {
  type Database,
  type MigrationFolder,
  type OpenDatabase,
  openDatabase,
  platformMigrations,
} from '@khien/platform/db';
import { createHttp, type KhienApp } from '@khien/platform/http';
import type { FastifyBaseLogger } from 'fastify';

/** Every table comes from one of these, in this order: a later folder may point to the tables of an earlier one. */
export const migrationFolders: MigrationFolder[] = [platformMigrations, peopleMigrations];

/** What tests and commands replace. */
export interface Overrides {
  clock?: () => Date;
  logger?: FastifyBaseLogger;
  /** An open, migrated database, for example of the test kit; it is closed with the server. */
  database?: OpenDatabase<Database>;
  /** Widens the limits per client, for load tests. */
  limitFactor?: number;
}

export interface Services {
  people: People;
}

export interface Server {
  app: KhienApp;
  database: OpenDatabase<Database>;
  services: Services;
  close(): Promise<void>;
}

/** The one place where the parts are put together. Nothing else creates a feature. */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Server> {
  const clock = overrides.clock ?? (() => new Date());
  const database =
    overrides.database ??
    (await openDatabase<Database>({
      database: config.database,
      dataFolder: config.dataFolder,
      migrations: migrationFolders,
    }));
  const { db } = database;
  const units = await readProvince(config.province);
  const people = await createPeople({ db, clock, units });
  const app = await createHttp({
    origin: config.origin,
    trustProxy: config.trustProxy,
    clock,
    ...(overrides.logger ? { logger: overrides.logger } : {}),
    ...(overrides.limitFactor ? { limitFactor: overrides.limitFactor } : {}),
  });

  return {
    app,
    database,
    services: { people },
    async close() {
      app.khien.stopping = true;
      await app.close();
      await database.close();
    },
  };
}

async function readProvince(province: string): Promise<PackUnit[]> {
  const file = new URL(`../../packs/${province}/units.json`, import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { units: PackUnit[] }).units;
}
