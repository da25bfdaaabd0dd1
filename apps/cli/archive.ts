import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Trouble } from './cli.ts';

/**
 * A backup is a folder:
 *   manifest.json         what is in it, with the SHA-256 of every file
 *   tables/<table>.gz     PostgreSQL's COPY text format, gzip
 *   files/ab/abcdef…      what people sent, sealed as it lies in the installation
 *   keys.json             only with --with-keys
 */
const manifestSchema = z.object({
  format: z.literal('khien-backup-1'),
  version: z.string(),
  madeAt: z.iso.datetime(),
  /** Opens only with the keys that the rest is sealed with: tells whether a key file is the right one. */
  canary: z.base64(),
  /** Applied when it was made, `folder/NNN-name.sql`: the restored schema is brought to just these first. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int() })),
  sequences: z.array(z.object({ name: z.string(), value: z.number().int(), called: z.boolean() })),
  jobs: z.array(
    z.object({ name: z.string(), payload: z.unknown(), runAt: z.iso.datetime(), key: z.string().nullable() }),
  ),
  /** By path inside the folder. */
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number().int() })),
});

export type Manifest = z.infer<typeof manifestSchema>;

export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(path.join(folder, 'manifest.json'), 'utf8');
  } catch {
    throw new Trouble(`${folder} is no backup: it has no manifest.json`);
  }
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Trouble(`${folder} is no backup of this format: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Reads every file of a backup again. @throws when one is missing, changed or cut off */
export async function verifyFiles(folder: string, manifest: Manifest): Promise<void> {
  for (const [name, expected] of Object.entries(manifest.files)) {
    if (path.isAbsolute(name) || name.split('/').includes('..')) throw new Trouble(`The manifest names ${name}`);
    const found = await fileSum(path.join(folder, name)).catch(() => undefined);
    if (found === undefined) throw new Trouble(`The backup is damaged: ${name} is missing`);
    if (found.sha256 !== expected.sha256) throw new Trouble(`The backup is damaged: ${name} is not what was written`);
  }
}

/** Writes a stream to a file that its owner alone may read, brings it to the disk, and tells its SHA-256. */
export async function writeStream(
  file: string,
  ...stages: [NodeJS.ReadableStream, ...NodeJS.ReadWriteStream[]]
): Promise<{ sha256: string; bytes: number }> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const sum = summing();
  await pipeline([...stages, sum.stream, createWriteStream(file, { mode: 0o600 })]);
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
  return sum.result();
}

async function fileSum(file: string): Promise<{ sha256: string; bytes: number }> {
  const sum = summing();
  sum.stream.resume();
  await pipeline(createReadStream(file), sum.stream);
  return sum.result();
}

function summing() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ sha256: hash.digest('hex'), bytes }) };
}
