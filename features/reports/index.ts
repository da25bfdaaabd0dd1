import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '@khien/platform/db';
import type { Locale } from '@khien/platform/http';
import type { KhienApp } from '@khien/platform/http';
import { createCasework } from './casework.ts';
import { reportRoutes } from './routes.ts';
import type { ReportInput } from './schema.ts';
import { type Origin, type ReportsDeps, submitReport } from './service.ts';
import type {} from './tables.ts';
import { sweepFiles, type UploadDeps } from './uploads.ts';

export const reportsMigrations: MigrationFolder = {
  name: 'reports',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

/** Reports: what citizens send, what becomes of it, and what they are told. */
export function createReports(deps: ReportsDeps & UploadDeps) {
  return {
    routes: (app: KhienApp) => reportRoutes(app, deps),
    submit: (input: ReportInput, locale: Locale, origin?: Origin) => submitReport(deps, input, locale, origin),
    casework: createCasework(deps),
    blobs: deps.blobs,
    /** Removes files whose report never came; run it now and then. */
    sweep: () => sweepFiles(deps),
  };
}

export type Reports = ReturnType<typeof createReports>;
export { reportedKeys } from './queries.ts';
export type { Casework, OpenReport } from './casework.ts';
export * from './schema.ts';
