import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type BlobStore, TooLarge } from './index.ts';

const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

async function all(store: BlobStore): Promise<string[]> {
  const found: string[] = [];
  for await (const sha256 of store.list()) found.push(sha256);
  return found;
}

/** What every blob store must do; `make` gives an empty one that takes at most `maxSize` bytes. */
export function blobStoreConformance(name: string, make: (maxSize: number) => Promise<BlobStore>): void {
  describe(`${name} is a blob store`, () => {
    test('gives back what was put, by its SHA-256', async () => {
      const store = await make(1_000_000);
      for (const content of [Buffer.alloc(0), Buffer.from('ảnh chụp'), randomBytes(1_000_000)]) {
        const sha256 = await store.put(content);
        expect(sha256).toBe(hashOf(content));
        expect(await store.has(sha256)).toBe(true);
        expect((await store.get(sha256))?.equals(content)).toBe(true);
      }
    });

    test('keeps the same content once, also when put by many at once', async () => {
      const store = await make(1_000);
      const content = Buffer.from('the same');
      const hashes = await Promise.all(Array.from({ length: 20 }, () => store.put(content)));
      expect(new Set(hashes).size).toBe(1);
      expect(await all(store)).toEqual([hashOf(content)]);
    });

    test('refuses what is too large and keeps nothing of it', async () => {
      const store = await make(1_000);
      await expect(store.put(Buffer.alloc(1_001))).rejects.toThrow(TooLarge);
      expect(await all(store)).toEqual([]);
      expect(await store.put(Buffer.alloc(1_000))).toBe(hashOf(Buffer.alloc(1_000)));
    });

    test('knows nothing of what was not put or was removed', async () => {
      const store = await make(1_000);
      const sha256 = hashOf(Buffer.from('x'));
      expect(await store.get(sha256)).toBeUndefined();
      expect(await store.has(sha256)).toBe(false);
      await store.remove(sha256);
      await store.put(Buffer.from('x'));
      await store.remove(sha256);
      expect(await store.get(sha256)).toBeUndefined();
      expect(await all(store)).toEqual([]);
    });

    test('takes nothing but a hash for a name', async () => {
      const store = await make(1_000);
      for (const bad of ['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(64)}/x`, 'a'.repeat(63)]) {
        await expect((async () => store.get(bad))(), bad).rejects.toThrow(TypeError);
        await expect((async () => store.remove(bad))(), bad).rejects.toThrow(TypeError);
      }
    });
  });
}
