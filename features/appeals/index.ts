import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '@khien/platform/db';
import type { KhienApp } from '@khien/platform/http';
import { appealRoutes } from './routes.ts';
import { type AppealsDeps, createAppealService } from './service.ts';
import type {} from './tables.ts';

export const appealsMigrations: MigrationFolder = {
  name: 'appeals',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

/** Appeals against what is listed. */
export function createAppeals(deps: AppealsDeps) {
  const service = createAppealService(deps);
  return { service, routes: (app: KhienApp) => appealRoutes(app, service) };
}

export type Appeals = ReturnType<typeof createAppeals>;
export { appealHours, deriveAppeal, dueAt } from './derive.ts';
export * from './schema.ts';
