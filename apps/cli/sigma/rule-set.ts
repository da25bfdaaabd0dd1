import { readFileSync, statSync } from 'node:fs';
import { type Correlation, loadRules, type Rule, type RuleSet } from '@khien/engines/sigma';
import { parse } from 'yaml';
import { Trouble } from '../cli.ts';
import { findFiles, isRuleFile } from './paths.ts';

type Placeholders = Readonly<Record<string, readonly string[]>>;

/** More than this is no rule; the loader would refuse it too, but only once it is in memory. */
const LONGEST_FILE = 2 ** 26;

export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof levels)[number];
/** A rule that says no level counts as the lowest. */
export const rank = (level: string | undefined): number => Math.max(0, levels.indexOf(level as Level));

/** Reads rules from files, folders and globs. @throws Trouble where there are none at all. */
export function readRules(words: readonly string[], placeholderFile?: string): RuleSet & { files: number } {
  const names = findFiles(words, isRuleFile);
  if (names.length === 0) throw new Trouble(`there is no rule (*.yml) in ${words.join(', ')}`);
  const placeholders = placeholderFile === undefined ? {} : readPlaceholders(placeholderFile);
  const files = names.map((name) => {
    try {
      if (statSync(name).size > LONGEST_FILE) throw new Trouble(`${name} is too large for a file of rules`);
      return { name, text: readFileSync(name, 'utf8') };
    } catch (error) {
      if (error instanceof Trouble) throw error;
      throw new Trouble(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return { ...loadRules(files, { placeholders }), files: files.length };
}

/** Names and their values, as a map of lists: `admins: [root, administrator]`. */
export function readPlaceholders(file: string): Placeholders {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    throw new Trouble(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Trouble(`${file} must be a map of names to lists of values`);
  return Object.fromEntries(
    Object.entries(value).map(([name, list]) => [name, (Array.isArray(list) ? list : [list]).map(String)]),
  );
}

/** Rules to run, with the correlations that stand on them. */
export interface Chosen {
  rules: RuleSet['rules'];
  predicates: RuleSet['predicates'];
  correlations: readonly Correlation[];
  /** By index of `rules`: whether its matches are told; others only serve correlations. */
  told: readonly boolean[];
  toldCorrelations: ReadonlySet<Correlation>;
}

/**
 * The rules and correlations of at least a level, or those that are named by id, name or title.
 * @throws Trouble for a name that none has.
 */
export function choose(
  set: RuleSet,
  wanted: { level?: Level | undefined; rules?: readonly string[] | undefined },
): Chosen {
  const names = (wanted.rules ?? []).map((name) => name.toLowerCase());
  const called = ({ id, name, title }: Named, by: string): boolean =>
    id?.toLowerCase() === by || name?.toLowerCase() === by || title.toLowerCase() === by;
  for (const name of names) {
    if (!set.rules.some(({ rule }) => called(rule, name)) && !set.correlations.some((one) => called(one, name)))
      throw new Trouble(`no rule is called ${name}`);
  }
  const isWanted = (one: Rule | Correlation): boolean =>
    (wanted.level === undefined || rank(one.level) >= rank(wanted.level)) &&
    (names.length === 0 || names.some((name) => called(one, name)));
  const toldCorrelations = new Set(set.correlations.filter(isWanted));
  const needed = new Set<string>();
  // A correlation comes after those that it counts: from the last one back, everything below is found.
  const correlations = set.correlations
    .toReversed()
    .filter((one) => {
      const isNeeded = toldCorrelations.has(one) || refersTo(needed, one);
      if (isNeeded) for (const reference of one.rules) needed.add(reference);
      return isNeeded;
    })
    .toReversed();
  const rules = set.rules.filter(({ rule }) => isWanted(rule) || refersTo(needed, rule));
  return {
    rules,
    predicates: set.predicates,
    correlations,
    told: rules.map(({ rule }) => isWanted(rule)),
    toldCorrelations,
  };
}

interface Named {
  id?: string;
  name?: string;
  title: string;
}

const refersTo = (references: ReadonlySet<string>, { id, name }: Omit<Named, 'title'>): boolean =>
  (id !== undefined && references.has(id)) || (name !== undefined && references.has(name));
