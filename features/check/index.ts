import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompiledReference } from '@khien/engines/text';
import type { MigrationFolder, OpenDatabase, Tx } from '@khien/platform/db';
import type { Events } from '@khien/platform/events';
import type { KhienApp } from '@khien/platform/http';
import type { JobQueue } from '@khien/platform/jobs';
import { countsOf, createCounter } from './counts.ts';
import { createLookupStore } from './lookup/store.ts';
import { createPictureReader } from './picture/reader.ts';
import { pictureRoutes } from './picture/routes.ts';
import { render } from './render.ts';
import { checkRoutes } from './routes.ts';
import { createCheckService } from './service.ts';
import type {} from './tables.ts';

export const checkMigrations: MigrationFolder = {
  name: 'check',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'lookup.build': Record<string, never>;
    'lookup.build-daily': Record<string, never>;
  }
}

declare module '@khien/platform/events' {
  interface EventTypes {
    /** New look-up files lie on the disk of the machine that made them. */
    'lookup.built': { generation: number };
  }
}

export interface CheckDeps {
  db: Tx;
  connection: OpenDatabase<unknown>['connection'];
  dataFolder: string;
  clock: () => Date;
  reference: CompiledReference;
  /** Which of these keys are named in a report. */
  reportedKeys: (tx: Tx, keys: readonly string[]) => Promise<readonly string[]>;
  onError: (error: unknown, where: string) => void;
}

const FLUSH_MS = 3_000;
const CATCH_UP_MS = 10_000;
/** Changes held in memory before the files are built anew. */
const OVERLAY_LIMIT = 5_000;

/** Checks: what is this message, number, link or account, and what to do now. Keeps nothing of what was asked. */
export function createCheck(deps: CheckDeps) {
  const store = createLookupStore({ ...deps, folder: path.join(deps.dataFolder, 'lookup') });
  const counter = createCounter(deps);
  const service = createCheckService(deps.reference, store, counter);
  const pictures = createPictureReader();
  const timers: NodeJS.Timeout[] = [];
  const guarded = (work: () => Promise<void>, where: string) => () =>
    void work().catch((error: unknown) => deps.onError(error, where));

  return {
    service,
    render,
    store,
    countsOf,
    routes(app: KhienApp) {
      checkRoutes(app, service);
      pictureRoutes(app, service, pictures);
    },

    subscriptions(events: Events, queue: JobQueue) {
      const catchUp = () => store.catchUp();
      events.onBroadcast('indicator.listed', catchUp);
      events.onBroadcast('indicator.unlisted', catchUp);
      events.onBroadcast('lookup.built', () => store.follow());
      events.subscribe('feed.imported', 'lookup', async (_event, tx) => {
        await queue.enqueue(tx, 'lookup.build', {}, { key: 'lookup.build' });
      });
      events.subscribe('indicator.listed', 'lookup', async (_event, tx) => {
        if (store.state().overlay > OVERLAY_LIMIT) await queue.enqueue(tx, 'lookup.build', {}, { key: 'lookup.build' });
      });
    },

    jobs(queue: JobQueue, tell: (generation: number) => Promise<void>) {
      const build = async () => {
        await store.build();
        await tell(store.state().generation);
      };
      queue.handle('lookup.build', build);
      // Once a day also without a cause: entries that have run out leave the files.
      queue.repeat('lookup.build-daily', '17 20 * * *', build);
    },

    /** Opens the look-up files; requests can be answered afterwards. */
    async start() {
      await store.start();
      timers.push(
        setInterval(
          guarded(() => counter.flush(), 'check counts'),
          FLUSH_MS,
        ),
      );
      timers.push(
        setInterval(
          guarded(() => store.catchUp(), 'look-up'),
          CATCH_UP_MS,
        ),
      );
    },

    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      await pictures.stop();
      await counter.flush();
      await store.stop();
    },
    flush: () => counter.flush(),
  };
}

export type CheckFeature = ReturnType<typeof createCheck>;
export { render } from './render.ts';
export { BATCH_SIZE, BATCH_TEXT_LIMIT, CheckAnswer, CheckInput, type StoryPart } from './schema.ts';
export { PictureAnswer } from './picture/schema.ts';
export type { CheckService } from './service.ts';
