import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '@khien/platform/db';
import type { KhienApp } from '@khien/platform/http';
import type { JobQueue } from '@khien/platform/jobs';
import { feedbackRoutes } from './routes.ts';
import { createFeedbackService, type FeedbackDeps } from './service.ts';
import type {} from './tables.ts';

export const feedbackMigrations: MigrationFolder = {
  name: 'feedback',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'feedback.forget': Record<string, never>;
  }
}

/** "Was this right?": people's answers, labelled by the authority, make the next model and show how good this one is. */
export function createFeedback(deps: FeedbackDeps) {
  const service = createFeedbackService(deps);
  return {
    service,
    routes: (app: KhienApp) => feedbackRoutes(app, service),
    jobs(queue: JobQueue) {
      queue.repeat('feedback.forget', '17 20 * * *', async () => {
        await service.forget();
      });
    },
  };
}

export type Feedback = ReturnType<typeof createFeedback>;
export type { Example, ExamplePage, Quality } from './schema.ts';
