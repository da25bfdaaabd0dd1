import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sharedData } from '../data/shared.ts';

export interface RuleFile {
  name: string;
  text: string;
}

/** Rules that this step is about: without the compliance rules, which need another taxonomy. */
const folders = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'];

/** Where the data sets of this step lie, or undefined. */
export const socData = (): string | undefined => sharedData('soc');

export function communityRules(soc: string): RuleFile[] {
  return folders.flatMap((folder) => yamlFiles(path.join(soc, 'sigma-rules', folder)));
}

export function yamlFiles(folder: string): RuleFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => ({
      name: path.join(path.basename(folder), file),
      text: readFileSync(path.join(folder, file), 'utf8'),
    }));
}

export const readGzip = (file: string): string => gunzipSync(readFileSync(file)).toString('utf8');

export const readJsonGzip = <T>(file: string): T => JSON.parse(readGzip(file)) as T;

/** Lines of all files of a folder that end so; one of the sets holds an empty line. */
export function linesIn(folder: string, ending = '.gz'): { file: string; lines: string[] }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => ({
      file,
      lines: readGzip(path.join(folder, file))
        .split('\n')
        .filter((line) => line.trim() !== ''),
    }));
}

/** One event of `otrf-sample-84k`; its place in the file is its index in the sets of matches. */
export interface RoutedEvent {
  route: string;
  event: object;
}

export function routedEvents(soc: string): RoutedEvent[] {
  const text = readGzip(path.join(soc, 'otrf-sample-84k', 'events.ndjson.gz'));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RoutedEvent);
}

/** Numbers from 0 to 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
