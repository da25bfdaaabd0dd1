import { readFileSync } from 'node:fs';
import { sharedData } from '../../conformance/data/shared.ts';
import { createRandom, keyOf } from '../lookup/keys.ts';
import { asRequested } from './messages.ts';

export interface Hosts {
  /** on the list */
  hits: string[];
  /** half made up like the list, half popular names, in no order */
  misses: string[];
  popular: string[];
  source: string;
}

const isHost = (key: string): boolean => !/[:/]/.test(key);

/** The hosts among the first `count` keys of the generator. */
export function listedHosts(count: number): string[] {
  const hosts: string[] = [];
  for (let i = 0; i < count; i++) {
    const key = keyOf(i);
    if (isHost(key)) hosts.push(asRequested(key));
  }
  return hosts;
}

/** Questions for a list of hosts, the same for every contestant. */
export function questions(listed: readonly string[], count: number, each: number): Hosts {
  const random = createRandom(7);
  const known = new Set(listed);
  const hits = Array.from({ length: each }, () => listed[random(listed.length)] as string);
  const made: string[] = [];
  while (made.length < each / 2) {
    const key = keyOf(count + random(count));
    if (isHost(key) && !known.has(key)) made.push(asRequested(key));
  }
  const path = sharedData('citizen/benign-domains/cloudflare-top100k.txt');
  const names = path === undefined ? [] : readFileSync(path, 'utf8').trim().split('\n').map(asRequested);
  const popular = names.filter((name) => isHost(name) && !known.has(name)).slice(0, each / 2);
  const misses = [...made, ...popular];
  for (let i = misses.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [misses[i], misses[j]] = [misses[j] as string, misses[i] as string];
  }
  const source = popular.length > 0 ? 'half of them popular names' : 'all made up; set KHIEN_SHARED for popular names';
  return { hits, misses, popular, source };
}
