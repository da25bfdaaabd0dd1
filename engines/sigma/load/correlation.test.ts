import { describe, expect, it } from 'vitest';
import type { Correlation } from '../rule.ts';
import { loadRules } from './load.ts';
import { loadText, refusals, ruleText, warnings } from './samples.ts';
import { timespanMs } from './timespan.ts';

const ID = '5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f';
const A = ruleText('selection: { EventID: 1 }\ncondition: selection', { title: 'A', name: 'rule_a', id: ID });
const B = ruleText('selection: { EventID: 2 }\ncondition: selection', { title: 'B', name: 'rule_b' });

function correlationText(lines: string, more: Readonly<Record<string, string>> = {}): string {
  const head = Object.entries({ title: 'Correlation', ...more }).map(([key, value]) => `${key}: ${value}`);
  return `${head.join('\n')}\ncorrelation:\n${lines.replace(/^/gm, '  ')}\n`;
}

function load(...documents: string[]) {
  return loadText([A, B, ...documents].join('---\n'));
}

function one(lines: string): Correlation {
  const set = load(correlationText(lines));
  expect([refusals(set), warnings(set)]).toEqual([[], []]);
  const [correlation] = set.correlations;
  if (!correlation) throw new Error('no correlation');
  return correlation;
}

/** The reason without its place. */
function why(lines: string): string[] {
  return refusals(load(correlationText(lines))).map((reason) => reason.replace(/^\S+ /, ''));
}

describe('types', () => {
  it('event_count', () => {
    expect(
      one(
        'type: event_count\nrules: [rule_a, rule_b]\ngroup-by: [User, Computer]\ntimespan: 90m\ncondition: { gt: 100, lte: 200 }',
      ),
    ).toMatchObject({
      kind: 'correlation',
      title: 'Correlation',
      type: 'event_count',
      rules: ['rule_a', 'rule_b'],
      groupBy: ['User', 'Computer'],
      timespanMs: 5_400_000,
      bounds: [
        { bound: 'gt', value: 100 },
        { bound: 'lte', value: 200 },
      ],
      valueFields: [],
      generate: false,
      place: { document: 3 },
    });
  });

  it('value_count over one field or tuples', () => {
    expect(
      one('type: value_count\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1d\ncondition: { field: User, gte: 2 }')
        .valueFields,
    ).toEqual(['User']);
    expect(
      one('type: value_count\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1d\ncondition: { field: [User, Host], neq: 2 }')
        .valueFields,
    ).toEqual(['User', 'Host']);
  });

  it.each(['value_sum', 'value_avg', 'value_median'])('%s with a fraction for a threshold', (type) => {
    expect(
      one(`type: ${type}\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1d\ncondition: { field: Bytes, lt: 0.5 }`),
    ).toMatchObject({
      type,
      bounds: [{ bound: 'lt', value: 0.5 }],
      valueFields: ['Bytes'],
    });
  });

  it('value_percentile says which', () => {
    const lines =
      'type: value_percentile\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1d\ncondition: { field: Bytes, gte: 9, percentile: 95 }';
    expect(one(lines).percentile).toBe(95);
    expect(why(lines.replace(', percentile: 95', ''))).toEqual([
      'correlation value_percentile needs percentile (0 to 100): without it the specification has two readings',
    ]);
    expect(why(lines.replace('95', '101'))).toEqual(['correlation percentile must be between 0 and 100']);
  });

  it.each(['temporal', 'temporal_ordered'])('%s needs no condition, takes a count or an expression', (type) => {
    const base = `type: ${type}\nrules: [rule_a, rule_b]\ngroup-by: [User]\ntimespan: 5m`;
    expect(one(base)).toMatchObject({ bounds: [], type });
    expect(one(base).expression).toBeUndefined();
    expect(one(`${base}\ncondition: { gte: 1 }`).bounds).toEqual([{ bound: 'gte', value: 1 }]);
    expect(one(`${base}\ncondition: rule_a and not (rule_b or rule_a)`).expression).toEqual({
      op: 'and',
      of: [
        { op: 'rule', name: 'rule_a' },
        {
          op: 'not',
          of: {
            op: 'or',
            of: [
              { op: 'rule', name: 'rule_b' },
              { op: 'rule', name: 'rule_a' },
            ],
          },
        },
      ],
    });
  });

  it('an expression may use the name where rules has the id', () => {
    expect(
      one(`type: temporal\nrules: [${ID}, rule_b]\ngroup-by: [User]\ntimespan: 5m\ncondition: rule_a or rule_b`)
        .expression,
    ).toEqual({
      op: 'or',
      of: [
        { op: 'rule', name: ID },
        { op: 'rule', name: 'rule_b' },
      ],
    });
  });
});

describe('rules that the condition names', () => {
  it('need not stand in rules', () => {
    const lines = 'type: temporal\ngroup-by: [User]\ntimespan: 5m\ncondition: rule_b and not rule_a or rule_b';
    expect(one(lines).rules).toEqual(['rule_b', 'rule_a']);
    expect(one(`${lines}\nrules: []`).rules).toEqual(['rule_b', 'rule_a']);
    expect(why(lines.replace('rule_a', 'rule_x'))).toEqual(['unknown-rule the rule rule_x is not loaded']);
    expect(why('type: temporal\ngroup-by: [User]\ntimespan: 5m')).toEqual(['correlation a correlation needs rules']);
  });
});

