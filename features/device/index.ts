import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import type { Signer } from '@khien/platform/crypto';
import type { MigrationFolder, OpenDatabase, Tx } from '@khien/platform/db';
import type { Events } from '@khien/platform/events';
import type { KhienApp } from '@khien/platform/http';
import type { JobQueue } from '@khien/platform/jobs';
import { buildList, type ListBuild } from './list/build.ts';
import { listRoutes } from './list/routes.ts';
import { createListStore } from './list/store.ts';
import type {} from './tables.ts';

export const deviceMigrations: MigrationFolder = {
  name: 'device',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'device.build': Record<string, never>;
    'device.build-hourly': Record<string, never>;
  }
}

export interface DeviceDeps {
  db: Tx;
  connection: OpenDatabase<unknown>['connection'];
  clock: () => Date;
  signer: () => Signer;
  onError: (error: unknown, where: string) => void;
}

/** Changes of the list within this time become one new version. */
const GATHER_MS = 5_000;
const FOLLOW_MS = 60_000;

/** Questions answered without being told what is asked, and what devices download to ask nobody. */
export function createDevice({ db, connection, clock, signer, onError }: DeviceDeps) {
  const list = createListStore({ db, clock, signer });
  let timer: NodeJS.Timeout | undefined;

  return {
    list,
    routes(app: KhienApp) {
      listRoutes(app, list);
    },

    subscriptions(events: Events, queue: JobQueue) {
      for (const type of ['indicator.listed', 'indicator.unlisted', 'feed.imported'] as const) {
        events.subscribe(type, 'device', async (_event, tx) => {
          // One job for each span of time: a stream of changes can neither start many nor put the one off for ever.
          const end = (Math.floor(clock().getTime() / GATHER_MS) + 1) * GATHER_MS;
          await queue.enqueue(tx, 'device.build', {}, { key: `device.build:${end}`, runAt: new Date(end) });
        });
      }
      events.onBroadcast('device.built', () => list.follow());
    },

    jobs(queue: JobQueue) {
      const build = async () => void (await buildInThread({ connection, now: clock() }));
      queue.handle('device.build', build);
      // Also without a cause: what has run out leaves the list.
      queue.repeat('device.build-hourly', '41 * * * *', build);
    },

    /** Reads the newest list; makes the first. */
    async start() {
      await list.follow();
      if (list.version() === 0) {
        await buildList({ connection, now: clock() });
        await list.follow();
      }
      // Broadcasts can be missed while the database is away.
      timer = setInterval(() => void list.follow().catch((error: unknown) => onError(error, 'device')), FOLLOW_MS);
    },

    async stop() {
      clearInterval(timer);
    },
  };
}

export type Device = ReturnType<typeof createDevice>;

/** Many entries take seconds to read and hash; here requests go on being answered. */
function buildInThread({ connection: { types: _types, ...connection }, now }: ListBuild): Promise<void> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL('./list/build-worker.ts', import.meta.url), { workerData: { connection, now } });
    worker.once('error', fail);
    worker.once('exit', (code) => (code === 0 ? done() : fail(new Error(`the build for devices ended with ${code}`))));
  });
}
