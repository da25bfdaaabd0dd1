import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '@khien/platform/db';
import type { KhienApp, Locale } from '@khien/platform/http';
import { createCasework } from './casework.ts';
import { eraseContacts } from './queries.ts';
import { reportRoutes } from './routes.ts';
import type { ReportInput } from './schema.ts';
import { type Origin, type ReportsDeps, submitReport } from './service.ts';
import { answerQuestion, reportStatus } from './status.ts';
import type {} from './tables.ts';
import { sweepFiles, takeFile, type UploadDeps } from './uploads.ts';

export const reportsMigrations: MigrationFolder = {
  name: 'reports',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

/** How long after the decision a reporter can still be reached. */
const contactDays = 365;

/** Reports: what citizens send, what becomes of it, and what they are told. */
export function createReports(deps: ReportsDeps & UploadDeps) {
  return {
    routes: (app: KhienApp) => reportRoutes(app, deps),
    submit: (input: ReportInput, locale: Locale, origin?: Origin) => submitReport(deps, input, locale, origin),
    status: (code: string, locale: Locale) => reportStatus(deps, code, locale),
    answer: (code: string, text: string, locale: Locale) => answerQuestion(deps, code, text, locale),
    takeFile: (bytes: Buffer) => takeFile(deps, bytes),
    casework: createCasework(deps),
    blobs: deps.blobs,
    /** Removes files whose report never came, and contacts that are no longer needed; run it now and then. */
    async sweep() {
      await sweepFiles(deps);
      return eraseContacts(deps.db, new Date(deps.clock().getTime() - contactDays * 86_400_000));
    },
  };
}

export type Reports = ReturnType<typeof createReports>;
export { ownersIn } from './official.ts';
export { reportedKeys } from './queries.ts';
export type { Casework, OpenReport } from './casework.ts';
export * from './schema.ts';
