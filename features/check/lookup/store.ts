import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { createOverlay, layered, type Lookup, type Overlay } from '@khien/engines/lookup';
import { listingKeys } from '@khien/engines/text';
import type { Listing } from '@khien/engines/verdict';
import { lastFeedChange, listingsOf } from '@khien/features/feeds';
import { indicatorQueries, type IndicatorRow } from '@khien/features/indicators';
import { type OpenDatabase, type Tx, withBulk } from '@khien/platform/db';
import { sql } from 'kysely';
import { type BuildOptions, databaseIdentity, newestChange } from './build.ts';
import { listSnapshots, loadSnapshot, type OpenedSnapshot, type SnapshotNote } from './files.ts';
import { feedRecord, indicatorRecord, readRecord } from './record.ts';

export interface StoreDeps {
  db: Tx;
  connection: OpenDatabase<unknown>['connection'];
  /** Where the files of this machine lie; processes that share it share them. */
  folder: string;
  clock: () => Date;
  onError: (error: unknown, where: string) => void;
  /** Builds the files; in a thread of its own unless given. */
  buildFiles?: (options: BuildOptions) => Promise<unknown>;
}

export interface LookupStore {
  /** Opens the newest files of this database, builds them when there are none or when an import is missing. */
  start(): Promise<void>;
  /** Takes over what was decided since; called on each broadcast, cheap when there is nothing. */
  catchUp(): Promise<void>;
  /** Somebody made new files: opens them, or makes its own where they lie on another machine. */
  follow(): Promise<void>;
  /** Builds new files now, unless another process of this machine just did, and opens them. */
  build(): Promise<void>;
  /** Answers keys in their order. `restricted`: the asker may be told of what is not TLP:CLEAR. */
  find(keys: readonly string[], restricted: boolean): (Listing | undefined)[];
  state(): LookupState;
  stop(): Promise<void>;
}

interface LookupState {
  generation: number;
  entries: number;
  /** Changes held in memory beside the files. */
  overlay: number;
  /** When everything decided until then was last known to be taken over, to the minute. */
  asOf: string;
}

/** What requests are answered from; replaced as a whole, so that none ever sees half a change. */
interface Current extends OpenedSnapshot {
  overlay: Overlay;
  lookup: Lookup;
  /** Every change up to this number is in the table or the overlay. */
  change: number;
  asOf: string;
}

export function createLookupStore(deps: StoreDeps): LookupStore {
  const { db, connection, folder, clock } = deps;
  let current: Current | undefined;
  let stopped = false;
  // One at a time: catching up, opening and building all replace or change `current`.
  let queue: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };

  async function open(note: SnapshotNote): Promise<void> {
    const opened = await loadSnapshot(folder, note);
    const overlay = createOverlay();
    const fresh: Current = {
      ...opened,
      overlay,
      lookup: layered(opened.table, overlay),
      change: note.change,
      asOf: note.builtAt,
    };
    await replay(fresh);
    const before = current;
    current = fresh;
    before?.close();
  }

  async function tryOpen(note: SnapshotNote): Promise<boolean> {
    try {
      await open(note);
      return true;
    } catch (error) {
      deps.onError(error, 'look-up files');
      return false;
    }
  }

  async function replay(to: Current): Promise<void> {
    const asked = clock().toISOString();
    for (;;) {
      const rows = await indicatorQueries.changedSince(db, to.change, 1000);
      const last = rows.at(-1);
      if (!last) break;
      await apply(to.overlay, rows);
      to.change = last.change;
    }
    to.asOf = `${asked.slice(0, 16)}:00Z`;
  }

  /** Lays decisions over the table. What is neither listed nor taken off by a person is again what the lists say. */
  async function apply(overlay: Overlay, rows: IndicatorRow[]): Promise<void> {
    const lapsed = rows.filter((row) => row.state === 'expired' || row.state === 'proposed').map((row) => row.key);
    const listings = new Map((await listingsOf(db, lapsed, clock())).map((row) => [row.key, feedRecord(row)]));
    for (const row of rows) {
      const record = row.state === 'listed' ? indicatorRecord(row) : listings.get(row.key);
      for (const key of listingKeys(row)) {
        if (record === undefined) overlay.remove(key);
        else overlay.set(key, record);
      }
    }
  }

  async function newest(): Promise<SnapshotNote | undefined> {
    const database = await databaseIdentity(db);
    const change = await newestChange(db);
    // A file that knows more than the database was made before a backup was put back.
    return listSnapshots(folder, database).find((note) => note.change <= change);
  }

  async function refresh(): Promise<void> {
    const note = await newest();
    if (note && note.generation > (current?.note.generation ?? 0)) await open(note);
  }

  /** @param than build unless there are files newer than this generation that hold every import */
  async function build(than: number): Promise<void> {
    // Processes on one machine wait for each other; who comes second finds the files made.
    await withBulk(connection, async ({ tx }) => {
      await sql`select pg_advisory_xact_lock(7240118, ${folderNumber(folder)})`.execute(tx);
      const note = await newest();
      const made = note !== undefined && note.generation > than && note.change >= (await lastFeedChange(db));
      if (!made) await (deps.buildFiles ?? buildInThread)({ connection, folder, now: clock() });
    });
    await refresh();
  }

  return {
    start: () =>
      alone(async () => {
        const note = await newest();
        const whole = note !== undefined && note.change >= (await lastFeedChange(db));
        const opened = whole && (await tryOpen(note));
        if (!opened) await build(note?.generation ?? 0);
      }),
    catchUp: () =>
      alone(async () => {
        if (current && !stopped) await replay(current);
      }),
    follow: () =>
      alone(async () => {
        await refresh();
        if (current && current.note.change < (await lastFeedChange(db))) await build(current.note.generation);
      }),
    build: () => alone(() => build(current?.note.generation ?? 0)),
    find(keys, restricted) {
      if (!current) throw new Error('look-ups are asked before they are open');
      const now = clock().getTime();
      return current.lookup.findMany(keys).map((found) => {
        const record = found && readRecord(found.record, now);
        return record && (restricted || record.tlp === 'CLEAR') ? record.listing : undefined;
      });
    },
    state: () => ({
      generation: current?.note.generation ?? 0,
      entries: current?.note.entries ?? 0,
      overlay: current?.overlay.size ?? 0,
      asOf: current?.asOf ?? '',
    }),
    stop: () => {
      stopped = true;
      return alone(async () => {
        current?.close();
        current = undefined;
      });
    },
  };
}

/** A number for a path, for the lock. */
const folderNumber = (folder: string): number => createHash('sha256').update(folder).digest().readInt32LE();

/** A build needs little at a time but makes much garbage: without a limit the thread would let it pile up. */
const threadLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/** A build takes seconds of computing; here requests go on being answered. */
function buildInThread({ connection: { types: _types, ...connection }, folder, now }: BuildOptions): Promise<void> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL('./build-worker.ts', import.meta.url), {
      workerData: { connection, folder, now },
      resourceLimits: threadLimits,
    });
    worker.once('error', fail);
    worker.once('exit', (code) =>
      code === 0 ? done() : fail(new Error(`the build of look-up files ended with ${code}`)),
    );
  });
}
