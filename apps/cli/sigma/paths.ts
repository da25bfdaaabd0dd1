import { globSync, lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Trouble } from '../cli.ts';

/**
 * Files, folders (with everything below, links to folders and `.git` left out) and globs → files, each once, those of a
 * folder or glob in the order of their names. `-` stays.
 * @throws Trouble for what is not there.
 */
export function findFiles(words: readonly string[], wanted: (name: string) => boolean = () => true): string[] {
  const found = new Map<string, string>();
  const add = (file: string) => {
    const key = file === '-' ? file : path.resolve(file);
    if (!found.has(key)) found.set(key, file);
  };
  for (const word of words) {
    const kind = word === '-' ? 'file' : kindOf(word);
    if (kind === 'file') add(word);
    else if (kind === 'folder') for (const file of below(word)) (wanted(file) ? add : ignore)(file);
    else {
      const matching = /[*?[{]/.test(word) ? globSync(word).sort(byName) : [];
      if (matching.length === 0) throw new Trouble(`${word} is not there`);
      for (const one of matching) {
        if (kindOf(one) === 'file') add(one);
        else for (const file of below(one)) (wanted(file) ? add : ignore)(file);
      }
    }
  }
  return [...found.values()];
}

const ignore = (): void => undefined;
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function kindOf(name: string): 'file' | 'folder' | undefined {
  const stat = statSync(name, { throwIfNoEntry: false });
  return stat === undefined ? undefined : stat.isDirectory() ? 'folder' : 'file';
}

function* below(folder: string): Generator<string> {
  for (const name of readdirSync(folder).sort(byName)) {
    const full = path.join(folder, name);
    const stat = lstatSync(full, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      if (name !== '.git') yield* below(full);
    } else if (stat?.isFile() || (stat?.isSymbolicLink() && statSync(full, { throwIfNoEntry: false })?.isFile())) {
      yield full;
    }
  }
}

export const isRuleFile = (name: string): boolean => /\.ya?ml$/i.test(name);
