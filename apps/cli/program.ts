import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { check } from './check.ts';
import { createCli, exitCodes, type RegisterCommand, Trouble } from './cli.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { feed } from './feed.ts';
import { keys } from './keys.ts';
import { passwords } from './passwords.ts';
import { report } from './report.ts';
import { restore } from './restore.ts';
import { rules } from './rules.ts';
import { sigma } from './sigma.ts';
import { user } from './user.ts';

/** Every command, in the order in which help shows them. */
const commands: RegisterCommand[] = [
  check,
  report,
  feed,
  sigma,
  rules,
  passwords,
  user,
  doctor,
  backup,
  restore,
  audit,
  keys,
  demo,
];

async function main(words: string[]): Promise<void> {
  const program = new Command('khien')
    .description('Khiên on the command line: looks after an installation')
    .version(packageJson.version, '-V, --version', 'print the version')
    .option('--json', 'print the result as JSON')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes:
  0  done
  1  could not be done, or the answer is "no"
  2  wrong usage

Settings come from KHIEN_… variables: khien doctor --config lists them.`,
    );
  const cli = createCli(program);
  for (const register of commands) register(program, cli);
  await program.parseAsync(words, { from: 'user' });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  } else {
    process.stderr.write(
      `${error instanceof Trouble ? error.message : (error instanceof Error && error.stack) || error}\n`,
    );
    process.exitCode = exitCodes.failed;
  }
}
