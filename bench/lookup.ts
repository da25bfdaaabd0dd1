import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ABSENT, buildSnapshot, openSnapshot, type KeyBatch, type Table } from '@khien/engines/lookup';
import { batchOf, createRandom, keyOf } from './lookup/keys.ts';
import { cpuSeconds, createRates, elapsed, log, type Rates } from './lookup/measure.ts';
import { createHardwareTest, createLoadTest } from './lookup/memory.ts';
import { fillLmdb, fillSet } from './lookup/peers.ts';
import { fillRedis, installRedis } from './lookup/redis.ts';
import { loadSnapshot, writeSnapshot } from './lookup/snapshot.ts';
import { atLeast, atMost, machineFacts, notMeasured, type Bar } from './report.ts';

const LISTED = 10_000_000;
const SMALL = 1_000_000;
const ASKED = 1_000_000;
const ROUNDS = 4;

type Kind = 'hit' | 'miss';
const KINDS: Kind[] = ['hit', 'miss'];

/** Look-ups in 10 M keys from raw bytes, beside a JavaScript Set, Redis, LMDB and what the memory can give. */
export async function run(): Promise<Bar[]> {
  const folder = mkdtempSync(join(tmpdir(), 'khien-bench-'));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<Bar[]> {
  log(machineFacts());
  const step = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    let result: T | undefined;
    const { wall, cpu } = await elapsed(async () => void (result = await work()));
    log(`  ${what.padEnd(44)} ${wall.toFixed(1)} s, ${cpu.toFixed(1)} CPU-s`);
    return result as T;
  };

  await step('build the snapshot through files', () => writeSnapshot(folder, LISTED));
  const random = createRandom(42);
  const questions: Record<Kind, KeyBatch> = {
    hit: batchOf(Array.from({ length: ASKED }, () => random(LISTED))),
    miss: batchOf(Array.from({ length: ASKED }, () => LISTED + random(LISTED))),
  };
  const meanLength = questions.hit.bytes.length / ASKED;

  // Loading comes first, before the memory of this process is full of strings.
  const loads: number[] = [];
  let loaded = loadSnapshot(folder);
  for (let round = 0; round < ROUNDS; round++) {
    loaded.close();
    loads.push(cpuSeconds(() => void (loaded = loadSnapshot(folder))));
  }
  const { table, hot } = loaded;
  const rates = createRates();
  for (const kind of KINDS) {
    const requests = split(questions[kind], 1000);
    const ask = (): void => requests.forEach((part) => table.findBatch(part));
    for (let round = 0; round < ROUNDS; round++)
      rates.add(`Khiên ${kind}, confirmed and record read`, ASKED / cpuSeconds(ask));
  }
  if (table.size !== LISTED) throw new Error(`the generator gave ${table.size} distinct keys`);

  measureSmall(rates);
  const lmdb = await step('fill LMDB', () => fillLmdb(folder, LISTED));
  const set = await step('fill the Set', () => fillSet(LISTED));
  const withoutRedis = installRedis();
  const redis = withoutRedis === undefined ? await step('fill Redis', () => fillRedis(folder, LISTED)) : undefined;
  const hardware = createHardwareTest(folder, hot.byteLength);
  const loadTest = createLoadTest(hot);

  const falsePositives = countFalsePositives(table, questions);
  const peers: [string, (batch: KeyBatch, answers: Uint8Array) => void | Promise<void>][] = [
    ['Set', set.ask],
    ['LMDB', lmdb.ask],
  ];
  if (redis !== undefined) peers.push(['Redis', redis.ask]);
  for (const [name, ask] of peers) {
    for (const kind of KINDS) {
      const answers = new Uint8Array(ASKED);
      await ask(questions[kind], answers);
      const wrong = answers.filter((answer) => answer !== (kind === 'hit' ? 1 : 0)).length;
      if (wrong > 0) throw new Error(`${name} answered ${wrong} of ${ASKED} (${kind}) otherwise`);
    }
  }

  const slots = new Int32Array(ASKED);
  const answers = new Uint8Array(ASKED);
  const h1: Record<Kind, Int32Array> = { hit: new Int32Array(ASKED), miss: new Int32Array(ASKED) };
  const h2: Record<Kind, Int32Array> = { hit: new Int32Array(ASKED), miss: new Int32Array(ASKED) };
  for (const kind of KINDS) table.hash(questions[kind], h1[kind], h2[kind]);
  const cpuRate = (name: string, work: () => void): void => rates.add(name, ASKED / cpuSeconds(work));
  for (let round = 0; round < ROUNDS; round++) {
    rates.add('memory limit, JavaScript', loadTest());
    if (hardware !== undefined) {
      const { small, huge } = hardware();
      rates.add('memory limit, C, 4 KiB pages', small);
      rates.add('memory limit, C, huge pages', huge);
    }
    for (const kind of KINDS) {
      const batch = questions[kind];
      cpuRate(`Khiên ${kind}`, () => void table.test(batch, slots));
      cpuRate(`Khiên ${kind}, hashed before`, () => void table.testHashes(h1[kind], h2[kind], slots));
      const { wall } = await elapsed(async () => void table.test(batch, slots));
      rates.add(`Khiên ${kind}, wall`, ASKED / wall);
      cpuRate(`Set ${kind}`, () => set.ask(batch, answers));
      cpuRate(`LMDB ${kind}`, () => lmdb.ask(batch, answers));
      if (redis !== undefined) {
        const server = await redis.serverCpu();
        const spent = await elapsed(() => redis.ask(batch, answers));
        rates.add(`Redis ${kind}, wall`, ASKED / spent.wall);
        rates.add(`Redis ${kind}, CPU of the client`, ASKED / spent.cpu);
        rates.add(`Redis ${kind}, CPU of both`, ASKED / (spent.cpu + (await redis.serverCpu()) - server));
      }
    }
  }
  log(`rates of ${ASKED} look-ups in ${LISTED} keys (mean ${meanLength.toFixed(1)} bytes), best and all rounds`);
  log(rates.table());
  loaded.close();
  await lmdb.close();
  await redis?.close();

  const ratio = (ours: string, theirs: string): number => rates.best(ours) / rates.best(theirs);
  const rate = (name: string): string => `${(rates.best(name) / 1e6).toFixed(2)} M/s`;
  const pair = (name: (kind: Kind) => string): string => `${rate(name('hit'))} hit, ${rate(name('miss'))} miss`;
  const common = `${LISTED / 1e6} M keys as bytes, batch of ${ASKED / 1e6} M, CPU-seconds, best of ${ROUNDS} interleaved rounds`;
  const unconfirmed =
    "Timed: hashing and the keyed 63-bit test; a hit's string comparison and record are not in it " +
    `(with both, by pread: ${rate('Khiên hit, confirmed and record read')})`;
  const bars: Bar[] = [];
  for (const [kind, limit] of [
    ['hit', 12],
    ['miss', 7],
  ] as const) {
    const what = `Khiên ${rate(`Khiên ${kind}`)} v. Set ${rate(`Set ${kind}`)} (a string made of each key); ${common}; with 1 M keys ${ratio(`Khiên ${kind}, 1 M keys`, `Set ${kind}, 1 M keys`).toFixed(0)} times. ${unconfirmed}`;
    bars.push(atLeast(`lookup.vs-set-${kind}`, ratio(`Khiên ${kind}`, `Set ${kind}`), limit, 'times', what));
  }
  /** The lower ratio of hits and misses; `*` stands for the kind. */
  const worst = (ours: string, theirs: string): number =>
    Math.min(...KINDS.map((kind) => ratio(ours.replace('*', kind), theirs.replace('*', kind))));
  bars.push(
    redis === undefined
      ? notMeasured('lookup.vs-redis', '≥ 15', 'times', withoutRedis ?? '')
      : atLeast(
          'lookup.vs-redis',
          Math.min(worst('Khiên *, wall', 'Redis *, wall'), worst('Khiên *', 'Redis *, CPU of both')),
          15,
          'times',
          `lowest of hit and miss, by the clock and by CPU-seconds of client and server. Clock: Khiên ${pair((kind) => `Khiên ${kind}, wall`)} v. Redis ` +
            `${redis.version} ${pair((kind) => `Redis ${kind}, wall`)} (one Node client, unix socket, ` +
            `SMISMEMBER of 1,000, 10 on their way). CPU: Khiên ${pair((kind) => `Khiên ${kind}`)} ` +
            `v. ${pair((kind) => `Redis ${kind}, CPU of both`)}. A network store against a table in the process. ` +
            unconfirmed,
        ),
    atLeast(
      'lookup.vs-lmdb',
      worst('Khiên *', 'LMDB *'),
      20,
      'times',
      `lower of hit and miss: Khiên ${pair((kind) => `Khiên ${kind}`)} v. LMDB ${pair((kind) => `LMDB ${kind}`)}; ${common}. ${unconfirmed}`,
    ),
    atLeast(
      'lookup.of-memory-limit',
      worst('Khiên *, hashed before', 'memory limit, JavaScript'),
      0.35,
      'of the limit',
      `lower of hit and miss, hashed before: ${pair((kind) => `Khiên ${kind}, hashed before`)} v. ` +
        `${rate('memory limit, JavaScript')} independent random loads from the same memory by the same runtime` +
        (hardware === undefined
          ? '; no C compiler here to say what the machine gives at most'
          : `. A C program gets ${rate('memory limit, C, 4 KiB pages')} (huge pages ${rate('memory limit, C, huge pages')}): ` +
            `of that we reach ${worst('Khiên *, hashed before', 'memory limit, C, huge pages').toFixed(2)}`),
    ),
    atMost(
      'lookup.mb-per-million',
      table.hotBytes / 2 ** 20 / (LISTED / 1e6),
      24,
      'MiB',
      `memory that stays: slots and the place of every record. Strings and records are in a file, ` +
        `${(loaded.heapBytes / 2 ** 20 / (LISTED / 1e6)).toFixed(0)} MiB per million here`,
    ),
    atMost(
      'lookup.load-cpu-s',
      Math.min(...loads),
      0.5,
      'CPU-s',
      `file (in the page cache) into a new SharedArrayBuffer, all checksums verified, ready to answer; ` +
        `${loads.map((load) => load.toFixed(3)).join(' ')}`,
    ),
    atMost('lookup.false-positives', falsePositives, 0, '', falsePositiveHow(table)),
  );
  return bars;
}

