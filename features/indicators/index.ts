import { fileURLToPath } from 'node:url';
import type { CompiledReference } from '@khien/engines/text';
import { type MigrationFolder, type Tx, withTx } from '@khien/platform/db';
import type { KhienApp } from '@khien/platform/http';
import type { JobQueue } from '@khien/platform/jobs';
import { createGuard, type OfficialNames } from './guard.ts';
import { indicatorRoutes } from './routes.ts';
import { createIndicatorService } from './service.ts';
import type {} from './tables.ts';

export const indicatorMigrations: MigrationFolder = {
  name: 'indicators',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'indicators.expire': Record<string, never>;
  }
}

export interface IndicatorsDeps {
  db: Tx;
  clock: () => Date;
  reference: CompiledReference;
  /** Official contact points, which nobody can list as a scam. */
  registry: OfficialNames;
}

/** Indicators: what an authority vouches is bad (or official), signed, dated, public when it is taken back. */
export function createIndicators({ db, clock, reference, registry }: IndicatorsDeps) {
  const refuse = createGuard(registry);
  const deps = { db, clock, reference, refuse };
  const service = createIndicatorService(deps);
  return {
    ...service,
    refuse,
    routes: (app: KhienApp) => indicatorRoutes(app, deps, service),
    jobs(queue: JobQueue) {
      queue.repeat('indicators.expire', '*/10 * * * *', async () => {
        // Each batch in its own transaction: the lock on numbers of change is never held for long.
        while ((await withTx(db, (tx) => service.expire(tx))) > 0);
      });
    },
  };
}

export type Indicators = ReturnType<typeof createIndicators>;
export { type Derived, derive, type IndicatorAction, type IndicatorState } from './derive.ts';
export { createGuard, type Guard, type OfficialNames, type Refusal } from './guard.ts';
export {
  addMonths,
  defaultMonths,
  type IndicatorKind,
  indicatorKinds,
  isPersonal,
  peopleNeeded,
  type Tlp,
  tlpMarks,
} from './kinds.ts';
export * as indicatorQueries from './queries.ts';
export type { IndicatorRow } from './queries.ts';
export {
  createIndicatorService,
  type IndicatorDeps,
  type IndicatorService,
  type Person,
  type Proposal,
  type UnlistTarget,
} from './service.ts';
export type { IndicatorDetail, IndicatorView, PublicEntry } from './schema.ts';