describe('timespans', () => {
  it.each([
    ['1s', 1000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1M', 2_629_746_000],
    ['1y', 31_556_952_000],
    ['0s', undefined],
    ['5', undefined],
    ['5 m', undefined],
    ['-5m', undefined],
    ['1.5h', undefined],
    ['5H', undefined],
    ['1h30m', undefined],
    ['999999999999999y', undefined],
  ])('%s', (text, ms) => {
    expect(timespanMs(text)).toBe(ms);
  });
});

describe('what is refused', () => {
  const GOOD = 'rules: [rule_a]\ngroup-by: [U]\ntimespan: 1m\n';
  it.each([
    [`${GOOD}type: count\ncondition: { gte: 1 }`, /^correlation the type of a correlation must be one of /],
    [`${GOOD}type: event_count`, /^correlation event_count needs a condition/],
    [`${GOOD}type: event_count\ncondition: {}`, /^correlation the condition needs one of /],
    [`${GOOD}type: event_count\ncondition: { gte: many }`, /^correlation gte must be a number/],
    [`${GOOD}type: event_count\ncondition: { ge: 1 }`, /^correlation a condition of a correlation has no "ge"; line /],
    [`${GOOD}type: event_count\ncondition: { gte: 1, field: User }`, /^correlation event_count counts no values/],
    [`${GOOD}type: event_count\ncondition: { gte: 1, percentile: 5 }`, /^correlation percentile has no meaning/],
    [`${GOOD}type: event_count\ncondition: rule_a`, /^correlation only temporal correlations take an expression/],
    [`${GOOD}type: value_count\ncondition: { gte: 1 }`, /^correlation value_count needs the field/],
    [`${GOOD}type: value_sum\ncondition: { gte: 1, field: [a, b] }`, /^correlation value_sum takes one field/],
    [`${GOOD}type: temporal\ncondition: rule_a and`, /^correlation the condition ends too early/],
    [`${GOOD}type: temporal\ncondition: rule_a > 5`, /^correlation ">" is not expected/],
    [`${GOOD}type: temporal\ncondition: (rule_a`, /^correlation a bracket is not closed/],
    [`${GOOD}type: temporal\ncondition: "${'('.repeat(100)}rule_a"`, /^correlation brackets and "not" deeper/],
    [
      `${GOOD}type: temporal\ncondition: rule_a or rule_b`,
      /^correlation the condition names rule_b, which is none of the rules/,
    ],
    [
      'type: temporal\nrules: [rule_a, rule_b]\ngroup-by: [U]\ntimespan: 1m\ncondition: rule_a',
      /^correlation the condition does not say anything of rule_b/,
    ],
    ['type: temporal\nrules: []\ngroup-by: [U]\ntimespan: 1m', /^correlation a correlation needs rules/],
    [
      'type: temporal\nrules: [rule_a, rule_a]\ngroup-by: [U]\ntimespan: 1m',
      /^correlation "rule_a" stands twice in rules/,
    ],
    [
      `type: temporal\nrules: [rule_a, ${ID}]\ngroup-by: [U]\ntimespan: 1m`,
      /^correlation rule_a and .* are the same rule/,
    ],
    ['type: temporal\nrules: [rule_a]\ngroup-by: [U]', /^correlation a correlation needs a timespan/],
    ['type: temporal\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 5', /^correlation timespan must be a text/],
    ['type: temporal\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 5x', /^correlation the timespan "5x" must be/],
    [`${GOOD}type: temporal\nwindow: tumbling`, /^correlation correlation has no "window"/],
    [`${GOOD}type: temporal\ngenerate: maybe`, /^correlation generate must be true or false/],
    [
      `${GOOD}type: temporal\naliases: { ip: { rule_b: x } }`,
      /^correlation the alias ip names rule_b, which is none of the rules/,
    ],
    [`${GOOD}type: temporal\naliases: { ip: x }`, /^correlation the alias ip must map/],
    ['type: temporal\nrules: [nobody]\ngroup-by: [U]\ntimespan: 1m', /^unknown-rule the rule nobody is not loaded/],
  ])('%s', (lines, reason) => {
    expect(why(lines)).toEqual([expect.stringMatching(reason)]);
  });

  it('is a correlation that is no map', () => {
    expect(refusals(load('title: x\ncorrelation: [a]\n'))).toEqual([
      expect.stringMatching(/schema correlation must be a map/),
    ]);
  });
});

describe('what is taken with a warning', () => {
  it.each([
    [
      'type: event_count\nrules: [rule_a]\ntimespan: 1m\ncondition: { gte: 1 }',
      'group-by is missing: all events are one group',
    ],
    [
      'type: event_count\nrules: rule_a\ngroup-by: [U]\ntimespan: 1m\ncondition: { gte: 1 }',
      'rules is one text instead of a list',
    ],
    [
      'type: event_count\nrules: [rule_a]\ngroup-by: U\ntimespan: 1m\ncondition: { gte: 1 }',
      'group-by is one text instead of a list',
    ],
    [
      'type: event_count\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1m\ncondition: { gte: "10" }',
      'gte is a text instead of a number',
    ],
    [
      'type: event_count\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1m\ncondition: { gt: 5, lte: 5 }',
      'the condition can never hold',
    ],
    [
      'type: event_count\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1m\ncondition: { eq: 5, gt: 6 }',
      'the condition can never hold',
    ],
    [
      'type: temporal\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1m\ncondition: { gte: 2 }',
      'the condition wants more than the 1 rules that there are',
    ],
    [
      'type: temporal\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1m\naliases: { ip: { rule_a: x } }',
      'nothing uses the alias ip',
    ],
    [
      'type: temporal\nrules: [rule_a, rule_b]\ngroup-by: [ip]\ntimespan: 1m\naliases: { ip: { rule_a: x } }',
      'the alias ip names no field for some of the rules',
    ],
  ])('%s', (lines, reason) => {
    const set = load(correlationText(lines));
    expect(refusals(set)).toEqual([]);
    expect(warnings(set).map((warning) => warning.replace(/^\S+ /, ''))).toEqual([reason]);
    expect(set.correlations).toHaveLength(1);
  });
});

describe('aliases and generate', () => {
  it('aliases name rules as they stand in rules', () => {
    const { aliases } = one(
      `type: temporal\nrules: [${ID}, rule_b]\ngroup-by: [ip]\ntimespan: 1m\naliases: { ip: { rule_a: src.ip, rule_b: dst.ip } }`,
    );
    expect([...(aliases.get('ip') ?? [])]).toEqual([
      [ID, 'src.ip'],
      ['rule_b', 'dst.ip'],
    ]);
  });

  it('generate stands inside the section or beside it', () => {
    const lines = 'type: temporal\nrules: [rule_a]\ngroup-by: [U]\ntimespan: 1m';
    expect(one(`${lines}\ngenerate: true`).generate).toBe(true);
    expect(load(correlationText(lines, { generate: 'true' })).correlations[0]?.generate).toBe(true);
    expect(one(`${lines}\ngenerate: false`).generate).toBe(false);
  });
});

describe('chains', () => {
  const link = (name: string, rules: string) =>
    correlationText(`type: temporal\nrules: [${rules}]\ngroup-by: [U]\ntimespan: 1m`, { title: name, name });
  const order = (...documents: string[]) => {
    const set = load(...documents);
    return {
      taken: set.correlations.map(({ title }) => title),
      refused: set.refused.map(({ title, code }) => `${title} ${code}`),
    };
  };

  it('come after what they count, across files', () => {
    const files = [link('outer', 'middle, rule_a'), link('middle', 'inner, rule_b'), A, link('inner', 'rule_a'), B];
    const set = loadRules(files.map((text, at) => ({ name: `${at}.yml`, text })));
    expect(refusals(set)).toEqual([]);
    expect(set.correlations.map(({ title }) => title)).toEqual(['inner', 'middle', 'outer']);
  });

  it('in a circle are refused, with what counts them, and nothing else', () => {
    expect(
      order(
        link('c1', 'c2'),
        link('c2', 'c3, rule_a'),
        link('c3', 'c1'),
        link('user', 'c1'),
        link('good', 'rule_a'),
        link('self', 'self'),
      ),
    ).toEqual({
      taken: ['good'],
      refused: ['c1 cycle', 'c2 cycle', 'c3 cycle', 'user cycle', 'self cycle'],
    });
  });

  it('are refused whole if a part is refused, missing or cannot be lowered', () => {
    expect(
      order(link('outer', 'middle'), link('middle', 'inner'), link('inner', 'nobody'), link('good', 'rule_a')),
    ).toEqual({
      taken: ['good'],
      refused: ['inner unknown-rule', 'middle unknown-rule', 'outer unknown-rule'],
    });
    const broken = ruleText('selection: { A|re: "(" }\ncondition: selection', { title: 'broken', name: 'broken' });
    expect(order(broken, link('outer', 'inner, rule_a'), link('inner', 'broken'))).toEqual({
      taken: [],
      refused: ['broken regex', 'inner unknown-rule', 'outer unknown-rule'],
    });
  });

  it('may be long and wide without trouble', () => {
    const links = Array.from({ length: 3000 }, (_, at) => link(`n${at}`, at === 2999 ? 'rule_a' : `n${at + 1}`));
    const { taken, refused } = order(...links);
    expect([taken.length, taken[0], refused]).toEqual([3000, 'n2999', []]);
  });

  it('cannot count filters', () => {
    const filter = `title: F\nid: ${ID.replace('5', '6')}\nlogsource: { product: windows }\nfilter: { rules: any, selection: { U: x }, condition: selection }\n`;
    expect(order(filter, link('c', ID.replace('5', '6')))).toEqual({ taken: [], refused: ['c unknown-rule'] });
  });
});
