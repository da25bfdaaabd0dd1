import type { FormatName } from '@khien/engines/logs';
import type { LogSource } from '@khien/engines/sigma';
import { type Cli, Trouble } from '../cli.ts';
import { countedFields, createCounter } from './correlations.ts';
import type { EngineOptions } from './engine.ts';
import { createOutput, createWriter, type OutputKind, ruleLabel, type Summary, summaryLines } from './output.ts';
import { findFiles } from './paths.ts';
import { choose, type Level, rank, readPlaceholders, readRules } from './rule-set.ts';
import { type Progress, scan } from './scan.ts';

export interface LogFlags {
  rules?: string[];
  placeholders?: string;
  format?: FormatName;
  product?: string;
  category?: string;
  service?: string;
  zone?: number;
}

export interface RunFlags extends LogFlags {
  jsonl?: boolean;
  jobs?: number;
  level?: Level;
  rule?: string[];
  from?: number;
  to?: number;
  out?: string;
  failOn?: Level;
}

/** What `khien sigma run` ends with when a rule of `--fail-on` matched. */
export const MATCHED = 3;
/** As shells tell of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

export function sourceOf({ product, category, service }: LogFlags): { source?: LogSource } {
  const source = { ...(product && { product }), ...(category && { category }), ...(service && { service }) };
  return Object.keys(source).length > 0 ? { source } : {};
}

export async function run(cli: Cli, asJson: boolean, words: [string, string[]], flags: RunFlags): Promise<void> {
  const [rulesAt, logs] = words;
  const files = findFiles(logs);
  if (files.length === 0) throw new Trouble('there is no log to read');
  const set = readRules([rulesAt, ...(flags.rules ?? [])], flags.placeholders);
  const chosen = choose(set, { level: flags.level, rules: flags.rule });
  const counter = createCounter(chosen);
  const told = chosen.told.map((isTold, at) => isTold && counter.silenced[at] !== true);
  for (const { correlation, reason } of counter.refused) cli.note(`${correlation.title} is left out: ${reason}`);
  if (set.refused.length > 0) cli.note(`${set.refused.length} rules are refused (khien sigma check tells why)`);
  if (chosen.rules.length === 0) throw new Trouble('no rule is left to run');

  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  const kind: OutputKind = flags.jsonl ? 'jsonl' : asJson ? 'json' : 'words';
  // `| head` has seen enough: nothing more is to be told.
  let isGone = false;
  const writer = createWriter(flags.out, () => {
    isGone = true;
    abort();
  });
  const output = createOutput(kind, writer);
  const counts = new Map<object, number>();
  let gravest = -1;
  const count = (rule: { level?: Level }) => {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
    gravest = Math.max(gravest, rank(rule.level));
  };
  const engine: EngineOptions = {
    rules: chosen.rules,
    predicates: chosen.predicates,
    told,
    counted: countedFields(chosen),
    placeholders: flags.placeholders === undefined ? {} : readPlaceholders(flags.placeholders),
    ...sourceOf(flags),
    ...(flags.from !== undefined && { from: flags.from }),
    ...(flags.to !== undefined && { to: flags.to }),
    zone: flags.zone ?? 0,
  };
  const began = performance.now();
  const progress = createProgress();
  const { reports, jobs } = await scan({
    files,
    engine,
    ...(flags.jobs !== undefined && { jobs: flags.jobs }),
    ...(flags.format !== undefined && { format: flags.format }),
    signal: stop.signal,
    progress: progress.tell,
    async take(done, file) {
      counter.add(done, file);
      // Both may go to one terminal.
      if (done.matches.length > 0) progress.clear();
      for (const match of done.matches) {
        const rule = chosen.rules[match.rule]?.rule;
        if (match.told === undefined || rule === undefined) continue;
        count(rule);
        await output.match(match, file, rule);
      }
    },
  });
  progress.clear();
  const { fired, withoutTime, forgotten } = counter.end();
  for (const one of fired) {
    count(one.correlation);
    await output.fired(one);
  }
  const all = [...chosen.rules.map(({ rule }) => rule), ...chosen.correlations];
  const byRule = all
    .filter((rule) => counts.has(rule))
    .map((rule) => ({ rule: ruleLabel(rule), count: counts.get(rule) ?? 0 }))
    .sort((a, b) => rank(b.rule.level) - rank(a.rule.level) || b.count - a.count);
  const summary: Summary = {
    events: reports.reduce((sum, { events }) => sum + events, 0),
    outside: reports.reduce((sum, { outside }) => sum + outside, 0),
    matches: byRule.reduce((sum, one) => sum + one.count, 0),
    byRule,
    files: reports,
    seconds: (performance.now() - began) / 1000,
    jobs,
    stopped: stop.signal.aborted,
    withoutTime,
    forgotten,
  };
  await output.end(summary);
  await writer.end();
  process.removeListener('SIGINT', abort).removeListener('SIGTERM', abort);
  // What the lines of matches do not say must not be lost where they go elsewhere.
  if (isGone) return;
  if (kind === 'jsonl' || flags.out !== undefined) for (const line of summaryLines(summary)) if (line) cli.note(line);
  if (summary.stopped) process.exitCode = INTERRUPTED;
  else if (flags.failOn !== undefined && gravest >= rank(flags.failOn)) process.exitCode = MATCHED;
  else if (reports.some(({ unread }) => unread)) cli.fail();
}

/** A line on standard error that changes in place; nothing where no one looks. */
function createProgress() {
  const isShown = process.stderr.isTTY;
  const began = performance.now();
  let next = began + 200;
  return {
    tell({ bytes, size, events, matches }: Progress): void {
      const now = performance.now();
      if (!isShown || now < next) return;
      next = now + 200;
      const mib = (count: number) => (count / 2 ** 20).toFixed(1);
      const rate = Math.round((events * 1000) / (now - began));
      const of = size > 0 ? ` of ${mib(size)}` : '';
      process.stderr.write(`\r\u001b[K${mib(bytes)}${of} MiB  ${rate} events/s  ${matches} matches`);
    },
    clear(): void {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}
