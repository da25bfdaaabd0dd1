import { readdirSync, readFileSync } from 'node:fs';
import { formats } from '@khien/engines/logs';
import {
  createCorrelator,
  createMatcher,
  createReference,
  fieldValues,
  type Fired,
  loadRules,
  type Rule,
} from '@khien/engines/sigma';
import { pathsOf, shapeOf, timeOf } from '@khien/engines/sigma/sources';
import { describe, expect, test } from 'vitest';

type Condition = Rule['condition'];

/** One entry of a `*.test.json` file beside a rule. */
interface RuleTest {
  /** Id of a rule or correlation. */
  rule: string;
  /** Events that the rule must match, and must not. */
  match?: object[];
  ignore?: object[];
  /** Lines of logs; the rule must match what the parsers make of each. */
  lines?: string[];
  /** Events that the rule matches, were it not for the filters. */
  filtered?: object[];
  /** For correlations: what happens, and how often it must fire. */
  stories?: { about: string; fires: number; events: (object | Repeated)[] }[];
}

/** The event some times, so many seconds apart; `{i}` in its texts becomes the number of the repetition. */
interface Repeated {
  times: number;
  seconds: number;
  event: { '@timestamp': string };
}

const folder = new URL('./rules/', import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const files = names.filter((name) => name.endsWith('.yml')).map((name) => ({ name, text: read(name) }));
const tests = names
  .filter((name) => name.endsWith('.test.json'))
  .flatMap((name) => (JSON.parse(read(name)) as RuleTest[]).map((entry) => ({ name, ...entry })));

/** The documents of a file: what they are, and what the loader does not read. The formatter keeps this layout. */
const documentsOf = (text: string) =>
  text.split(/^---$/m).map((document) => {
    const line = (key: string): string => new RegExp(`^ {0,2}${key}: (.+)$`, 'm').exec(document)?.[1] ?? '';
    return {
      kind: /^(correlation|filter|detection):$/m.exec(document)?.[1],
      id: line('id'),
      name: line('name'),
      title: unquoted(line('title_vi')),
      actions: [...(/^ {2}action_vi:\n((?: {4}- .+(?:\n|$))+)/m.exec(document)?.[1] ?? '').matchAll(/- (.+)/g)].map(
        ([, sentence = '']) => unquoted(sentence),
      ),
    };
  });
const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;

const prepare = (chosen: typeof files) => {
  const set = loadRules(chosen);
  return {
    set,
    matcher: createMatcher(set),
    reference: createReference(set.rules.map(({ rule }) => rule)),
    index: new Map(set.rules.map(({ rule }, at) => [rule.id, at])),
  };
};
const whole = prepare(files);
const { set } = whole;
const unfiltered = prepare(files.filter(({ name }) => !name.includes('/mf_')));

describe('the set', () => {
  test('loads without a refusal or a warning', () => {
    expect(set.refused).toEqual([]);
    expect(set.warnings).toEqual([]);
    expect(createCorrelator(set.correlations).refused).toEqual([]);
    expect(set.rules.length).toBeGreaterThanOrEqual(60);
    expect(set.correlations.length).toBeGreaterThanOrEqual(12);
  });

  test('has file names after the conventions of Sigma', () => {
    for (const { name, text } of files) {
      expect(name).toMatch(/^[a-z_]+\/[a-z0-9_]{6,66}\.yml$/);
      const kinds = documentsOf(text).map(({ kind }) => kind);
      const kind = kinds.includes('correlation') ? 'mr' : kinds.includes('filter') ? 'mf' : '';
      expect(/\/(m[rf])_/.exec(name)?.[1] ?? '', name).toBe(kind);
    }
  });

  test('tells in Vietnamese what was found and what to do', () => {
    const correlator = createCorrelator(set.correlations);
    for (const { name, text } of files) {
      for (const { id, name: own, title, actions } of documentsOf(text)) {
        // What only a correlation counts is never told on its own.
        if (title === '' && correlator.silences({ id, name: own })) continue;
        expect(title, name).toMatch(/^\p{Lu}.{8,98}[^.]$/u);
        expect(actions.length, name).toBeGreaterThan(0);
        for (const sentence of actions) {
          expect(sentence.normalize('NFC'), name).toBe(sentence);
          expect(sentence, name).toMatch(/^\p{Lu}.{9,}\.$/u);
        }
      }
    }
  });

  test('tells of every rule who wrote it, how grave it is, and when it is wrong', () => {
    for (const heading of [...set.rules.map(({ rule }) => rule), ...set.correlations]) {
      expect(heading).toMatchObject({ author: 'Khiên', license: 'Apache-2.0', status: 'experimental' });
      expect(heading.id, heading.title).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(heading.level, heading.title).toBeDefined();
      expect(heading.description, heading.title).toMatch(/\S.{40}/s);
      expect(heading.falsepositives.length, heading.title).toBeGreaterThan(0);
      expect(heading.tags.length, heading.title).toBeGreaterThan(0);
    }
  });

  test('has two events or stories for and against everything in it', () => {
    const count = (id: string | undefined, of: (entry: RuleTest) => number): number =>
      tests.filter(({ rule }) => rule === id).reduce((sum, entry) => sum + of(entry), 0);
    for (const { rule } of set.rules) {
      expect(
        count(rule.id, ({ match = [] }) => match.length),
        rule.title,
      ).toBeGreaterThanOrEqual(2);
      expect(
        count(rule.id, ({ ignore = [] }) => ignore.length),
        rule.title,
      ).toBeGreaterThanOrEqual(2);
    }
    const inner = new Set(set.correlations.flatMap(({ rules }) => rules));
    for (const { id, name = '', title } of set.correlations) {
      const told = (fires: boolean) =>
        count(id, ({ stories = [] }) => stories.filter((story) => story.fires > 0 === fires).length);
      if (!inner.has(name)) expect(told(true), title).toBeGreaterThanOrEqual(1);
      expect(told(false), title).toBeGreaterThanOrEqual(1);
    }
    const known = new Set([...set.rules.map(({ rule }) => rule.id), ...set.correlations.map(({ id }) => id)]);
    for (const { name, rule } of tests) expect(known.has(rule), name).toBe(true);
  });
});

describe('events', () => {
  const cases = tests.filter(({ match, ignore, filtered, lines }) => match ?? ignore ?? filtered ?? lines);
  test.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, { rule, match, ignore, filtered, lines }) => {
    expectMatches(whole, rule, match, true);
    expectMatches(whole, rule, lines?.map(parse), true);
    expectMatches(whole, rule, ignore, false);
    expectMatches(whole, rule, filtered, false);
    expectMatches(unfiltered, rule, filtered, true);
  });
});