/** The same against a Set with a table that fits into the third-level cache, to be printed beside. */
function measureSmall(rates: Rates): void {
  const listed = Array.from({ length: SMALL }, (_, i) => ({ key: keyOf(i), record: '' }));
  const { hot, heap } = buildSnapshot(listed, { seed: { a: 3, b: 4 }, generation: 1 });
  const table = openSnapshot(hot.buffer, (offset, length) => heap.subarray(offset, offset + length));
  const set = fillSet(SMALL);
  const random = createRandom(43);
  const slots = new Int32Array(ASKED);
  const answers = new Uint8Array(ASKED);
  for (const kind of KINDS) {
    const batch = batchOf(Array.from({ length: ASKED }, () => (kind === 'hit' ? 0 : SMALL) + random(SMALL)));
    for (let round = 0; round < ROUNDS; round++) {
      rates.add(`Khiên ${kind}, 1 M keys`, ASKED / cpuSeconds(() => void table.test(batch, slots)));
      rates.add(`Set ${kind}, 1 M keys`, ASKED / cpuSeconds(() => set.ask(batch, answers)));
    }
  }
}

/** Batches of the size of a request. */
function split({ bytes, ends }: KeyBatch, keys: number): KeyBatch[] {
  return Array.from({ length: Math.ceil(ends.length / keys) }, (_, n) => {
    const start = n === 0 ? 0 : ends[n * keys - 1]!;
    const own = ends.subarray(n * keys, (n + 1) * keys).map((end) => end - start);
    return { bytes: bytes.subarray(start, start + own[own.length - 1]!), ends: own };
  });
}

/**
 * Asks everything once with confirmation: how many keys that are not listed were found, after every listed one was found
 * with its own record.
 */
function countFalsePositives(table: Table, questions: Record<Kind, KeyBatch>): number {
  const found = table.findBatch(questions.hit);
  const missing = found.filter((hit) => hit === undefined).length;
  if (missing > 0) throw new Error(`${missing} of ${ASKED} listed keys were not found`);
  const slots = new Int32Array(ASKED);
  table.test(questions.miss, slots);
  const unconfirmed = slots.filter((slot) => slot !== ABSENT).length;
  log(`  ${unconfirmed} of ${ASKED} keys that are not listed pass the keyed test before confirmation`);
  return table.findBatch(questions.miss).filter((hit) => hit !== undefined).length;
}

function falsePositiveHow(table: Table): string {
  return (
    `of ${ASKED / 1e6} M keys that are not listed, through findBatch, which compares each hit with the stored string ` +
    `(${table.counts.reads} reads of the heap in this run); the same call found all ${ASKED / 1e6} M listed ones`
  );
}
