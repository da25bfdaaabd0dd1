import { type DemoPersonData, type PackUnit, seedDemoPeople } from '@khien/features/people';
import { loadDemo } from '@khien/server/demo';
import { readPack } from '@khien/server/sign-in';
import { type RegisterCommand, Trouble } from './cli.ts';
import { withServices } from './services.ts';

export const demo: RegisterCommand = (program, cli) => {
  const command = program.command('demo').description('data for demonstrations, marked as such everywhere');

  command
    .command('load')
    .description("play the demonstration's reports, decisions and appeals, once; the server does so at its first start")
    .action(async () => {
      if (!cli.config().demo) throw new Trouble('This is no demonstration: KHIEN_DEMO is not true');
      const summary = await withServices(cli, async ({ parts, protection }) => {
        const { people } = await readPack<{ people: DemoPersonData[] }>('demo/people.json');
        const { units } = await readPack<{ units: PackUnit[] }>(`${parts.config.province}/units.json`);
        await seedDemoPeople(parts.db, people, parts.clock());
        await protection.start();
        return loadDemo(parts, protection, units);
      });
      cli.result(summary, () =>
        summary.reports === 0
          ? 'The demonstration was loaded before; nothing was added.'
          : `${summary.reports} reports, ${summary.decisions} decisions and ${summary.appeals} appeals were added.`,
      );
    });
};
