import path from 'node:path';
import { type BlobStore, createFolderStore } from '@khien/platform/blobs';
import { checkKeys, countUses, createVault, rewrapColumns, type Vault } from '@khien/platform/crypto';
import type { Tx } from '@khien/platform/db';
import { audit } from '@khien/platform/audit';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';

/** A server that runs notices a new key at its next use; one that is just sealing may still use the old. */
const graceMs = 3_600_000;

interface Opened {
  db: Tx;
  vault: Vault;
  blobs: BlobStore;
}

export const keys: RegisterCommand = (program, cli) => {
  const command = program.command('keys').description('the keys that personal data is sealed with');

  command
    .command('list')
    .description('the keys in the key file, and how many values use each')
    .action(() =>
      withVault(cli, async ({ db, vault }) => {
        const list = await Promise.all(
          vault.keys.list().map(async (key) => ({ ...key, uses: await countUses(db, key.id) })),
        );
        cli.result(list, () =>
          list
            .map(({ id, createdAt, retiredAt, uses }) =>
              [
                id,
                `made ${createdAt.slice(0, 10)}`,
                retiredAt ? `retired ${retiredAt.slice(0, 16)}` : 'in use',
                `${uses} values`,
              ].join('  '),
            )
            .join('\n'),
        );
      }),
    );

  command
    .command('rotate')
    .description('make a new key and put everything sealed under it; the server may go on running')
    .action(() =>
      withVault(cli, async ({ db, vault, blobs }) => {
        const key = vault.keys.add();
        const values = await rewrapColumns(db, vault);
        const files = await blobs.rewrap();
        await audit(db, { action: 'keys.rotate', subject: `key:${key}`, detail: { values, files } });
        cli.result({ key, values, files }, () =>
          [
            `New key ${key}: ${values} values and ${files} files are under it now.`,
            'Copy the key file to where its backup is kept. After an hour, remove the old key: khien keys prune',
          ].join('\n'),
        );
      }),
    );

  command
    .command('prune')
    .description('remove retired keys that nothing uses any more')
    .action(() =>
      withVault(cli, async ({ db, vault, blobs }) => {
        await rewrapColumns(db, vault);
        await blobs.rewrap();
        const due = vault.keys
          .list()
          .filter(({ retiredAt }) => retiredAt && Date.now() - Date.parse(retiredAt) > graceMs);
        for (const { id } of due) {
          if ((await countUses(db, id)) > 0)
            throw new Trouble(`The key ${id} is still in use: is an old server running?`);
          vault.keys.remove(id);
          await audit(db, { action: 'keys.prune', subject: `key:${id}` });
        }
        cli.result({ removed: due.map(({ id }) => id) }, () =>
          due.length === 0
            ? 'No key was retired for more than an hour: nothing to remove.'
            : `Removed: ${due.map(({ id }) => id).join(', ')}. Backups made before need the key file of their time.`,
        );
      }),
    );
};

function withVault<T>(cli: Cli, work: (opened: Opened) => Promise<T>): Promise<T> {
  const { keyFile, dataFolder } = cli.config();
  return cli.withDatabase(async ({ db }) => {
    const vault = createVault(keyFile);
    await checkKeys(db, vault);
    return work({ db, vault, blobs: createFolderStore({ folder: path.join(dataFolder, 'files'), vault }) });
  });
}
