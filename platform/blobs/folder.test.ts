import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createVault, keyIdOf } from '@khien/platform/crypto';
import { afterAll, expect, test } from 'vitest';
import { blobStoreConformance } from './conformance.ts';
import { createFolderStore } from './index.ts';

const root = await mkdtemp(path.join(os.tmpdir(), 'khien-blobs-'));
afterAll(() => rm(root, { recursive: true }));
let counter = 0;

function make(maxSize = 1_000) {
  const home = path.join(root, `${counter++}`);
  const vault = createVault(path.join(home, 'keys.json'));
  const folder = path.join(home, 'blobs');
  return { vault, folder, store: createFolderStore({ folder, vault, maxSize }) };
}

blobStoreConformance('a folder', async (maxSize) => make(maxSize).store);

const fileOf = (folder: string, sha256: string) => path.join(folder, sha256.slice(0, 2), sha256);

test('nothing readable lies on the disk, and nothing half-written', async () => {
  const { store, folder } = make();
  const sha256 = await store.put(Buffer.from('chuyển khoản 5.000.000'));
  expect(await readdir(path.join(folder, sha256.slice(0, 2)))).toEqual([sha256]);
  expect((await readFile(fileOf(folder, sha256))).includes('chuyển')).toBe(false);
});

test('a file that was changed, or put under another name, does not open', async () => {
  const { store, folder } = make();
  const [a, b] = [await store.put(Buffer.from('a')), await store.put(Buffer.from('b'))];
  await writeFile(fileOf(folder, a), await readFile(fileOf(folder, b)));
  await expect(store.get(a)).rejects.toThrow(/does not open/);
});

test('a change of keys reaches every file', async () => {
  const { store, folder, vault } = make();
  const hashes = [];
  for (let i = 0; i < 20; i++) hashes.push(await store.put(Buffer.from(`file ${i}`)));
  const old = vault.keys.current();
  const fresh = vault.keys.add();
  expect(await store.rewrap()).toBe(20);
  expect(await store.rewrap()).toBe(0);
  vault.keys.remove(old);
  for (const [i, sha256] of hashes.entries()) {
    expect(keyIdOf(await readFile(fileOf(folder, sha256)))).toBe(fresh);
    expect((await store.get(sha256))?.toString()).toBe(`file ${i}`);
  }
});
