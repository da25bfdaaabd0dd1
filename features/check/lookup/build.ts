import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createBuilder, SnapshotError } from '@khien/engines/lookup';
import { listingKeys } from '@khien/engines/text';
import { lastFeedChange, streamListings } from '@khien/features/feeds';
import { indicatorQueries } from '@khien/features/indicators';
import { type OpenDatabase, type Tx, withBulk } from '@khien/platform/db';
import { sql } from 'kysely';
import { nextGeneration, removeOld, type SnapshotNote, writeSnapshot } from './files.ts';
import { feedRecord, indicatorRecord } from './record.ts';
import { fileSpool } from './spool.ts';

export interface BuildOptions {
  connection: OpenDatabase<unknown>['connection'];
  folder: string;
  now: Date;
}

/**
 * Builds the look-up files from everything that is listed, seen at one moment of the database. Memory does not grow
 * with the list: rows come through a cursor, what is gathered goes to a file.
 */
export async function buildLookup(options: BuildOptions): Promise<SnapshotNote> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    try {
      return await buildOnce(options);
    } catch (error) {
      // With another secret seed the keys fall elsewhere; twice in a row cannot be chance.
      const unlucky =
        error instanceof SnapshotError && (error.problem === 'abnormal-run' || error.problem === 'hash-collision');
      if (!unlucky || attempt >= 3) throw error;
    }
  }
}

async function buildOnce({ connection, folder, now }: BuildOptions): Promise<SnapshotNote> {
  const generation = nextGeneration(folder);
  const spool = fileSpool(path.join(folder, `${generation}.spool`));
  try {
    const note = await withBulk(connection, async ({ tx }) => {
      await sql`set transaction isolation level repeatable read, read only`.execute(tx);
      const seed = { a: randomBytes(4).readInt32LE(), b: randomBytes(4).readInt32LE() };
      const builder = createBuilder({ seed, generation, spool });
      const database = await databaseIdentity(tx);
      const change = await newestChange(tx);
      let entries = 0;
      const add = (key: string, record: string): void => {
        for (const stored of listingKeys({ key })) builder.add(stored, record);
        entries++;
      };
      const taken = new Set<string>();
      for await (const row of indicatorQueries.effective(tx)) if (row.state === 'unlisted') taken.add(row.key);
      for await (const rows of streamListings(tx, now)) {
        for (const row of rows) if (!taken.has(row.key)) add(row.key, feedRecord(row));
      }
      // After the imported entries: of two entries with one key the later stands, and an officer's word is that.
      for await (const row of indicatorQueries.effective(tx))
        if (row.state === 'listed') add(row.key, indicatorRecord(row));
      const made: SnapshotNote = { generation, change, database, builtAt: now.toISOString(), entries };
      writeSnapshot(folder, builder.finish(), made);
      return made;
    });
    removeOld(folder, generation);
    return note;
  } finally {
    spool.close();
  }
}

export async function databaseIdentity(tx: Tx): Promise<string> {
  return (await tx.selectFrom('lookup_identity').select('id').executeTakeFirstOrThrow()).id;
}

/** Number of the newest change of anything that look-ups answer from. */
export async function newestChange(tx: Tx): Promise<number> {
  const [indicators, feeds] = [await indicatorQueries.lastChange(tx), await lastFeedChange(tx)];
  return Math.max(indicators.change, feeds);
}
