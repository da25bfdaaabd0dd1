import { LIMITS } from '../load/limits.ts';
import { readDocuments } from '../load/split.ts';
import type { Mapping, Yaml } from '../load/yaml.ts';
import { RuleError } from '../rule.ts';

/** How often a rule should fire. Every bound that is given must hold. */
export interface Expectation {
  /** Id, name or title. */
  rule: string;
  atLeast?: number;
  atMost?: number;
  exactly?: number;
}

export interface Expectations {
  /** What becomes of rules that fire and are not expected to. */
  unexpected: 'ignore' | 'warn' | 'fail';
  expectations: readonly Expectation[];
}

/** One file of events of a rule's regression test, as SigmaHQ describes it in an `info.yml` beside its rules. */
export interface RegressionTest {
  name: string;
  /** Format of the file: `evtx`, `json` … */
  type: string;
  /** As written: relative to the root of the rules' repository. */
  path: string;
  provider?: string;
  expectations: Expectations;
}

/**
 * Reads `expectations: [{rule, at_least | at_most | exactly}]` and `defaults: {unexpected_detections}` (`warn` where
 * nothing is said). Throws {@link RuleError} with the line.
 */
export function readExpectations(text: string): Expectations {
  const root = readRoot(text);
  const list = root.entries.get('expectations')?.value;
  if (list?.kind !== 'list') throw new RuleError('schema', "'expectations' must be a list", list?.line ?? root.line);
  return {
    unexpected: readUnexpected(root),
    expectations: list.items.map(readExpectation),
  };
}

/**
 * Reads SigmaHQ's `info.yml`: `rule_metadata` names the rules, `regression_tests_info` the files. A rule passes if it
 * fires at least `match_count` times (once where nothing is said); 0 means never. Throws {@link RuleError} with the line.
 */
export function readRegressionInfo(text: string): RegressionTest[] {
  const root = readRoot(text);
  const rules = listOf(root, 'rule_metadata').map((rule) => textOf(rule, 'id') as string);
  return listOf(root, 'regression_tests_info').map((test) => {
    const count = numberOf(test, 'match_count') ?? 1;
    const provider = textOf(test, 'provider', 'optional');
    return {
      name: textOf(test, 'name', 'optional') ?? 'regression test',
      type: textOf(test, 'type') as string,
      path: textOf(test, 'path') as string,
      ...(provider !== undefined && { provider }),
      expectations: {
        unexpected: 'ignore',
        expectations: rules.map((rule) => (count === 0 ? { rule, exactly: 0 } : { rule, atLeast: count })),
      },
    };
  });
}

function readExpectation(item: Yaml): Expectation {
  if (item.kind !== 'map') throw new RuleError('schema', 'an expectation must be a map', item.line);
  const bounds = {
    atLeast: numberOf(item, 'at_least'),
    atMost: numberOf(item, 'at_most'),
    exactly: numberOf(item, 'exactly'),
  };
  const given = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  if (given.length === 0) throw new RuleError('schema', "'at_least', 'at_most' or 'exactly' is missing", item.line);
  return { rule: textOf(item, 'rule') as string, ...Object.fromEntries(given) };
}

function readUnexpected(root: Mapping): Expectations['unexpected'] {
  const defaults = root.entries.get('defaults')?.value;
  if (defaults === undefined) return 'warn';
  if (defaults.kind !== 'map') throw new RuleError('schema', "'defaults' must be a map", defaults.line);
  const told = textOf(defaults, 'unexpected_detections', 'optional') ?? 'warn';
  if (told === 'ignore' || told === 'warn' || told === 'fail') return told;
  throw new RuleError('schema', "'unexpected_detections' must be ignore, warn or fail", defaults.line);
}

function readRoot(text: string): Mapping {
  const [document, ...more] = readDocuments(text, LIMITS);
  if (document !== undefined && 'error' in document) throw document.error;
  if (document?.root.kind !== 'map' || more.length > 0) {
    throw new RuleError('schema', 'the file must be one map', document?.root.line ?? 1);
  }
  return document.root;
}

function listOf(map: Mapping, key: string): Mapping[] {
  const list = map.entries.get(key)?.value;
  if (list?.kind !== 'list' || list.items.length === 0) {
    throw new RuleError('schema', `'${key}' must be a list that is not empty`, list?.line ?? map.line);
  }
  return list.items.map((item) => {
    if (item.kind !== 'map') throw new RuleError('schema', `'${key}' must hold maps`, item.line);
    return item;
  });
}

function textOf(map: Mapping, key: string, optional?: 'optional'): string | undefined {
  const value = map.entries.get(key)?.value;
  if (value?.kind === 'scalar' && value.text !== '') return value.text;
  if (value === undefined && optional) return undefined;
  throw new RuleError('schema', `'${key}' must be text`, value?.line ?? map.line);
}

function numberOf(map: Mapping, key: string): number | undefined {
  const value = map.entries.get(key)?.value;
  if (value === undefined) return undefined;
  if (value.kind === 'scalar' && typeof value.value === 'number' && Number.isInteger(value.value) && value.value >= 0) {
    return value.value;
  }
  throw new RuleError('schema', `'${key}' must be a whole number`, value.line);
}
