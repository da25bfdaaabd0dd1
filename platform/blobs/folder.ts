import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Vault } from '@khien/platform/crypto';
import type { BlobStore } from './index.ts';

export interface FolderStoreOptions {
  folder: string;
  vault: Vault;
  /** In bytes; default 16 MiB. */
  maxSize?: number;
}

/** The file is larger than the store takes. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** Files in a folder, `ab/abcdef…`, each sealed with the vault. */
export function createFolderStore({ folder, vault, maxSize = 16 * 1024 * 1024 }: FolderStoreOptions): BlobStore {
  const fileOf = (sha256: string) => {
    // It becomes part of a path: anything else could leave the folder.
    if (!isHash(sha256)) throw new TypeError('a blob is named by 64 lower-case hexadecimal digits');
    return path.join(folder, sha256.slice(0, 2), sha256);
  };
  const contextOf = (sha256: string) => `blob:${sha256}`;

  async function* list(): AsyncIterable<string> {
    for (const part of await entries(folder)) {
      for (const name of await entries(path.join(folder, part))) if (isHash(name)) yield name;
    }
  }

  return {
    async put(content) {
      if (content.byteLength > maxSize) throw new TooLarge(`${content.byteLength} bytes; at most ${maxSize} are taken`);
      const sha256 = createHash('sha256').update(content).digest('hex');
      if (!(await isThere(fileOf(sha256)))) await writeSafely(fileOf(sha256), vault.seal(content, contextOf(sha256)));
      return sha256;
    },
    async get(sha256) {
      const sealed = await readFile(fileOf(sha256)).catch(whenMissing);
      return sealed === undefined ? undefined : vault.open(sealed, contextOf(sha256));
    },
    has: (sha256) => isThere(fileOf(sha256)),
    remove: (sha256) => rm(fileOf(sha256), { force: true }),
    list,
    async rewrap() {
      let changed = 0;
      for await (const sha256 of list()) {
        const sealed = await readFile(fileOf(sha256)).catch(whenMissing);
        const fresh = sealed && vault.keys.rewrap(sealed);
        if (fresh === undefined) continue;
        await writeSafely(fileOf(sha256), fresh);
        changed++;
      }
      return changed;
    },
  };
}

/** Written beside, brought to the disk, then renamed: after a crash the file is whole or not there. */
async function writeSafely(file: string, content: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
    await syncFolder(path.dirname(file));
    await syncFolder(path.dirname(path.dirname(file)));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function entries(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(whenMissing)) ?? [];
}

function whenMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined;
  throw error;
}
