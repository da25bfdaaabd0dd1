import { createMatcher } from '../match/matcher.ts';
import type { Node, Predicate } from '../predicate.ts';
import type { LogSource, Rule } from '../rule.ts';
import type { Expectation, Expectations } from './expectations.ts';

/** What a rule or correlation is known by. */
export interface Subject {
  id?: string;
  name?: string;
  title: string;
}

export interface BacktestCase {
  /** Title of the rule, or the reference that names no rule. */
  title: string;
  id?: string;
  /** `error`: the expectation names no rule, or several. */
  status: 'passed' | 'failed' | 'warning' | 'error';
  expected: Omit<Expectation, 'rule'>;
  /** How often it fired. */
  found: number;
  /** `unexpected`: it fired and was not expected to; `unknown`, `ambiguous`: what the expectation names. */
  reason?: 'too-few' | 'too-many' | 'unexpected' | 'unknown' | 'ambiguous';
}

export interface BacktestResult {
  name: string;
  events: number;
  cases: BacktestCase[];
  passed: number;
  failed: number;
  warnings: number;
  errors: number;
}

/**
 * Matches events against rules and compares how often each rule fires with what was expected.
 *
 * @param source what is known of the log source of all these events.
 */
export function runBacktest(
  name: string,
  set: { rules: readonly { rule: Rule; node: Node }[]; predicates: readonly Predicate[] },
  events: Iterable<object>,
  expectations: Expectations,
  source?: LogSource,
): BacktestResult {
  const matcher = createMatcher(set);
  const found = set.rules.map(() => 0);
  let count = 0;
  for (const event of events) {
    count += 1;
    for (const rule of matcher.match(event, undefined, source)) found[rule] = (found[rule] as number) + 1;
  }
  const subjects = set.rules.map(({ rule }) => rule);
  return judge({ name, subjects, found, events: count, expectations });
}

/** Compares counts with expectations. `found[i]`: how often `subjects[i]` fired; correlations may be among them. */
export function judge(input: {
  name: string;
  subjects: readonly Subject[];
  found: readonly number[];
  events: number;
  expectations: Expectations;
}): BacktestResult {
  const { subjects, found } = input;
  const { expectations, unexpected } = input.expectations;
  const expectedOf = new Set<number>();
  const cases = expectations.map((expectation): BacktestCase => {
    const { rule, ...expected } = expectation;
    const named = findSubjects(rule, subjects);
    const [only] = named;
    if (only === undefined || named.length > 1) {
      return { title: rule, status: 'error', expected, found: 0, reason: only === undefined ? 'unknown' : 'ambiguous' };
    }
    expectedOf.add(only);
    const times = found[only] ?? 0;
    const reason = reasonOf(expected, times);
    const subject = subjects[only] as Subject;
    return {
      ...labelOf(subject),
      status: reason ? 'failed' : 'passed',
      expected,
      found: times,
      ...(reason && { reason }),
    };
  });
  if (unexpected !== 'ignore') {
    const status = unexpected === 'warn' ? 'warning' : 'failed';
    for (const [at, subject] of subjects.entries()) {
      const times = found[at] ?? 0;
      if (times === 0 || expectedOf.has(at)) continue;
      cases.push({ ...labelOf(subject), status, expected: {}, found: times, reason: 'unexpected' });
    }
  }
  const countOf = (status: BacktestCase['status']) => cases.filter((one) => one.status === status).length;
  return {
    name: input.name,
    events: input.events,
    cases,
    passed: countOf('passed'),
    failed: countOf('failed'),
    warnings: countOf('warning'),
    errors: countOf('error'),
  };
}

/** By id, else by name, else by title. */
function findSubjects(reference: string, subjects: readonly Subject[]): number[] {
  const byKey = (keyOf: (subject: Subject) => boolean) =>
    subjects.flatMap((subject, at) => (keyOf(subject) ? [at] : []));
  const ways = [
    byKey(({ id }) => id?.toLowerCase() === reference.toLowerCase()),
    byKey(({ name }) => name === reference),
    byKey(({ title }) => title === reference),
  ];
  return ways.find((found) => found.length > 0) ?? [];
}

function reasonOf(expected: Omit<Expectation, 'rule'>, times: number): 'too-few' | 'too-many' | undefined {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY, exactly } = expected;
  if (times < Math.max(atLeast, exactly ?? 0)) return 'too-few';
  return times > Math.min(atMost, exactly ?? Number.POSITIVE_INFINITY) ? 'too-many' : undefined;
}

function labelOf({ title, id }: Subject): { title: string; id?: string } {
  return id === undefined ? { title } : { title, id };
}
