import { createRequire } from 'node:module';
import { buildSnapshot, openSnapshot } from '@khien/engines/lookup';
import type { Lookup } from '@khien/engines/verdict';
import { FiltersEngine, Request } from '@ghostery/adblocker';
import { cpuSeconds, createRates, log } from '../lookup/measure.ts';
import { atLeast, type Bar } from '../report.ts';
import { check, lookupIn } from './engine.ts';
import { listedHosts, questions, type Hosts } from './hosts.ts';

/** The first rounds also warm up: the best one counts. */
const ROUNDS = 8;
const EACH = 150_000;
/** eth-phishing-detect answers some thousand a second: enough hosts for it, the same for us. */
const FOR_ETH = 4_000;

interface EthDetector {
  check(host: string): { result: boolean };
}
interface EthConfig {
  blacklist: string[];
}

const isListed = (text: string, lookup: Lookup): boolean => check({ text }, lookup).grade === 'confirmed-scam';

/** @ghostery/adblocker with a rule `||host^` for every host of the same list. */
export function againstGhostery(lookup: Lookup, count: number): Bar {
  const listed = listedHosts(count);
  const asked = questions(listed, count, EACH);
  const engine = FiltersEngine.parse(listed.map((host) => `||${host}^`).join('\n'), { enableCompression: false });
  const ghostery = (host: string): boolean =>
    engine.match(Request.fromRawDetails({ url: `https://${host}/`, type: 'main_frame' })).match;
  const khien = (host: string): boolean => isListed(host, lookup);
  for (const [name, answer] of [['Khiên', khien] as const, ['Ghostery', ghostery] as const]) {
    if (!asked.hits.every(answer)) throw new Error(`${name} did not find a listed host`);
    const wrong = asked.misses.filter(answer).length;
    if (wrong > asked.misses.length / 10_000) throw new Error(`${name} found ${wrong} hosts that are not listed`);
  }
  const rates = createRates();
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ['hits', 'misses', 'popular'] as const) {
      rates.add(`Khiên ${kind}`, rate(asked[kind], khien));
      rates.add(`Ghostery ${kind}`, rate(asked[kind], ghostery));
    }
  }
  log(rates.table());
  const mixed = (name: string): number => 2 / (1 / rates.best(`${name} hits`) + 1 / rates.best(`${name} misses`));
  const alone = (kind: keyof Hosts): string =>
    asked[kind].length === 0 ? '' : (rates.best(`Khiên ${kind}`) / rates.best(`Ghostery ${kind}`)).toFixed(1);
  return atLeast(
    'check.vs-ghostery',
    mixed('Khiên') / mixed('Ghostery'),
    3,
    '×',
    `${listed.length} listed hosts; as many hits as misses, ${asked.source}: hits alone ${alone('hits')}×, misses ` +
      `${alone('misses')}×${asked.popular.length === 0 ? '' : `, popular names alone ${alone('popular')}×`}; ours answers ` +
      `with directory, confirmation, look-alikes and reasons, theirs with a match; interleaved, best of ${ROUNDS}`,
  );
}

/** eth-phishing-detect with its own list against the same list in a snapshot. */
export function againstEthPhishingDetect(asked: Hosts): Bar {
  const require = createRequire(import.meta.url);
  const Detector = require('eth-phishing-detect/src/detector.js') as new (config: EthConfig) => EthDetector;
  const config = require('eth-phishing-detect/src/config.json') as EthConfig;
  const detector = new Detector(config);
  const record = '{"source":"eth","listedAt":"2026-01-05"}';
  const parts = buildSnapshot(
    config.blacklist.map((key) => ({ key, record })),
    { seed: { a: 0x5eed, b: 0x0bad }, generation: 1 },
  );
  const table = openSnapshot(parts.hot.buffer, (offset, length) => parts.heap.subarray(offset, offset + length));
  const lookup = lookupIn(table);

  // Most hosts that anybody asks about are honest ones.
  const honest = asked.popular.length > 0 ? asked.popular : asked.misses;
  const hosts = Array.from({ length: FOR_ETH }, (_, i) =>
    i % 50 === 0
      ? (config.blacklist[(i * 31) % config.blacklist.length] as string)
      : (honest[(i * 17) % honest.length] as string),
  );
  const khien = (host: string): boolean => isListed(host, lookup);
  const found = hosts.filter((host, i) => i % 50 === 0 && khien(host)).length;
  if (found < hosts.length / 50 - 3) throw new Error(`only ${found} of its listed hosts were found`);
  const rates = createRates();
  const many = Array.from({ length: 60 }, () => hosts).flat();
  for (let round = 0; round < ROUNDS; round++) {
    rates.add('Khiên, list of eth-phishing-detect', rate(many, khien));
    rates.add(
      'eth-phishing-detect',
      rate(hosts, (host) => detector.check(host).result),
    );
  }
  log(rates.table());
  return atLeast(
    'check.vs-eth-phishing-detect',
    rates.best('Khiên, list of eth-phishing-detect') / rates.best('eth-phishing-detect'),
    80,
    '×',
    `its own ${config.blacklist.length} entries, 2 % of the hosts listed, the others ${asked.popular.length > 0 ? 'popular names' : asked.source}; ` +
      `interleaved, best of ${ROUNDS}`,
  );
}

function rate(hosts: readonly string[], answer: (host: string) => boolean): number {
  let hits = 0;
  const seconds = cpuSeconds(() => {
    for (const host of hosts) if (answer(host)) hits += 1;
  });
  return hits < 0 ? 0 : hosts.length / seconds;
}