describe('near misses', () => {
  // Left out, a filter that no test needs would not be missed; a selection neither.
  test.each(set.rules.map(({ rule }) => [rule.title, rule] as const))('%s: need every part', (_, rule) => {
    const ignored = tests.filter((entry) => entry.rule === rule.id).flatMap(({ ignore = [] }) => ignore);
    for (const name of rule.detection.keys()) {
      // The parts that filters bring have names of their own.
      if (!/^(selection|filter)/.test(name)) continue;
      const always = { ...rule, detection: new Map(rule.detection).set(name, { all: [] }) };
      const without = { ...rule, condition: withoutFilter(rule.condition, name) };
      const changed = createReference([name.startsWith('filter') ? without : always]);
      expect(
        ignored.some((event) => changed.match(event).length > 0),
        name,
      ).toBe(true);
    }
  });
});

describe('stories', () => {
  const cases = tests.flatMap(({ name, rule, stories = [] }) => stories.map((story) => ({ name, rule, ...story })));
  test.each(cases.map((story) => [`${story.name}: ${story.about}`, story] as const))(
    '%s',
    (_, { rule, fires, events }) => {
      const fired = play(events.flatMap(repeated));
      expect(fired.filter(({ correlation }) => correlation.id === rule).length).toBe(fires);
    },
  );
});

function expectMatches(
  engines: ReturnType<typeof prepare>,
  id: string,
  events: object[] = [],
  expected: boolean,
): void {
  for (const event of events) {
    const matched = engines.matcher.match(event);
    expect(matched.includes(engines.index.get(id) ?? -1), JSON.stringify(event)).toBe(expected);
    expect(matched, JSON.stringify(event)).toEqual(engines.reference.match(event));
  }
}

/** What the first kind of log that knows the line makes of it. */
function parse(line: string): object {
  for (const format of formats) {
    const event = format.parse?.(line, { now: Date.UTC(2026, 10, 22), zone: 420 });
    if (event !== undefined) return event;
  }
  throw new Error(`no parser: ${line}`);
}

/** The condition as if a filter never held. */
function withoutFilter(condition: Condition, name: string): Condition {
  switch (condition.op) {
    case 'search':
      return condition.name === name ? { op: 'of', count: 'any', names: [] } : condition;
    case 'of':
      return { ...condition, names: condition.names.filter((other) => other !== name) };
    case 'not':
      return { op: 'not', of: withoutFilter(condition.of, name) };
    default:
      return { ...condition, of: condition.of.map((part) => withoutFilter(part, name)) };
  }
}

function repeated(entry: object | Repeated): object[] {
  if (!('times' in entry)) return [entry];
  const start = Date.parse(entry.event['@timestamp']);
  return Array.from({ length: entry.times }, (_, i) => ({
    ...(JSON.parse(JSON.stringify(entry.event).replaceAll('{i}', String(i))) as object),
    '@timestamp': new Date(start + i * entry.seconds * 1000).toISOString(),
  }));
}

/** What the correlations make of events. */
function play(events: readonly object[]): Fired[] {
  const correlator = createCorrelator(set.correlations);
  const fired: Fired[] = [];
  for (const [ref, event] of events.entries()) {
    const shape = shapeOf(event);
    const time = timeOf(event, shape);
    if (time === undefined) throw new Error(`no time: ${JSON.stringify(event)}`);
    for (const at of whole.matcher.match(event)) {
      const { id = '', name = '' } = set.rules[at]?.rule ?? {};
      const field = (of: string): readonly string[] => fieldValues(event, pathsOf(of, shape, undefined), shape).values;
      fired.push(...correlator.push({ rule: id, name, time, ref, field }));
    }
  }
  return [...fired, ...correlator.flush()];
}
