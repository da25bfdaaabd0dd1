import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type BacktestResult,
  type Expectations,
  judge,
  readExpectations,
  readRegressionInfo,
  type RuleSet,
  toJUnit,
} from '@khien/engines/sigma';
import { type Cli, Trouble } from '../cli.ts';
import { countedFields, createCounter } from './correlations.ts';
import { findFiles } from './paths.ts';
import { type Chosen, choose, readPlaceholders, readRules } from './rule-set.ts';
import { type LogFlags, sourceOf } from './run.ts';
import { scan } from './scan.ts';
import { plain } from './words.ts';

export interface BacktestFlags extends LogFlags {
  junit?: string;
  events?: string[];
}

interface Case {
  name: string;
  files: string[];
  expectations: Expectations;
}

/** Compares how often rules fire on logs with what was expected. */
export async function backtest(cli: Cli, rulesAt: string, words: string[], flags: BacktestFlags): Promise<void> {
  const set = readRules([rulesAt, ...(flags.rules ?? [])], flags.placeholders);
  const cases = findFiles(words, (name) => /(^|[/\\])info\.ya?ml$/i.test(name)).flatMap((file) =>
    readCases(file, flags),
  );
  if (cases.length === 0) throw new Trouble('there is no case: an info.yml, or a file of expectations with --events');
  const results: BacktestResult[] = [];
  const unread: string[] = [];
  for (const one of cases) {
    const { result, problems } = await runCase(set, one, flags);
    results.push(result);
    unread.push(...problems);
  }
  if (flags.junit !== undefined) writeFileSync(flags.junit, toJUnit(results));
  const sum = (key: 'passed' | 'failed' | 'warnings' | 'errors') => results.reduce((total, one) => total + one[key], 0);
  const totals = { passed: sum('passed'), failed: sum('failed'), warnings: sum('warnings'), errors: sum('errors') };
  if (totals.failed + totals.errors + unread.length > 0) cli.fail();
  cli.result({ ...totals, unread, results }, () =>
    [
      ...results.flatMap(({ name, cases: all }) =>
        all
          .filter(({ status }) => status !== 'passed')
          .map(({ status, title, found, reason, expected }) =>
            plain(
              `${status.padEnd(7)}  ${name}: ${title} fired ${found} times (${reason ?? ''}${boundText(expected)})`,
            ),
          ),
      ),
      ...unread.map(plain),
      `${totals.passed} passed, ${totals.failed} failed, ${totals.errors} errors, ${totals.warnings} warnings in ${cases.length} cases`,
    ].join('\n'),
  );
}

const boundText = (expected: object): string =>
  Object.entries(expected)
    .map(([bound, count]) => `, ${bound} ${String(count)}`)
    .join('');

/** Cases of SigmaHQ's `info.yml`, or one of a file of expectations for the logs of `--events`. */
function readCases(file: string, flags: BacktestFlags): Case[] {
  const text = readFileSync(file, 'utf8');
  try {
    if (/^expectations:/m.test(text)) {
      if (flags.events === undefined) throw new Trouble(`${file} holds expectations: name the logs with --events`);
      return [{ name: file, files: findFiles(flags.events), expectations: readExpectations(text) }];
    }
    return readRegressionInfo(text).map(({ name, path: log, expectations }) => ({
      name: `${file} ${name}`,
      files: [findBeside(file, log)],
      expectations,
    }));
  } catch (error) {
    if (error instanceof Trouble) throw error;
    const line = (error as { line?: number }).line;
    throw new Trouble(
      `${file}${line === undefined ? '' : `:${line}`}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Paths are relative to the root of the rules' repository, which is somewhere above; else the log lies beside. */
function findBeside(file: string, log: string): string {
  for (let folder = path.dirname(path.resolve(file)); ; folder = path.dirname(folder)) {
    const full = path.join(folder, log);
    if (existsSync(full)) return full;
    if (folder === path.dirname(folder)) break;
  }
  return path.join(path.dirname(file), path.basename(log));
}

async function runCase(set: RuleSet, one: Case, flags: BacktestFlags) {
  const chosen = one.expectations.unexpected === 'ignore' ? onlyNamed(set, one.expectations) : choose(set, {});
  const counter = createCounter(chosen);
  const counts = new Map<object, number>();
  const count = (rule: object) => counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const { reports } = await scan({
    files: one.files,
    jobs: 1,
    ...(flags.format !== undefined && { format: flags.format }),
    signal: new AbortController().signal,
    engine: {
      rules: chosen.rules,
      predicates: chosen.predicates,
      told: [],
      counted: countedFields(chosen),
      placeholders: flags.placeholders === undefined ? {} : readPlaceholders(flags.placeholders),
      ...sourceOf(flags),
      zone: flags.zone ?? 0,
    },
    take(done, file) {
      counter.add(done, file);
      for (const { rule } of done.matches) {
        const loaded = chosen.rules[rule];
        if (loaded !== undefined) count(loaded.rule);
      }
    },
  });
  for (const { correlation } of counter.end().fired) count(correlation);
  const subjects = [...chosen.rules.map(({ rule }) => rule), ...chosen.correlations];
  const result = judge({
    name: one.name,
    subjects,
    found: subjects.map((subject) => counts.get(subject) ?? 0),
    events: reports.reduce((sum, { events }) => sum + events, 0),
    expectations: one.expectations,
  });
  const problems = reports.flatMap(({ file, failed }) =>
    failed === undefined ? [] : [`${one.name}: ${file}: ${failed}`],
  );
  return { result, problems };
}

/** Thousands of cases name a rule or two each: the others need not run. A name that none has is judged, not thrown. */
function onlyNamed(set: RuleSet, { expectations }: Expectations): Chosen {
  const known = expectations.filter(({ rule }) => {
    const by = rule.toLowerCase();
    return [...set.rules.map((loaded) => loaded.rule), ...set.correlations].some(
      ({ id, name, title }) => id?.toLowerCase() === by || name?.toLowerCase() === by || title.toLowerCase() === by,
    );
  });
  const rules = known.map(({ rule }) => rule);
  return rules.length === 0 ? { ...choose(set, {}), rules: [] } : choose(set, { rules });
}
