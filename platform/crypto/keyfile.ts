import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const key = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** 256 bits. */
  secret: z.base64().refine((text) => Buffer.from(text, 'base64').length === 32),
  createdAt: z.iso.datetime(),
  /** Since when nothing new is sealed with it. */
  retiredAt: z.iso.datetime().optional(),
});

const keyFile = z.object({
  about: z.string(),
  /** Newest last: the last one seals, the others only open. */
  keys: z.array(key).min(1),
  /** For keyed hashes (tracking codes); never changes, or no code could be found again. */
  hashKey: z.base64(),
  /** Ed25519, 32 bytes: signs what devices download. Files of before there was one get it at first use. */
  signingKey: z
    .base64()
    .refine((text) => Buffer.from(text, 'base64').length === 32)
    .optional(),
});

export type KeyFile = z.infer<typeof keyFile>;

/** Reads the key file; makes it at the first start. @throws when other users of the machine may read it */
export function loadKeyFile(file: string, now: () => Date): KeyFile {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return makeKeyFile(file, now);
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw new Error(`The key file ${file} may be read by other users: run chmod 600 on it`);
  }
  const parsed = keyFile.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`The key file ${file} is damaged: restore it from its backup`);
  return parsed.data;
}

export function newKey(now: () => Date): KeyFile['keys'][number] {
  return {
    id: randomBytes(8).toString('hex'),
    secret: randomBytes(32).toString('base64'),
    createdAt: now().toISOString(),
  };
}

export const newSigningKey = (): string => randomBytes(32).toString('base64');

/** Replaces the key file so that a crash leaves the old or the new one, never half of it. */
export function writeKeyFile(file: string, content: KeyFile): void {
  renameSync(writeBeside(file, content), file);
  syncFolder(path.dirname(file));
}

function makeKeyFile(file: string, now: () => Date): KeyFile {
  mkdirSync(path.dirname(file), { recursive: true });
  const content: KeyFile = {
    about:
      'Keys of a Khiên installation. Without this file sealed data cannot be read. Keep a copy apart from backups.',
    keys: [newKey(now)],
    hashKey: randomBytes(32).toString('base64'),
    signingKey: newSigningKey(),
  };
  const beside = writeBeside(file, content);
  try {
    // Unlike a rename, a link fails when the file is there: of two first starts at once, one wins.
    linkSync(beside, file);
    syncFolder(path.dirname(file));
    return content;
  } catch (error) {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) throw error;
    return loadKeyFile(file, now);
  } finally {
    rmSync(beside, { force: true });
  }
}

function writeBeside(file: string, content: KeyFile): string {
  const beside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(beside, 'wx', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return beside;
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
