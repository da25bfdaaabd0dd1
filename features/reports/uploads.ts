import type { BlobStore } from '@khien/platform/blobs';
import { hashToken, newToken } from '@khien/platform/crypto';
import type { Tx } from '@khien/platform/db';
import { problem } from '@khien/platform/http';
import { cleanFile } from './files/clean.ts';
import * as queries from './queries.ts';
import type { FileReceipt } from './schema.ts';

/** Largest file taken, in bytes. */
export const maxFileBytes = 8 * 1024 * 1024;
/** How long a file waits for its report: long enough for a draft on a lost connection. */
const waitMs = 24 * 3_600_000;

export interface UploadDeps {
  db: Tx;
  clock: () => Date;
  blobs: BlobStore;
}

/** Keeps a file until its report arrives. @throws `file.not-accepted` */
export async function takeFile(deps: UploadDeps, bytes: Buffer): Promise<FileReceipt> {
  const file = cleanFile(bytes);
  if (!file) throw problem('file.not-accepted');
  const sha256 = await deps.blobs.put(file.bytes);
  const token = newToken();
  const { mime } = file;
  const size = file.bytes.length;
  const row = { token_hash: hashToken(token), sha256, mime, size, uploaded_at: deps.clock() };
  await queries.insertUpload(deps.db, row);
  return { token, mime, size };
}

/** Removes files whose report never came. */
export async function sweepFiles(deps: UploadDeps): Promise<void> {
  const orphans = await queries.sweepUploads(deps.db, new Date(deps.clock().getTime() - waitMs));
  for (const sha256 of orphans) await deps.blobs.remove(sha256);
}
