import { readFileSync } from 'node:fs';
import { compileReference, normalise } from '@khien/engines/text';
import { buildLookalikes, createChecker } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';
import { benignLists, sharedData, skippedForData } from '../../conformance/data/shared.ts';
import { atLeast, atMost, type Bar, notMeasured } from '../report.ts';

const squats = 'citizen/phish-domains-chongluadao/urls.txt';
const popular = 'citizen/benign-domains/cloudflare-top100k.txt';
const benign = benignLists.map((name) => `citizen/benign-domains/${name}.txt`);

const compiled = compileReference(reference);

/**
 * What the look-alike test alone finds in a Vietnamese list of bad hosts, whom it accuses wrongly among popular ones, and
 * what the whole check says of honest names under .vn. Nothing is listed: the directory and the rules decide.
 */
export function hostBars(): Bar[] {
  return [found(), accused(), vietnamese()];
}

function found(): Bar {
  const hosts = readHosts(squats);
  if (hosts === undefined) return notMeasured('lookalike.found', '≥ 0.1', '', skippedForData);
  const tricks = new Map<string, number>();
  let hits = 0;
  for (const host of hosts) {
    const lookalike = imitation(host);
    if (lookalike === undefined) continue;
    hits += 1;
    tricks.set(lookalike.trick, (tricks.get(lookalike.trick) ?? 0) + 1);
  }
  const by = [...tricks]
    .sort((a, b) => b[1] - a[1])
    .map(([trick, count]) => `${trick} ${count}`)
    .join(', ');
  return atLeast(
    'lookalike.found',
    hits / hosts.size,
    0.1,
    '',
    `${hits} of ${hosts.size} hosts of a list that is mostly gambling and shops without a brand, www twins merged: ${by}`,
  );
}

function accused(): Bar {
  const hosts = readHosts(popular);
  if (hosts === undefined) return notMeasured('lookalike.false', '≤ 0.0005', '', skippedForData);
  const hits = [...hosts].filter((host) => imitation(host) !== undefined);
  return atMost(
    'lookalike.false',
    hits.length / hosts.size,
    0.0005,
    '',
    `${hits.length} of ${hosts.size} popular hosts${named(hits)}`,
  );
}

function vietnamese(): Bar {
  const lists = benign.map(readHosts);
  const bar = 'lookalike.vn-above-unknown';
  if (lists.includes(undefined)) return notMeasured(bar, '≤ 0.005', '', skippedForData);
  const hosts = new Set(lists.flatMap((list) => [...(list ?? [])]).filter((host) => host.endsWith('.vn')));
  const check = createChecker({ reference: compiled, ...rules });
  const hits = [...hosts].filter((text) => {
    const { grade } = check({ text }, (keys) => keys.map(() => undefined));
    return grade === 'very-suspicious' || grade === 'confirmed-scam';
  });
  return atMost(
    bar,
    hits.length / hosts.size,
    0.005,
    '',
    `${hits.length} of ${hosts.size} honest .vn names of ${benign.length} lists, by the whole check${named(hits)}`,
  );
}

const find = buildLookalikes(rules.registry, rules.brands);

function imitation(name: string): ReturnType<typeof find> {
  const read = normalise('domain', name, compiled);
  if (!read.ok) return undefined;
  const { host, registrable } = read.observable;
  return host === undefined || registrable === undefined ? undefined : find(host, registrable);
}

/** The different hosts of a list of hosts or addresses, one a line; some lists write a leading dot. */
function readHosts(file: string): Set<string> | undefined {
  const path = sharedData(file);
  if (path === undefined) return undefined;
  const hosts = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .toLowerCase()
        .replace(/^\w+:\/\//, '')
        .replace(/[/?#:].*$/, '')
        .replace(/^\.?(?:www\.)?/, ''),
    );
  return new Set(hosts.filter((host) => host !== ''));
}

const named = (hosts: string[]): string => (hosts.length === 0 ? '' : `: ${hosts.slice(0, 8).join(', ')}`);
