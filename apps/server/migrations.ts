import { peopleMigrations } from '@khien/features/people';
import { type MigrationFolder, platformMigrations } from '@khien/platform/db';
import { jobsSchema } from '@khien/platform/jobs';

/** Every table comes from one of these, in this order: a later folder may point to the tables of an earlier one. */
export const migrationFolders: MigrationFolder[] = [platformMigrations, jobsSchema, peopleMigrations];
