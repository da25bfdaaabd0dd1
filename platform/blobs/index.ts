/**
 * Files that people send, kept by their SHA-256 (lower-case hexadecimal, of the content as sent). The same file sent
 * twice is kept once.
 */
export interface BlobStore {
  /** Keeps a file; when this returns it is on the disk. @throws TooLarge @returns its SHA-256 */
  put(content: Uint8Array): Promise<string>;
  /** @returns undefined when there is none; throws when what is there is not what was put */
  get(sha256: string): Promise<Buffer | undefined>;
  has(sha256: string): Promise<boolean>;
  /** Nothing happens when there is none. */
  remove(sha256: string): Promise<void>;
  /** Every SHA-256 that is kept, in no order. */
  list(): AsyncIterable<string>;
  /** Puts every file under the vault's current key. @returns how many were changed */
  rewrap(): Promise<number>;
}

export { createFolderStore, type FolderStoreOptions, TooLarge } from './folder.ts';
