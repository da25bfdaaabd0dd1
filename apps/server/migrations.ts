import { appealsMigrations } from '@khien/features/appeals';
import { checkMigrations } from '@khien/features/check';
import { deskMigrations } from '@khien/features/desk';
import { deviceMigrations } from '@khien/features/device';
import { feedMigrations } from '@khien/features/feeds';
import { feedbackMigrations } from '@khien/features/feedback';
import { indicatorMigrations } from '@khien/features/indicators';
import { peopleMigrations } from '@khien/features/people';
import { reportsMigrations } from '@khien/features/reports';
import { watchMigrations } from '@khien/features/watch';
import { type MigrationFolder, platformMigrations } from '@khien/platform/db';
import { jobsSchema } from '@khien/platform/jobs';

/** Every table comes from one of these, in this order: a later folder may point to the tables of an earlier one. */
export const migrationFolders: MigrationFolder[] = [
  platformMigrations,
  jobsSchema,
  peopleMigrations,
  indicatorMigrations,
  feedMigrations,
  checkMigrations,
  deviceMigrations,
  watchMigrations,
  reportsMigrations,
  deskMigrations,
  appealsMigrations,
  feedbackMigrations,
];
