import { verifyAudit } from '@khien/platform/audit';
import type { RegisterCommand } from './cli.ts';

const problems = {
  missing: 'is missing',
  changed: 'was changed',
  unchained: 'does not follow from the one before it',
};

export const audit: RegisterCommand = (program, cli) => {
  program
    .command('audit')
    .description('the log of who did what')
    .command('verify')
    .description('walk the chain of hashes and tell the first row that is not as it was written')
    .option('--head <hash>', 'the head printed by an earlier run: also notices when the end was cut off')
    .action(async (options: { head?: string }) => {
      const verdict = await cli.withDatabase(async ({ db }) => verifyAudit(db, options.head));
      if (!verdict.ok) cli.fail();
      cli.result(verdict, () => {
        if (verdict.ok) return `The audit log is whole: ${verdict.rows} rows. Head: ${verdict.head}`;
        if (verdict.problem === 'head')
          return 'The audit log no longer holds the given head: rows were cut off its end.';
        return `The audit log is broken: row ${verdict.brokenAt} ${problems[verdict.problem]}.`;
      });
    });
};
