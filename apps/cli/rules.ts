import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { loadRules } from '@khien/engines/sigma';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';
import { findFiles, isRuleFile } from './sigma/paths.ts';
import { plain } from './sigma/words.ts';

/** Says that a folder was written by us, and what from; without it a folder is never replaced. */
const MARK = 'khien-source.json';

export const rules: RegisterCommand = (program, cli) => {
  const command = program.command('rules').description('Sigma rules that were written by others');
  command
    .command('import')
    .description(
      'take over the rules of a folder, such as a checkout of SigmaHQ; they replace those of the last import',
    )
    .argument('<folder>', 'the rules; an archive must be unpacked first')
    .option('--into <folder>', 'where they are kept; rules/ in the data folder when left out')
    .option('--link <address>', 'where the rules come from; seen from a checkout')
    .addHelpText(
      'after',
      `
Examples:
  git clone --depth 1 https://github.com/SigmaHQ/sigma && khien rules import sigma
  khien sigma run .khien/rules evidence/

Of a checkout of SigmaHQ the folders rules and rules-… are taken, not what is deprecated or unsupported.
The licence is kept beside the rules. Under the Detection Rule License each match must name the author
and the rule: khien sigma run does so.`,
    )
    .action((folder: string, flags: { into?: string; link?: string }) => importRules(cli, folder, flags));
};

function importRules(cli: Cli, folder: string, flags: { into?: string; link?: string }): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) throw new Trouble(`${folder} is not there`);
  if (!stat.isDirectory()) throw new Trouble(`${folder} is no folder: unpack the archive first`);
  const into = path.resolve(flags.into ?? path.join(cli.config().dataFolder, 'rules'));
  const from = path.resolve(folder);
  if (into === from || into.startsWith(from + path.sep) || from.startsWith(into + path.sep))
    throw new Trouble('the rules cannot be imported into their own folder');
  if (existsSync(into) && readdirSync(into).length > 0 && !existsSync(path.join(into, MARK)))
    throw new Trouble(`${into} holds other things and is not replaced: name another folder with --into`);

  const names = ruleFolders(from).flatMap((one) => findFiles([one], isRuleFile));
  const files = names.map((name) => ({ name: path.relative(from, name), text: readFileSync(name, 'utf8') }));
  const set = loadRules(files);
  if (set.rules.length + set.correlations.length === 0) throw new Trouble(`no rule in ${folder} can be loaded`);
  const licences = readdirSync(from).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const authors = new Set(set.rules.flatMap(({ rule }) => rule.author ?? []));
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(`${name}\0${text}\0`);
  const link = flags.link ?? originOf(from);
  const mark = JSON.stringify(
    { ...(link !== undefined && { link }), files: files.length, licences, sha256: hash.digest('hex') },
    null,
    2,
  );
  const isSame = readMark(into) === `${mark}\n`;
  if (!isSame) replace(into, from, [...files.map(({ name }) => name), ...licences], `${mark}\n`);
  const data = {
    into,
    changed: !isSame,
    files: files.length,
    rules: set.rules.length,
    correlations: set.correlations.length,
    refused: set.refused,
    warnings: set.warnings.length,
    authors: authors.size,
    licences,
    ...(link !== undefined && { link }),
  };
  for (const { place, code, reason } of set.refused)
    cli.note(plain(`${place.file}:${place.line} refused (${code}): ${reason}`));
  cli.result(data, () =>
    [
      `${data.rules} rules and ${data.correlations} correlations of ${data.files} files ${isSame ? 'are in' : 'were taken over into'} ${into}${isSame ? ' already' : ''}`,
      ...(set.refused.length > 0 ? [`${set.refused.length} are refused and will not run; they are named above`] : []),
      licences.length > 0
        ? `Licence: ${licences.join(', ')}. ${authors.size} authors: whoever passes matches on names the author and the rule with each.`
        : 'No licence was found beside the rules: ask their authors before you pass anything on.',
    ].join('\n'),
  );
}

/** Of SigmaHQ's repository the folders that are meant to run; otherwise all of the folder. */
function ruleFolders(from: string): string[] {
  const meant = readdirSync(from, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^rules(-[a-z-]+)?$/.test(entry.name))
    .map(({ name }) => path.join(from, name));
  return meant.length > 0 ? meant : [from];
}

/** The address that a checkout was cloned from, without a password. */
function originOf(from: string): string | undefined {
  try {
    const config = readFileSync(path.join(from, '.git', 'config'), 'utf8');
    const url = /\[remote "origin"\][^[]*?^\s*url\s*=\s*(\S+)/m.exec(config)?.[1];
    return url?.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
  } catch {
    return undefined;
  }
}

function readMark(into: string): string | undefined {
  try {
    return readFileSync(path.join(into, MARK), 'utf8');
  } catch {
    return undefined;
  }
}

/** The new folder is written whole beside the old one, then takes its place: nobody ever reads half of it. */
function replace(into: string, from: string, names: readonly string[], mark: string): void {
  const fresh = `${into}.new-${process.pid}`;
  const old = `${into}.old-${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    for (const name of names) cpSync(path.join(from, name), path.join(fresh, name), { recursive: true });
    writeFileSync(path.join(fresh, MARK), mark);
    const isOld = existsSync(into);
    if (isOld) renameSync(into, old);
    try {
      renameSync(fresh, into);
    } catch (error) {
      if (isOld) renameSync(old, into);
      throw error;
    }
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
