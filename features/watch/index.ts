import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '@khien/platform/db';
import type { Events } from '@khien/platform/events';
import { type KhienApp, route } from '@khien/platform/http';
import type { JobQueue } from '@khien/platform/jobs';
import { WatchCode, WatchInput, WatchReceipt, WatchStatus } from './schema.ts';
import { forgetWatches, startWatch, tellWatches, type WatchDeps, watchStatus } from './service.ts';
import type {} from './tables.ts';

export const watchMigrations: MigrationFolder = {
  name: 'watch',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'watch.forget': Record<string, never>;
  }
}

/** "Tell me": who checked something unknown gets a code, and can ask with it whether it has been listed since. */
export function createWatch(deps: WatchDeps) {
  return {
    start: (text: string) => startWatch(deps, text),
    status: (code: string, locale: 'vi' | 'en') => watchStatus(deps, code, locale),

    subscriptions(events: Events) {
      events.subscribe('indicator.listed', 'watch', async ({ payload }, tx) => {
        await tellWatches(deps, tx, payload.indicatorId);
      });
    },

    jobs(queue: JobQueue) {
      queue.repeat('watch.forget', '41 19 * * *', async () => {
        await forgetWatches(deps);
      });
    },

    routes(app: KhienApp) {
      route(app, {
        method: 'POST',
        url: '/v1/watches',
        summary: 'Be told when something unknown in this text is listed; answers with a code, keeps only keyed hashes',
        tag: 'watch',
        permission: 'public',
        limit: 'report',
        bodyLimit: 131_072,
        body: WatchInput,
        response: { 201: WatchReceipt },
        examples: [
          { body: { text: 'Số này có đáng tin không: 0356 789 012' }, ok: 201 },
          { body: { text: 'không có gì để theo dõi' }, ok: 422 },
        ],
        handler: ({ body }) => startWatch(deps, body.text),
      });

      route(app, {
        method: 'POST',
        url: '/v1/watches/status',
        summary: 'What became of the things watched under a code',
        tag: 'watch',
        permission: 'public',
        limit: 'code',
        body: WatchCode,
        response: { 200: WatchStatus },
        examples: [{ body: { code: '0000-000-0000' }, ok: 404 }],
        handler: ({ body, locale }) => watchStatus(deps, body.code, locale),
      });
    },
  };
}

export type Watch = ReturnType<typeof createWatch>;
export type { WatchReceipt, WatchStatus } from './schema.ts';
