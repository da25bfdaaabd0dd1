import { type Appeals, createAppeals } from '@khien/features/appeals';
import { createDesk, type Desk } from '@khien/features/desk';
import { createFeedback, type Feedback } from '@khien/features/feedback';
import type { IndicatorService } from '@khien/features/indicators';
import type { PackUnit } from '@khien/features/people';
import { createReports, ownersIn, type Reports } from '@khien/features/reports';
import { hotlines, registry } from '@khien/packs/vietnam';
import type { KhienApp } from '@khien/platform/http';
import { createNames } from './names.ts';
import type { Parts } from './parts.ts';
import type { Protection } from './protect.ts';

/** The features that take reports in and decide on them. */
export interface CaseworkFeatures {
  reports: Reports;
  desk: Desk;
  appeals: Appeals;
  feedback: Feedback;
  routes(app: KhienApp): void;
}

declare module '@khien/platform/jobs' {
  interface JobTypes {
    'reports.sweep': Record<string, never>;
  }
}

/** The services on a clock and in a name of one's own; the demonstration's data is loaded at times gone by. */
export interface Standpoint {
  clock: () => Date;
  indicators: IndicatorService;
  source?: string;
}

/** The services alone, listening to nothing. */
export function createServices(
  parts: Parts,
  { reference, check }: Protection,
  units: readonly PackUnit[],
  { clock, indicators, source }: Standpoint,
) {
  const { db, vault, blobs } = parts;
  const shared = { db, clock, vault, blobs, reference, ...createNames(units), ...(source && { source }) };
  const lookup = (keys: string[]) => check.store.find(keys, true);
  const reports = createReports({
    ...shared,
    hotlines,
    ownerOf: ownersIn(registry, reference),
    check: (text) => check.service.verdict({ text }),
  });
  const desk = createDesk({ ...shared, casework: reports.casework, indicators, lookup, checksOf: check.countsOf });
  const appeals = createAppeals({ db, clock, vault, reference, lookup, indicators });
  const feedback = createFeedback({ db, clock, vault, verdict: check.service.verdict });
  return { reports, desk, appeals, feedback };
}

export function createCasework(parts: Parts, protection: Protection, units: readonly PackUnit[]): CaseworkFeatures {
  const { clock, events, jobs } = parts;
  const { reports, desk, appeals, feedback } = createServices(parts, protection, units, {
    clock,
    indicators: protection.indicators,
  });
  desk.subscriptions(events);
  feedback.jobs(jobs);
  events.subscribe('check.hits', 'reports', ({ payload }, tx) => reports.casework.helped(tx, payload.counts));
  jobs.repeat('reports.sweep', '23 * * * *', async () => {
    await reports.sweep();
  });
  return {
    reports,
    desk,
    appeals,
    feedback,
    routes(app) {
      reports.routes(app);
      desk.routes(app);
      appeals.routes(app);
      feedback.routes(app);
    },
  };
}
