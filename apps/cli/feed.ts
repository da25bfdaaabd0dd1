import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  type ExportName,
  exportNames,
  type FeedFormat,
  feedFormats,
  type ImportSummary,
  lineWords,
  listSources,
} from '@khien/features/feeds';
import { type IndicatorKind, indicatorKinds, type Tlp, tlpMarks } from '@khien/features/indicators';
import { Option } from 'commander';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';
import { operator, readEnd, withServices } from './services.ts';

interface ImportFlags {
  format: FeedFormat;
  source: string;
  expires: string;
  kind?: IndicatorKind;
  tlp: Tlp;
  skipWrong?: boolean;
}

export const feed: RegisterCommand = (program, cli) => {
  const command = program.command('feed').description("lists: take in others', carry ours out");

  command
    .command('import')
    .description('import a list; it replaces what the same source held before, all of it or nothing')
    .argument('<file>', 'the list (- is standard input)')
    .addOption(new Option('--format <format>', 'how it is written').choices(feedFormats).makeOptionMandatory())
    .requiredOption('--source <name>', 'whose list it is; the name people see as the source of a warning')
    .requiredOption('--expires <end>', 'when it ends: 30d, 12m, 2y or 2027-01-31')
    .addOption(new Option('--kind <kind>', 'what the values are, where the file does not say').choices(indicatorKinds))
    .addOption(new Option('--tlp <mark>', 'who may be told').choices(tlpMarks).default('CLEAR'))
    .option('--skip-wrong', 'pass over wrong lines instead of refusing the whole list')
    .addHelpText(
      'after',
      `
Formats:
  hosts    0.0.0.0 name, or a name a line; each stands for exactly that host
  domains  a name a line; it stands for everything below it too
  urls     a link, host or address a line
  csv      a header row with value, and kind unless --kind is given; optionally scheme, expires

Examples:
  khien feed import scam.txt --format hosts --source "Chống lừa đảo" --expires 30d
  khien feed import numbers.csv --format csv --kind phone --source "VNPT" --expires 6m --tlp AMBER

Wrong lines are named by number on standard error; the exit code is then 1, unless --skip-wrong.
Official names and suffixes under which strangers register are never imported; they are named too.`,
    )
    .action((file: string, flags: ImportFlags) => importList(cli, file, flags));

  command
    .command('export')
    .description('write our list of confirmed scams in the format of a filter')
    .addOption(new Option('--format <format>').choices(exportNames).makeOptionMandatory())
    .option('--out <file>', 'where to; standard output when left out')
    .option('--personal', 'with phone numbers, accounts and other things that point to one person')
    .addHelpText('after', '\nExample:\n  khien feed export --format rpz.zone --out /etc/bind/khien.zone')
    .action(async (flags: { format: ExportName; out?: string; personal?: boolean }) => {
      await withServices(cli, async ({ protection }) => {
        const personal = flags.personal === true;
        const list = await protection.feeds.openExport(flags.format, personal);
        if (personal) await protection.feeds.tellExport(operator(), flags.format);
        const text = await list.read();
        if (flags.out === undefined) process.stdout.write(text);
        else await pipeline([text], createWriteStream(flags.out));
      });
    });

  command
    .command('list')
    .description('the lists that were imported')
    .action(async () => {
      const rows = await withServices(cli, ({ parts }) => listSources(parts.db));
      const data = rows.map(({ name, format, tlp, entries, imported_at, expires_at }) => ({
        name,
        format,
        tlp,
        entries,
        importedAt: imported_at.toISOString(),
        expiresAt: expires_at.toISOString(),
      }));
      cli.result(data, () =>
        data.length === 0
          ? 'No list was imported yet: khien feed import --help'
          : data
              .map((row) => `${String(row.entries).padStart(9)}  until ${row.expiresAt.slice(0, 10)}  ${row.name}`)
              .join('\n'),
      );
    });

  command
    .command('remove')
    .description('take out everything a source holds')
    .argument('<source>')
    .action(async (source: string) => {
      const removed = await withServices(cli, async ({ protection }) => {
        const count = await protection.feeds.remove(operator(), source);
        await protection.start();
        return count;
      });
      cli.result({ source, removed }, `${removed} entries of "${source}" were taken out.`);
    });
};

async function importList(cli: Cli, file: string, flags: ImportFlags): Promise<void> {
  const summary = await withServices(cli, async ({ parts, protection }) => {
    const chunks = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 17 });
    const { format, source, kind, tlp, skipWrong = false } = flags;
    const expires = readEnd(flags.expires, parts.clock());
    const done = await protection.feeds
      .import(operator(), chunks, { format, source, kind, tlp, skipWrong, expires, onProgress: progress(cli) })
      .catch((error: unknown) => {
        throw isFileProblem(error) ? new Trouble(`${file} cannot be read: ${error.message}`) : error;
      });
    // Builds the look-up files, so that the next check knows the list also where no server runs.
    if (done.imported) await protection.start();
    return done;
  });
  tellLines(cli, summary);
  if (!summary.imported) cli.fail();
  cli.result(summary, () => inWords(summary));
}

function isFileProblem(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(ENOENT|EACCES|EISDIR|EIO)$/.test(String(error.code));
}

/** A line now and then on standard error; on a terminal always the same line. */
function progress(cli: Cli): (lines: number) => void {
  const terminal = process.stderr.isTTY;
  let next = terminal ? 10_000 : 100_000;
  return (lines) => {
    if (lines < next) return;
    next = lines + (terminal ? 10_000 : 100_000);
    if (terminal) process.stderr.write(`\r${lines.toLocaleString('en')} lines `);
    else cli.note(`${lines} lines`);
  };
}

function tellLines(cli: Cli, { wrong, refused }: ImportSummary): void {
  if (process.stderr.isTTY) process.stderr.write('\r');
  for (const { line, problem, text } of wrong.first)
    cli.note(`line ${line}: ${lineWords[problem].en}${text && `: ${text}`}`);
  for (const { line, refused: why, text } of refused.first)
    cli.note(`line ${line}: not listed, ${lineWords[why].en}: ${text}`);
}

function inWords(summary: ImportSummary): string {
  const { source, imported, lines, added, kept, removed, duplicates, wrong, refused } = summary;
  if (!imported)
    return `Nothing was imported: ${wrong.count} of ${lines} lines are wrong. Put them right, or use --skip-wrong.`;
  return [
    `${source}: ${added} added, ${kept} kept, ${removed} removed, ${duplicates} written twice`,
    ...(wrong.count > 0 ? [`${wrong.count} wrong lines were passed over`] : []),
    ...(refused.count > 0 ? [`${refused.count} entries are never listed (official or shared names)`] : []),
  ].join('\n');
}
