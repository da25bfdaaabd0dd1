import { type FormatName, formats } from '@khien/engines/logs';
import { InvalidArgumentError, Option } from 'commander';
import type { RegisterCommand } from './cli.ts';
import { backtest, type BacktestFlags } from './sigma/backtest.ts';
import { bench } from './sigma/bench.ts';
import { check } from './sigma/check.ts';
import { coverage } from './sigma/coverage.ts';
import { explain, type ExplainFlags } from './sigma/explain.ts';
import { levels } from './sigma/rule-set.ts';
import { type LogFlags, run, type RunFlags } from './sigma/run.ts';

const formatNames: readonly FormatName[] = formats.map(({ name }) => name);

const collect = (value: string, before: string[] = []): string[] => [...before, value];

function jobs(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 256) throw new InvalidArgumentError('a number from 1 to 256');
  return count;
}

function number(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('a number from 1');
  return count;
}

function moment(text: string): number {
  const time = Date.parse(
    /^\d{4}-\d{2}-\d{2}([T ][\d:.]+)?$/.test(text)
      ? `${text.replace(' ', 'T').padEnd(11, 'T').padEnd(16, '00:00')}Z`
      : text,
  );
  if (Number.isNaN(time)) throw new InvalidArgumentError('a time such as 2026-01-31 or 2026-01-31T08:00:00+07:00');
  return time;
}

function zone(text: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (!found) throw new InvalidArgumentError('a zone such as +07:00');
  return (Number(found[2]) * 60 + Number(found[3])) * (found[1] === '-' ? -1 : 1);
}

const placeholders = () => new Option('--placeholders <file>', 'values for %names% of rules: a YAML map of lists');
/** How logs are read, for every command that reads them. */
const logOptions = (): Option[] => [
  new Option('-r, --rules <path>', 'more rules; may be given again').argParser(collect),
  placeholders(),
  new Option('--format <format>', 'how the logs are written; seen from their beginnings').choices(formatNames),
  new Option('--product <name>', 'the log source, where the events do not tell: its product'),
  new Option('--category <name>', '… its category'),
  new Option('--service <name>', '… its service'),
  new Option('--zone <zone>', 'for times that name no zone: +07:00').argParser(zone).default(0, 'UTC'),
];

export const sigma: RegisterCommand = (program, cli) => {
  const command = program
    .command('sigma')
    .description('Sigma rules on files of logs; needs no database and no settings');
  const isJson = () => program.opts<{ json?: boolean }>().json === true;

  command
    .command('check')
    .description('load rules and tell which are refused, and why')
    .argument('<rules...>', 'files, folders or globs')
    .addOption(placeholders())
    .action((rules: string[], flags: { placeholders?: string }) => check(cli, rules, flags));

  const running = command
    .command('run')
    .description('match rules against logs')
    .argument('<rules>', 'a file, a folder or a glob')
    .argument('<logs...>', 'files, folders or globs (- is standard input); gzip and zstd are unpacked');
  for (const option of logOptions()) running.addOption(option);
  running
    .option('--jsonl', 'a line of JSON for each match (--json: one document with the summary)')
    .addOption(new Option('-j, --jobs <count>', 'threads; as many as are worth it, up to all cores').argParser(jobs))
    .addOption(new Option('--level <level>', 'only rules of this level and above').choices(levels))
    .addOption(
      new Option('--rule <name>', 'only this rule: its id, name or title; may be given again').argParser(collect),
    )
    .addOption(new Option('--from <time>', 'only events since; UTC where no zone is named').argParser(moment))
    .addOption(new Option('--to <time>', 'only events until').argParser(moment))
    .option('-o, --out <file>', 'write the matches there')
    .addOption(new Option('--fail-on <level>', 'end with 3 if a rule of this level or above matched').choices(levels))
    .addHelpText(
      'after',
      `
Examples:
  khien sigma run rules/ evidence/ --level high
  khien sigma run rules/ 'C:/Windows/System32/winevt/Logs/*.evtx' --jsonl --out matches.jsonl
  zcat syslog.*.gz | khien sigma run rules/ - --from 2026-01-31

What could not be read of a log is told at its end. Ctrl-C ends with what was found until then.

Exit codes:
  0    done    3  a rule of --fail-on matched
  1    a log could not be opened    2  wrong usage    130  stopped by Ctrl-C`,
    )
    .action((rules: string, logs: string[], flags: RunFlags) => run(cli, isJson(), [rules, logs], flags));

  const explaining = command
    .command('explain')
    .description('why a rule matches an event, or does not: every line of it, every value, what is absent')
    .argument('<rule>', 'a file with the rule, or more with --rule')
    .argument('[log]', 'where the event is (- is standard input)');
  for (const option of logOptions()) explaining.addOption(option);
  explaining
    .addOption(
      new Option('--line <number>', 'the line or record; without it the first event that matches').argParser(number),
    )
    .option('--event <json>', 'the event itself')
    .addOption(new Option('--rule <name>', 'its id, name or title').argParser(collect))
    .addOption(new Option('--lang <language>', 'language of the answer').choices(['vi', 'en']).default('vi'))
    .addHelpText(
      'after',
      `
Examples:
  khien sigma explain rule.yml sysmon.evtx
  khien sigma explain rules/ app.ndjson --line 12 --rule "Suspicious Service Installation" --lang en

Exit codes:
  0  the rule matches    1  it does not    2  wrong usage`,
    )
    .action((rule: string, log: string | undefined, flags: ExplainFlags) => explain(cli, rule, log, flags));

  const testing = command
    .command('backtest')
    .description('compare how often rules fire on logs with what was expected')
    .argument('<rules>', 'a file, a folder or a glob')
    .argument(
      '<cases...>',
      "SigmaHQ's info.yml files, folders with such files, or expectations for the logs of --events",
    );
  for (const option of logOptions()) testing.addOption(option);
  testing
    .addOption(new Option('--events <log>', 'the log of a file of expectations; may be given again').argParser(collect))
    .option('--junit <file>', 'write the results as JUnit XML as well')
    .addHelpText(
      'after',
      `
Expectations:
  defaults:
    unexpected_detections: fail        # or warn, ignore
  expectations:
    - rule: 5013198a-1d4b-4d5f-8c0e-4cd2f8f0d1b1   # id, name or title
      at_least: 1                      # or at_most, exactly

The exit code is 1 if anything failed.`,
    )
    .action((rules: string, cases: string[], flags: BacktestFlags) => backtest(cli, rules, cases, flags));

  const covering = command
    .command('coverage')
    .description('which rules can fire with the logs that there are, which cannot, and why')
    .argument('<rules>', 'a file, a folder or a glob')
    .argument('<logs...>', 'files, folders or globs (- is standard input)');
  for (const option of logOptions()) covering.addOption(option);
  covering
    .option('--all', 'name every rule that cannot fire, and the sources that were not seen')
    .action((rules: string, logs: string[], flags: LogFlags & { all?: boolean }) => coverage(cli, rules, logs, flags));

  const measuring = command
    .command('bench')
    .description('how many events a second one core of this machine takes: decode, parse, match')
    .argument('<rules>', 'a file, a folder or a glob')
    .argument('<logs...>', 'files, folders or globs');
  for (const option of logOptions()) measuring.addOption(option);
  measuring.action((rules: string, logs: string[], flags: LogFlags) => bench(cli, rules, logs, flags));
};
