import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Signer } from '@khien/platform/crypto';
import type { MigrationFolder, OpenDatabase, Tx } from '@khien/platform/db';
import type { Events } from '@khien/platform/events';
import type { KhienApp } from '@khien/platform/http';
import type { JobQueue } from '@khien/platform/jobs';
import { buildList, type ListBuild } from './list/build.ts';
import { listRoutes } from './list/routes.ts';
import { createListStore } from './list/store.ts';
import { passwordRoutes } from './passwords/routes.ts';
import { createPasswords } from './passwords/service.ts';
import { quickAnswers } from './quick.ts';
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
  dataFolder: string;
  clock: () => Date;
  /** Passwords to answer from until the operator imports a list; a file with one a line. */
  passwordList: string | undefined;
  signer: () => Signer;
  onError: (error: unknown, where: string) => void;
}

/** Changes of the list within this time become one new version. */
const GATHER_MS = 5_000;
const FOLLOW_MS = 60_000;

/** Questions answered without being told what is asked, and what devices download to ask nobody. */
export function createDevice({ db, connection, clock, signer, onError, ...deps }: DeviceDeps) {
  const list = createListStore({ db, clock, signer });
  const passwords = createPasswords({
    folder: passwordFolder(deps.dataFolder),
    defaultList: deps.passwordList,
    onError,
  });
  let timer: NodeJS.Timeout | undefined;
  let opened: Promise<void> = Promise.resolve();

  return {
    list,
    passwords,
    /** For the edge of the server: the same answers as the routes give, at less cost. */
    quick: quickAnswers(list, passwords),
    routes(app: KhienApp) {
      listRoutes(app, list);
      passwordRoutes(app, passwords);
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

    /** Reads the newest list; makes the first. Passwords are opened meanwhile. */
    async start() {
      opened = passwords.start();
      await list.follow();
      if (list.version() === 0) {
        await buildList({ connection, now: clock() });
        await list.follow();
      }
      // Broadcasts can be missed while the database is away.
      timer = setInterval(() => void list.follow().catch((error: unknown) => onError(error, 'device')), FOLLOW_MS);
    },

    /** When passwords are answered too. */
    ready: () => opened,

    async stop() {
      clearInterval(timer);
      await opened;
      await passwords.stop();
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

export { commonPasswords } from './passwords/default-list.ts';
export { type HashMode, readHeader as readPasswordHeader } from './passwords/format.ts';
export { importPasswords, type ImportSummary, storeFile } from './passwords/import.ts';
export { openInput, openStream } from './passwords/input.ts';
export { listFormats, type ListFormat } from './passwords/lines.ts';
export { createPasswords } from './passwords/service.ts';
export { WrongLines } from './passwords/read.ts';
export { ImportBusy } from './passwords/state.ts';

/** Where password lists of an installation lie. */
export const passwordFolder = (dataFolder: string): string => path.join(dataFolder, 'passwords');
