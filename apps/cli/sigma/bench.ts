import { loadRules } from '@khien/engines/sigma';
import { readFileSync } from 'node:fs';
import { type Cli, Trouble } from '../cli.ts';
import { cutOf, cutPieces, evtxHeader } from './cut.ts';
import { createEngine, type Work } from './engine.ts';
import { findFiles, isRuleFile } from './paths.ts';
import { type LogFlags, sourceOf } from './run.ts';
import { readPlaceholders } from './rule-set.ts';
import { sniffHead } from './scan.ts';
import { openSource } from './source.ts';

/** What is measured is held in memory, so that no disk is measured. */
const MOST_BYTES = 256 << 20;
const ROUNDS = 3;

/** How fast this machine is on these logs, with one thread: CPU seconds, which other programs do not change much. */
export async function bench(cli: Cli, rulesAt: string, logs: string[], flags: LogFlags): Promise<void> {
  const placeholders = flags.placeholders === undefined ? {} : readPlaceholders(flags.placeholders);
  const names = findFiles([rulesAt, ...(flags.rules ?? [])], isRuleFile);
  const files = names.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
  const before = process.cpuUsage();
  const set = loadRules(files, { placeholders });
  const loadSeconds = cpuSince(before);
  if (set.rules.length === 0) throw new Trouble(`there is no rule in ${rulesAt}`);
  const { work, bytes, skipped } = await readWork(findFiles(logs), flags);
  if (work.length === 0) throw new Trouble('there is no log that can be read');
  const engine = createEngine({
    rules: set.rules,
    predicates: set.predicates,
    told: [],
    counted: [],
    placeholders,
    ...sourceOf(flags),
    zone: flags.zone ?? 0,
  });
  let best = Number.POSITIVE_INFINITY;
  let first = 0;
  let events = 0;
  let matches = 0;
  let candidates = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    events = 0;
    matches = 0;
    let looked = 0;
    for (const one of work) {
      const done = engine.take(one);
      events += done.events;
      matches += done.matches.length;
      looked = done.candidates;
    }
    candidates = looked / (round + 1);
    const seconds = cpuSince(start);
    if (round === 0) first = seconds;
    best = Math.min(best, seconds);
  }
  const perSecond = (count: number) => Math.round(count / Math.max(best, 1e-6));
  const data = {
    rules: set.rules.length,
    refused: set.refused.length,
    loadCpuSeconds: round3(loadSeconds),
    events,
    bytes,
    matches,
    eventsPerCpuSecond: perSecond(events),
    mebibytesPerCpuSecond: round3(bytes / 2 ** 20 / Math.max(best, 1e-6)),
    coldEventsPerCpuSecond: Math.round(events / Math.max(first, 1e-6)),
    candidatesPerEvent: round3(events === 0 ? 0 : candidates / events),
    rssMebibytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
    node: process.version,
    skipped,
  };
  cli.result(data, () =>
    [
      `${data.rules} rules loaded in ${data.loadCpuSeconds} CPU s (${data.refused} refused)`,
      `${events} events (${(bytes / 2 ** 20).toFixed(1)} MiB), ${matches} matches, ${data.candidatesPerEvent} rules looked at per event`,
      `${data.eventsPerCpuSecond} events/s and ${data.mebibytesPerCpuSecond} MiB/s on one core: decode, parse, match; best of ${ROUNDS}`,
      `${data.coldEventsPerCpuSecond} events/s in the first round, tables and code not warm yet`,
      `${data.rssMebibytes} MiB of memory, the logs included`,
      ...(skipped > 0 ? [`${skipped} files were left out: format not known, or beyond ${MOST_BYTES >> 20} MiB`] : []),
    ].join('\n'),
  );
}

async function readWork(files: readonly string[], flags: LogFlags) {
  const work: Work[] = [];
  let bytes = 0;
  let skipped = 0;
  for (const [file, name] of files.entries()) {
    const source = await openSource(name, () => undefined);
    const format = flags.format ?? sniffHead(source.head);
    if (format === undefined || bytes >= MOST_BYTES) {
      skipped += 1;
      await source.chunks.return();
      continue;
    }
    const cut = cutOf(format, source.head);
    const prefix = cut === 'evtx' ? evtxHeader(source.head) : undefined;
    const one = {
      file,
      piece: 0,
      format,
      stream: cut === 'stream',
      last: false,
      now: source.now,
      ...(prefix && { prefix }),
    };
    for await (const piece of cutPieces(source.chunks, cut, prefix?.length)) {
      work.push({ ...one, bytes: piece.bytes, line: piece.line });
      bytes += piece.bytes.length;
    }
    if (cut === 'stream') work.push({ ...one, bytes: new Uint8Array(0), line: 0, last: true });
  }
  return { work, bytes, skipped };
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;
