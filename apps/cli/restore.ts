import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Config } from '@khien/platform/config';
import { checkKeys, createVault, opensCanary } from '@khien/platform/crypto';
import {
  clearDatabase,
  type Database,
  loadContent,
  migrate,
  migrationNames,
  type OpenDatabase,
  useOf,
} from '@khien/platform/db';
import { waitAgain } from '@khien/platform/jobs';
import { migrationFolders } from '@khien/server/migrations';
import { type Manifest, readManifest, verifyFiles, writeStream } from './archive.ts';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';

export const restore: RegisterCommand = (program, cli) => {
  program
    .command('restore')
    .description('bring back what a backup holds, into an installation that holds nothing; stop the server first')
    .argument('<folder>', 'the backup')
    .option('--force', 'remove what the installation holds now')
    .action(async (given: string, options: { force?: boolean }) => {
      const folder = path.resolve(given);
      const manifest = await readManifest(folder);
      await verifyFiles(folder, manifest);
      const config = cli.config();
      const force = options.force === true;
      const keyFile = chooseKeys(folder, manifest, config, force);
      await cli.withDatabase((database) => bringRows(database, folder, manifest, keyFile, force));
      if (keyFile !== config.keyFile) await bringKeys(keyFile, config);
      await bringFiles(folder, manifest, config);
      cli.note('The look-up lists are made anew at the next start.');
      report(cli, folder, manifest);
    });
};

/** The key file that opens the backup: its own, or the one that is already in place. */
function chooseKeys(folder: string, manifest: Manifest, config: Config, force: boolean): string {
  const there = existsSync(config.keyFile);
  const own = path.join(folder, 'keys.json');
  if ('keys.json' in manifest.files && (force || !there)) return own;
  if (!there) throw new Trouble(`The keys are not in this backup: put its key file at ${config.keyFile} first`);
  return config.keyFile;
}

/** The key file that was there is kept beside: what it alone can open may exist elsewhere. */
async function bringKeys(keyFile: string, config: Config): Promise<void> {
  await mkdir(path.dirname(config.keyFile), { recursive: true });
  if (existsSync(config.keyFile)) await rename(config.keyFile, `${config.keyFile}.before-${Date.now()}`);
  await writeStream(config.keyFile, createReadStream(keyFile));
}

async function bringRows(
  { connection, pool }: OpenDatabase<Database>,
  folder: string,
  manifest: Manifest,
  keyFile: string,
  force: boolean,
): Promise<void> {
  // All that can be wrong is found out before anything is removed.
  const vault = createVault(keyFile);
  if (!opensCanary(vault, Buffer.from(manifest.canary, 'base64'))) {
    throw new Trouble(`The key file ${keyFile} is not the one of this backup`);
  }
  const known = new Set(await migrationNames(migrationFolders));
  const unknown = manifest.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Trouble(`The backup is of a newer version: ${unknown.join(', ')} is not known here`);
  await pool.end(); // its idle connections would count as somebody else's
  const { tables, others } = await useOf(connection);
  if (others > 0) throw new Trouble('The database is in use: stop the server first');
  if (tables > 0 && !force) throw new Trouble('This installation already holds data: --force removes that');
  if (tables > 0) await clearDatabase(connection);

  try {
    await migrate(connection, migrationFolders, { only: new Set(manifest.migrations) });
    const read = (table: { name: string }) =>
      createReadStream(path.join(folder, 'tables', `${table.name}.gz`)).pipe(createGunzip());
    await loadContent(connection, manifest, read, async (tx) => {
      await checkKeys(tx, vault);
      await waitAgain(tx, manifest.jobs);
    });
    await migrate(connection, migrationFolders);
  } catch (error) {
    // Half a schema must not pass for an installation.
    await clearDatabase(connection);
    throw new Trouble(`Nothing was restored: ${error instanceof Error ? error.message : error}`);
  }
}

async function bringFiles(folder: string, manifest: Manifest, config: Config): Promise<void> {
  for (const name of Object.keys(manifest.files)) {
    if (!name.startsWith('files/')) continue;
    await writeStream(path.join(config.dataFolder, name), createReadStream(path.join(folder, name)));
  }
  // Made from the rows that were there before.
  await rm(path.join(config.dataFolder, 'lookup'), { recursive: true, force: true });
}

function report(cli: Cli, folder: string, manifest: Manifest): void {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  cli.result(
    { folder, madeAt: manifest.madeAt, rows, tables: manifest.tables.length },
    `Restored ${rows} rows of ${manifest.tables.length} tables as of ${manifest.madeAt}.`,
  );
}
