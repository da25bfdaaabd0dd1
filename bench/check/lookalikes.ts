import { readFileSync } from 'node:fs';
import { compileReference, normalise } from '@khien/engines/text';
import { buildLookalikes, buildTypoTable, findTypo } from '@khien/engines/verdict';
import { brands, reference, registry } from '@khien/packs/vietnam';
import { distance } from 'fastest-levenshtein';
import { sharedData } from '../../conformance/data/shared.ts';
import { createRandom, keyOf } from '../lookup/keys.ts';
import { cpuSeconds, createRates, log } from '../lookup/measure.ts';
import { atLeast, atMost, type Bar } from '../report.ts';

const ROUNDS = 7;
const LABELS = 500;
const QUERIES = 12_000;
/** One query in so many is a protected label with one error. */
const ERRORS = 8;
/** The table answers so much faster that it is asked so many times more. */
const REPEAT = 40;

/** The typo table beside a fastest-levenshtein loop over the same labels, and what the whole look-alike test costs. */
export function measureLookalikes(): Bar[] {
  const hosts = readHosts();
  return [againstLevenshtein(hosts.map(({ label }) => label)), costOfTest(hosts)];
}

function againstLevenshtein(names: string[]): Bar {
  const labels = protectedLabels();
  const known = new Set(labels);
  const random = createRandom(11);
  const honest = [...new Set(names)].filter((name) => /^[a-z]{3,32}$/.test(name) && !known.has(name));
  const asked = Array.from({ length: QUERIES }, (_, i) =>
    i % ERRORS === 0
      ? withError(labels[random(labels.length)] as string, random)
      : (honest[(i * 7) % honest.length] as string),
  ).filter((word) => !known.has(word));

  const table = buildTypoTable(labels);
  const codes = new Uint8Array(64);
  const ours = (word: string): boolean => {
    for (let i = 0; i < word.length; i++) codes[i] = word.charCodeAt(i) - 96;
    return findTypo(table, codes, word.length) >= 0;
  };
  const loop = (word: string): boolean => {
    for (const label of labels) if (distance(word, label) <= 1) return true;
    return false;
  };
  const skipping = (word: string): boolean => {
    for (const label of labels)
      if (Math.abs(label.length - word.length) <= 1 && distance(word, label) <= 1) return true;
    return false;
  };

  const near = asked.filter(loop);
  const missed = near.filter((word) => !ours(word));
  if (missed.length > 0) throw new Error(`the table missed ${missed.length}, such as ${missed[0]}`);
  // Two neighbours exchanged are one error for us and two for the loop.
  const swapped = asked.filter((word) => ours(word) && !loop(word));
  if (near.length < asked.length / ERRORS / 2) throw new Error(`only ${near.length} labels were near`);

  const rates = createRates();
  const many = Array.from({ length: REPEAT }, () => asked).flat();
  for (let round = 0; round < ROUNDS; round++) {
    rates.add('typo table', rate(many, ours));
    rates.add('fastest-levenshtein, every label', rate(asked, loop));
    rates.add('fastest-levenshtein, labels of like length', rate(asked, skipping));
  }
  log(rates.table());
  const best = rates.best('typo table');
  const other = best / rates.best('fastest-levenshtein, labels of like length');
  return atLeast(
    'lookalike.vs-levenshtein',
    best / rates.best('fastest-levenshtein, every label'),
    25,
    '×',
    `${labels.length} labels of brands, of official domains and of organisations' names, ${asked.length} labels asked: ${near.length} within distance 1 ` +
      `by the loop, 0 of them missed, ${swapped.length} more with neighbours exchanged; ${other.toFixed(1)}× a loop that ` +
      `skips labels of another length; per CPU-second, interleaved, best of ${ROUNDS}`,
  );
}

/** The brands' labels, then those of the other official domains and the organisations' names: what the table takes. */
function protectedLabels(): string[] {
  const own = brands.brands.flatMap(({ labels = [], heads = [], tokens = [] }) => [...labels, ...heads, ...tokens]);
  const domains = registry.organisations.flatMap((organisation) => organisation.domains);
  const names = registry.organisations.flatMap((organisation) => organisation.names ?? []);
  const all = [
    ...own,
    ...domains.map((domain) => domain.slice(0, domain.indexOf('.')).replaceAll('-', '')),
    ...names.map((name) => name.replaceAll(' ', '')),
  ];
  const taken = all.filter((label) => /^[a-z]{6,31}$/.test(label) && (label.length > 7 || !label.endsWith('bank')));
  return [...new Set(taken)].slice(0, LABELS);
}

/** One letter more, less or another one, or two neighbours exchanged. */
function withError(label: string, random: (below: number) => number): string {
  const at = random(label.length - 1);
  const letter = String.fromCharCode(97 + random(26));
  const [before, after] = [label.slice(0, at), label.slice(at)];
  switch (random(4)) {
    case 0:
      return before + letter + after;
    case 1:
      return before + after.slice(1);
    case 2:
      return before + letter + after.slice(1);
    default:
      return before + label[at + 1] + label[at] + label.slice(at + 2);
  }
}

function costOfTest(hosts: readonly Host[]): Bar {
  const find = buildLookalikes(registry, brands);
  const rates = createRates();
  for (let round = 0; round < ROUNDS; round++) {
    let hits = 0;
    const seconds = cpuSeconds(() => {
      for (const { host, registrable } of hosts) if (find(host, registrable) !== undefined) hits += 1;
    });
    rates.add('look-alike test, whole hosts', hits < 0 ? 0 : hosts.length / seconds);
  }
  log(rates.table());
  return atMost(
    'lookalike.us-per-host',
    1e6 / rates.best('look-alike test, whole hosts'),
    1,
    'µs',
    `${hosts.length} hosts: directory, names inside, disguises and typing errors of ${brands.brands.length} brands; CPU time, best of ${ROUNDS} rounds`,
  );
}

interface Host {
  host: string;
  registrable: string;
  label: string;
}

/** Popular hosts, or made-up ones where the list is not here. */
function readHosts(): Host[] {
  const path = sharedData('citizen/benign-domains/cloudflare-top100k.txt');
  const made = Array.from({ length: 60_000 }, (_, i) => keyOf(i)).filter((key) => !/[:/]/.test(key));
  const names = path === undefined ? made : readFileSync(path, 'utf8').trim().split('\n');
  const compiled = compileReference(reference);
  return names.flatMap((name) => {
    const read = normalise('domain', name, compiled);
    if (!read.ok || read.observable.host === undefined || read.observable.registrable === undefined) return [];
    const { host, registrable } = read.observable;
    return [{ host, registrable, label: registrable.slice(0, registrable.indexOf('.')) }];
  });
}

function rate(words: readonly string[], answer: (word: string) => boolean): number {
  let hits = 0;
  const seconds = cpuSeconds(() => {
    for (const word of words) if (answer(word)) hits += 1;
  });
  return hits < 0 ? 0 : words.length / seconds;
}
