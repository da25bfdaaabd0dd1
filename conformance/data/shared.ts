import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Data sets that may be measured but not redistributed lie outside the checkout: in KHIEN_SHARED, or beside it. */
const folder = resolve(process.env['KHIEN_SHARED'] ?? join(import.meta.dirname, '..', '..', '..', 'shared'));

/** What a suite says when the data is not there. */
export const skippedForData = 'set KHIEN_SHARED to the folder with the data sets';

/** The path of a file or folder of the data sets, or undefined when it is not here. */
export function sharedData(path: string): string | undefined {
  const full = join(folder, 'data', path);
  return existsSync(full) ? full : undefined;
}

/** Lists of popular and trusted names in `citizen/benign-domains`, without their ending. */
export const benignLists = [
  'alexa2016-top100k',
  'bank-website',
  'cisco_top20k',
  'cloudflare-top100k',
  'majestic_million',
  'tranco10k',
  'university_domains',
  'vn-subset',
] as const;
