import { fileURLToPath } from 'node:url';
import type { MigrationFolder, Tx } from '@khien/platform/db';
import type { Events } from '@khien/platform/events';
import type { KhienApp } from '@khien/platform/http';
import { completeLeads } from './confirm.ts';
import { noteAnswer, placeReport } from './intake.ts';
import { deskRoutes } from './routes.ts';
import { createDeskService, type DeskDeps } from './service.ts';
import type {} from './tables.ts';

export const deskMigrations: MigrationFolder = {
  name: 'desk',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

/** The duty desk: reports become leads, leads are decided. */
export function createDesk(deps: DeskDeps) {
  const service = createDeskService(deps);
  return {
    service,
    /** Gives a new report its lead at once, where nobody waits for the event. */
    place: (tx: Tx, reportId: string) => placeReport(deps, tx, reportId),
    routes: (app: KhienApp) => deskRoutes(app, service),
    subscriptions(events: Events) {
      events.subscribe('report.received', 'desk', ({ payload }, tx) => placeReport(deps, tx, payload.reportId));
      events.subscribe('report.answered', 'desk', ({ payload }, tx) => noteAnswer(deps, tx, payload.reportId));
      events.subscribe('indicator.listed', 'desk', ({ payload }, tx) => completeLeads(deps, tx, payload.indicatorId));
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;
export type { DeskDeps, DeskService } from './service.ts';
export * from './schema.ts';
