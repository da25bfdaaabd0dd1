import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '@khien/platform/db';
import type { KhienApp } from '@khien/platform/http';
import type { JobQueue } from '@khien/platform/jobs';
import { feedRoutes } from './routes.ts';
import { createFeedService, type FeedDeps } from './service.ts';
import type {} from './tables.ts';

export const feedMigrations: MigrationFolder = {
  name: 'feeds',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'feeds.sweep': Record<string, never>;
  }
}

/** Feeds: lists taken in from others, and our own carried out in the formats that filters read. */
export function createFeeds(deps: FeedDeps) {
  const service = createFeedService(deps);
  return {
    ...service,
    routes: (app: KhienApp) => feedRoutes(app, service),
    jobs: (queue: JobQueue) => queue.repeat('feeds.sweep', '23 19 * * *', () => service.sweep()),
  };
}

export type Feeds = ReturnType<typeof createFeeds>;
export { type ExportName, exportNames } from './export.ts';
export type { ImportOptions, ImportSummary } from './import.ts';
export { type FeedFormat, feedFormats } from './parse/row.ts';
export { type FeedListingRow, lastFeedChange, listingsOf, listSources, streamListings } from './queries.ts';
export { lineWords } from './words.ts';
