import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { type HashMode, readHeader, type StoreHeader } from './format.ts';
import type { ListInput } from './input.ts';
import type { ListFormat } from './lines.ts';
import { readRuns } from './read.ts';
import { chainRuns, runCursor } from './runs.ts';
import { openWork, type State } from './state.ts';
import { storeCursor, writeStore } from './write.ts';

export interface ImportOptions {
  /** Where the stores lie. */
  folder: string;
  input: ListInput;
  /** By the first line unless given. */
  format?: ListFormat | undefined;
  /** What was held before is dropped instead of kept beside the new list. */
  replace?: boolean | undefined;
  /** Passes over wrong lines instead of refusing the list. */
  skipWrong?: boolean | undefined;
  /** Nothing is done to a store that is there by the end. */
  onlyIfAbsent?: boolean | undefined;
  clock?: () => Date;
  /** Told each time so much is safe on the disk. */
  onProgress?: (lines: number) => void;
  /** Records that are sorted in memory at a time; a crash costs as many lines. */
  runRecords?: number;
}

export interface ImportSummary {
  mode: HashMode;
  format: ListFormat;
  lines: number;
  /** Lines passed over. */
  wrong: number;
  /** Passwords held afterwards. */
  entries: number;
  /** After how many lines an import that was stopped went on. */
  resumedAt: number;
}

export const storeFile = (folder: string, mode: HashMode): string => path.join(folder, `${mode}.store`);

/**
 * Takes a list of passwords or of their hashes in: read once in any order, sorted in runs on the disk, and merged with
 * what is held. Stopped at any moment, also by a power cut, it goes on after its last run when it is started again with
 * the same list. Of a password that is there twice the larger count stays.
 * @throws WrongLines, ImportBusy, and errors of the file system
 */
export async function importPasswords(options: ImportOptions): Promise<ImportSummary> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const work = openWork(options.folder);
  try {
    const before = work.resume(options.input.identity, options.format);
    const resumedAt = before?.lines ?? 0;
    const state = await readRuns(options, work, before);
    const entries = mergeRuns(options, state);
    work.remove();
    const { mode, format, lines, wrong } = state;
    return { mode, format, lines, wrong, entries, resumedAt };
  } finally {
    work.release();
  }
}

function mergeRuns(options: ImportOptions, { mode, runs, lines }: State): number {
  const { folder, input, replace = false, onlyIfAbsent = false, clock = () => new Date() } = options;
  const file = storeFile(folder, mode);
  const cursors = chainRuns(runs).map((chain) => runCursor(chain, mode));
  const lists: StoreHeader['lists'] = [{ name: input.name, lines, at: clock().toISOString() }];
  let most = runs.reduce((sum, { count }) => sum + count, 0);
  const held = replace || onlyIfAbsent ? undefined : openHeld(file);
  try {
    if (held !== undefined) {
      const header = readHeader(held);
      most += header.entries;
      lists.unshift(...header.lists);
      cursors.push(storeCursor(held));
    }
    return writeStore({ file, mode, cursors, most, lists, onlyIfAbsent });
  } finally {
    if (held !== undefined) closeSync(held);
  }
}

function openHeld(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
