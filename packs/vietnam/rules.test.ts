import { readdirSync, readFileSync } from 'node:fs';
import { createMatcher, createReference, loadRules } from '@khien/engines/sigma';
import { expect, test } from 'vitest';

/** One entry of a `*.test.json` file beside a rule: events that the rule must and must not match. */
interface RuleTest {
  rule: string;
  match?: object[];
  ignore?: object[];
}

const folder = new URL('./rules/', import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const files = names.filter((name) => name.endsWith('.yml')).map((name) => ({ name, text: read(name) }));
const tests = names
  .filter((name) => name.endsWith('.test.json'))
  .flatMap((name) => (JSON.parse(read(name)) as RuleTest[]).map((entry) => ({ name, ...entry })));

const set = loadRules(files);
const matcher = createMatcher(set);
const reference = createReference(set.rules.map(({ rule }) => rule));
const index = new Map(set.rules.map(({ rule }, at) => [rule.id, at]));

test('every rule loads without a refusal or a warning', () => {
  expect(set.refused).toEqual([]);
  expect(set.warnings).toEqual([]);
  expect(set.rules.length).toBeGreaterThanOrEqual(30);
});

test('file names are those of the Sigma conventions', () => {
  for (const { name } of files) expect(name).toMatch(/^[a-z_]+\/[a-z0-9_]{6,66}\.yml$/);
});

test('every rule has two events that it matches and two that it leaves alone', () => {
  for (const { rule } of set.rules) {
    const own = tests.filter((entry) => entry.rule === rule.id);
    expect(own.flatMap(({ match = [] }) => match).length, rule.title).toBeGreaterThanOrEqual(2);
    expect(own.flatMap(({ ignore = [] }) => ignore).length, rule.title).toBeGreaterThanOrEqual(2);
  }
});

const withEvents = tests.filter(({ match, ignore }) => match !== undefined || ignore !== undefined);

test.each(withEvents.map((entry) => [entry.name, entry] as const))('%s', (_, { rule, match = [], ignore = [] }) => {
  const at = index.get(rule);
  expect(at, 'the rule of the test').toBeDefined();
  for (const [expected, events] of [
    [true, match],
    [false, ignore],
  ] as const) {
    for (const event of events) {
      const matched = matcher.match(event);
      expect(matched.includes(at as number), JSON.stringify(event)).toBe(expected);
      expect(matched, JSON.stringify(event)).toEqual(reference.match(event));
    }
  }
});
