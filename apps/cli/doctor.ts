import { existsSync } from 'node:fs';
import path from 'node:path';
import { settings } from '@khien/platform/config';
import type { RegisterCommand } from './cli.ts';
import { databaseFindings } from './doctor-database.ts';
import { type Finding, machineFindings } from './doctor-machine.ts';

export const doctor: RegisterCommand = (program, cli) => {
  program
    .command('doctor')
    .description('look the installation over: versions, disk, keys, audit log, events, lists')
    .option('--config', 'print the table of settings instead')
    .action(async (options: { config?: boolean }) => {
      if (options.config) return cli.result(settingsData(), settingsTable);
      const config = cli.config();
      const findings = machineFindings(config);
      if (config.database.kind === 'embedded' && !existsSync(path.join(config.dataFolder, 'postgres'))) {
        findings.push({ level: 'warn', what: 'database', says: 'there is none yet; npm start makes it' });
      } else {
        findings.push(...(await openedFindings()));
      }
      if (findings.some(({ level }) => level === 'fail')) cli.fail();
      cli.result(findings, () => findings.map(line).join('\n'));

      async function openedFindings(): Promise<Finding[]> {
        try {
          return await cli.withDatabase((database) => databaseFindings(database, config));
        } catch (error) {
          return [{ level: 'fail', what: 'database', says: error instanceof Error ? error.message : String(error) }];
        }
      }
    });
};

function line({ level, what, says }: Finding): string {
  return `${level.padEnd(5)} ${what.padEnd(10)} ${says}`;
}

function settingsData(): unknown {
  return Object.entries(settings).map(([name, { standard, about, expects }]) => ({ name, standard, expects, about }));
}

/** Markdown, because it is also what docs/configuration.md is made of. */
function settingsTable(): string {
  const rows = Object.entries(settings).map(
    ([name, { standard, about, expects }]) => `| \`${name}\` | ${standard} | ${about} | ${expects} |`,
  );
  return ['| setting | when not set | what it does | what it takes |', '|---|---|---|---|', ...rows].join('\n');
}
