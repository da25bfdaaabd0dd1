import { closeSync, mkdirSync, openSync } from 'node:fs';
import {
  type HashMode,
  ImportBusy,
  importPasswords,
  type ImportSummary,
  type ListFormat,
  listFormats,
  openInput,
  openStream,
  passwordFolder,
  readPasswordHeader,
  storeFile,
  WrongLines,
} from '@khien/features/device';
import { Option } from 'commander';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';

interface ImportFlags {
  format?: ListFormat;
  replace?: boolean;
  skipWrong?: boolean;
}

export const passwords: RegisterCommand = (program, cli) => {
  const command = program.command('passwords').description('leaked passwords that people can check theirs against');

  command
    .command('import')
    .description('import a list; it is added to what is held')
    .argument('<file>', 'the list, or a folder of files PREFIX.txt (- is standard input)')
    .addOption(new Option('--format <format>', 'how it is written; seen from its first line').choices(listFormats))
    .option('--replace', 'drop what was held before')
    .option('--skip-wrong', 'pass over wrong lines instead of refusing the list')
    .addHelpText(
      'after',
      `
Formats:
  hibp   the download of haveibeenpwned.com: HASH:COUNT lines (SHA-1 or NTLM) in one file,
         or files PREFIX.txt with SUFFIX:COUNT lines
  plain  a password a line; hashed here, never kept as it is

Examples:
  khien passwords import pwnedpasswords.txt --replace
  khien passwords import hashes/
  xz -dc words.txt.xz | khien passwords import - --format plain

An import that was stopped goes on where it was when the same command is given again.
It needs free space of 44 bytes a password. A server that runs takes the list over within seconds.
Wrong lines are named by number on standard error; the exit code is then 1.`,
    )
    .action((file: string, flags: ImportFlags) => importList(cli, file, flags));

  command
    .command('list')
    .description('what was imported')
    .action(() => {
      const held = (['sha1', 'ntlm'] as const).flatMap((mode) => headerOf(storeFile(folderOf(cli), mode)) ?? []);
      const data = held.map(({ mode, entries, lists }) => ({ mode, entries, lists }));
      cli.result(data, () =>
        data.length === 0
          ? 'No list is held yet: the server takes in a common one at its first start, or khien passwords import --help'
          : data.map((one) => [headline(one), ...one.lists.map(listLine)].join('\n')).join('\n'),
      );
    });
};

const folderOf = (cli: Cli): string => passwordFolder(cli.config().dataFolder);
const headline = ({ mode, entries }: { mode: HashMode; entries: number }) =>
  `${entries} passwords by ${mode === 'sha1' ? 'SHA-1' : 'NTLM'}`;
const listLine = ({ name, lines, at }: { name: string; lines: number; at: string }) =>
  `  ${at.slice(0, 10)}  ${String(lines).padStart(11)} lines  ${name}`;

function headerOf(file: string) {
  try {
    const fd = openSync(file, 'r');
    try {
      return readPasswordHeader(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

async function importList(cli: Cli, file: string, flags: ImportFlags): Promise<void> {
  const summary = await importOrExplain(cli, file, flags);
  cli.result(summary, () =>
    [
      ...(summary.resumedAt > 0 ? [`Went on after line ${summary.resumedAt}.`] : []),
      ...(summary.wrong > 0 ? [`${summary.wrong} wrong lines were passed over.`] : []),
      `${summary.lines} lines read as ${summary.format}; ${headline(summary)} are held.`,
    ].join('\n'),
  );
}

async function importOrExplain(cli: Cli, file: string, flags: ImportFlags): Promise<ImportSummary> {
  try {
    // As the server makes it: others may pass through to the database below.
    mkdirSync(cli.config().dataFolder, { recursive: true, mode: 0o711 });
    return await importPasswords({
      ...flags,
      folder: folderOf(cli),
      input: file === '-' ? await openStream(process.stdin) : openInput(file),
      onProgress: (lines) => cli.note(`${lines} lines`),
    });
  } catch (error) {
    if (error instanceof WrongLines)
      throw new Trouble(`${error.message}\nNothing was imported: put the lines right, or use --skip-wrong.`);
    if (error instanceof ImportBusy) throw new Trouble(error.message);
    if (error instanceof Error && 'code' in error && /^(ENOENT|EACCES|EIO|ENOSPC)$/.test(String(error.code)))
      throw new Trouble(`${file} cannot be imported: ${error.message}`);
    throw error;
  }
}
