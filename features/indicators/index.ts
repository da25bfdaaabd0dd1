import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '@khien/platform/db';

export const indicatorMigrations: MigrationFolder = {
  name: 'indicators',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

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
