import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { createFolderStore } from '@khien/platform/blobs';
import type { Config } from '@khien/platform/config';
import { createVault, readCanary } from '@khien/platform/crypto';
import { withSnapshot } from '@khien/platform/db';
import { readWaiting } from '@khien/platform/jobs';
import packageJson from '../../package.json' with { type: 'json' };
import { type Manifest, writeStream } from './archive.ts';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';

export const backup: RegisterCommand = (program, cli) => {
  program
    .command('backup')
    .description('write everything to a folder, as it is at one moment; the server may go on running')
    .argument('[folder]', 'the folder to make; default khien-backup-<time>')
    .option('--with-keys', 'put the key file in too: whoever gets the backup can then read everything')
    .action(async (given: string | undefined, options: { withKeys?: boolean }) => {
      const config = cli.config();
      const madeAt = new Date().toISOString();
      const folder = path.resolve(given ?? `khien-backup-${madeAt.slice(0, 19).replaceAll(':', '')}`);
      if (existsSync(folder)) throw new Trouble(`${folder} is already there`);
      if (!existsSync(config.keyFile)) throw new Trouble(`There is nothing to back up: no key file ${config.keyFile}`);

      // Under another name until it is whole: an interrupted backup never looks like one.
      const unfinished = `${folder}.unfinished`;
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished, { recursive: true, mode: 0o700 });
      const content = await writeContent(cli, config, unfinished, options.withKeys === true);
      const manifest: Manifest = { format: 'khien-backup-1', version: packageJson.version, madeAt, ...content };
      await writeStream(path.join(unfinished, 'manifest.json'), Readable.from([JSON.stringify(manifest, null, 2)]));
      await rename(unfinished, folder);

      cli.note(
        options.withKeys
          ? 'The keys are in the backup: keep it where nobody else can read it.'
          : `The keys are not in the backup and it cannot be read without them: keep a copy of ${config.keyFile} elsewhere.`,
      );
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
      cli.result(
        { folder, rows, tables: manifest.tables.length, bytes, withKeys: options.withKeys === true },
        `${folder}: ${rows} rows of ${manifest.tables.length} tables, ${(bytes / 1e6).toFixed(1)} MB`,
      );
    });
};

async function writeContent(
  cli: Cli,
  config: Config,
  folder: string,
  withKeys: boolean,
): Promise<Omit<Manifest, 'format' | 'version' | 'madeAt'>> {
  const files: Manifest['files'] = {};
  const write = async (name: string, ...stages: [NodeJS.ReadableStream, ...NodeJS.ReadWriteStream[]]) => {
    files[name] = await writeStream(path.join(folder, name), ...stages);
  };
  const rows = await cli.withDatabase(async ({ connection, db }) => {
    const canary = await readCanary(db);
    if (canary === undefined) throw new Trouble('There is nothing to back up: the server was never started');
    return withSnapshot(connection, async (snapshot) => {
      const { migrations, tables, sequences, query, copyOut } = snapshot;
      for (const table of tables) await write(`tables/${table.name}.gz`, copyOut(table), createGzip());
      return { canary: canary.toString('base64'), migrations, tables, sequences, jobs: await readWaiting(query) };
    });
  });
  // After the rows: a file is kept before the row that names it, so that none of those is missing.
  const folderOfFiles = path.join(config.dataFolder, 'files');
  for await (const sha256 of createFolderStore({ folder: folderOfFiles, vault: createVault(config.keyFile) }).list()) {
    const name = `${sha256.slice(0, 2)}/${sha256}`;
    await write(`files/${name}`, createReadStream(path.join(folderOfFiles, name)));
  }
  if (withKeys) await write('keys.json', createReadStream(config.keyFile));
  return { ...rows, files };
}
