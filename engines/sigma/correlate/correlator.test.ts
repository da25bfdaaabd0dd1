import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bound, Correlation, CorrelationType, RuleExpression } from '../rule.ts';
import { createCorrelator } from './correlator.ts';
import { firingsOf } from './reference.ts';
import { correlation } from './correlation.testing.ts';
import type { CorrelatorOptions, Fired, Hit } from './types.ts';

const RUNS = Number(process.env['KHIEN_FUZZ'] ?? 300);
const RULES = ['r0', 'r1', 'r2'];
const BOUNDS: Bound[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];

interface Event {
  rules: readonly string[];
  time: number;
  source: string;
  delay: number;
  fields: Record<string, string | string[]>;
}

const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', '1', '2.5', '-3', '0.5') },
  { weight: 1, arbitrary: fc.constantFrom('', 'x|y', '0x10') },
  { weight: 1, arbitrary: fc.subarray(['a', 'b', '7', '1']) },
);
const event: fc.Arbitrary<Event> = fc.record({
  rules: fc.subarray(RULES, { minLength: 1, maxLength: 2 }),
  time: fc.integer({ min: 0, max: 60 }),
  source: fc.constantFrom('s', 't'),
  delay: fc.integer({ min: 0, max: 10 }),
  fields: fc.oneof(
    { weight: 4, arbitrary: fc.record({ user: value, host: value, n: value }) },
    { weight: 1, arbitrary: fc.record({ user: value, host: value, n: value }, { requiredKeys: [] }) },
  ),
});

const expression = (names: readonly string[]): fc.Arbitrary<RuleExpression> =>
  fc.letrec<{ tree: RuleExpression; leaf: RuleExpression }>((tie) => ({
    leaf: fc.constantFrom(...names).map((name) => ({ op: 'rule' as const, name })),
    tree: fc.oneof(
      { maxDepth: 3 },
      tie('leaf'),
      fc.record({
        op: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ op: fc.constant('not' as const), of: tie('tree') }),
    ),
  })).tree;

const names = ['user', 'host'];
const shape = (id: string, type: CorrelationType, rules: readonly string[]): fc.Arbitrary<Correlation> =>
  fc
    .record({
      rules: fc.subarray([...rules], { minLength: type.startsWith('temporal') ? 2 : 1 }),
      groupBy: fc.subarray(names, { minLength: 0 }),
      timespanMs: fc.integer({ min: 1, max: 20 }),
      bounds: fc.array(
        fc.record({
          bound: fc.constantFrom(...BOUNDS, 'gte' as const, 'gte' as const),
          value: fc.integer({ min: 0, max: 4 }),
        }),
        { minLength: type.startsWith('temporal') ? 0 : 1, maxLength: 2 },
      ),
      valueFields: type === 'value_count' ? fc.subarray(['n', 'host'], { minLength: 1 }) : fc.constant(['n']),
      percentile: fc.constantFrom(0, 10, 50, 90, 100),
      generate: fc.boolean(),
      alias: fc.boolean(),
    })
    .map(({ alias, ...rest }) =>
      correlation({
        id,
        type,
        ...rest,
        aliases: new Map(alias ? [['user', new Map([['r1', 'host']])]] : []),
      }),
    )
    .chain((base) =>
      type.startsWith('temporal') && id === 'outer'
        ? fc
            .option(expression(base.rules), { nil: undefined })
            .map((tree) => (tree === undefined ? base : { ...base, bounds: [], expression: tree }))
        : fc.constant(base),
    );

const TYPES: CorrelationType[] = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
  'temporal',
  'temporal_ordered',
];

function hitsOf(events: readonly Event[]): { hit: Hit; delay: number }[] {
  return events.flatMap(({ rules, time, source, delay, fields }, ref) =>
    rules.map((rule, i) => ({
      hit: { rule, time, source, ref, field: (name: string) => fields[name] },
      delay: (delay + i * 3) % 11,
    })),
  );
}

const plain = ({ correlation: { id, expression: tree }, group, from, to, value: measured, events }: Fired) => ({
  id,
  group,
  from: tree ? 0 : from,
  to,
  value: measured,
  events: tree ? [] : events,
});
const sorted = (fired: readonly Fired[]): string[] => fired.map((one) => JSON.stringify(plain(one))).toSorted();

/** Feeds hits in their order, with a new correlator from a snapshot in the middle. */
function run(set: readonly Correlation[], hits: readonly Hit[], options: CorrelatorOptions, cut: number) {
  let correlator = createCorrelator(set, options);
  const fired: Fired[] = [];
  hits.forEach((hit, i) => {
    if (i === cut) {
      const snapshot = correlator.snapshot();
      correlator = createCorrelator(set, options);
      correlator.restore(snapshot);
      expect(correlator.snapshot()).toEqual(snapshot);
    }
    fired.push(...correlator.push(hit));
  });
  fired.push(...correlator.flush());
  return { fired, stats: correlator.stats() };
}

describe.each(TYPES)('%s', (type) => {
  const chain = fc
    .tuple(fc.constantFrom<CorrelationType>('event_count', 'value_count', 'temporal', 'temporal_ordered'), fc.boolean())
    .chain(([innerType, chained]) =>
      fc.tuple(shape('inner', innerType, RULES), shape('outer', type, chained ? ['r0', 'inner', 'r1'] : RULES)),
    );
  const suppress = fc.constantFrom(undefined, undefined, 0, 5, 50, Infinity);
  const optionsOf = (latenessMs: number, suppressMs: number | undefined): CorrelatorOptions =>
    suppressMs === undefined ? { latenessMs } : { latenessMs, suppressMs };

  test('fires as the definition says, in any order within the lateness, through a snapshot', () => {
    const events = fc.array(event, { maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(chain, events, suppress, fc.nat(80), (set, some, suppressMs, cut) => {
        const sent = hitsOf(some);
        const hits = sent.map(({ hit }) => hit);
        const arriving = sent.toSorted((a, b) => a.hit.time + a.delay - b.hit.time - b.delay).map(({ hit }) => hit);
        const { fired, stats } = run(set, arriving, optionsOf(10, suppressMs), cut);
        // Chains of arrays may have more values than are counted.
        fc.pre(stats.manyValues === 0);
        expect(stats.late).toBe(0);
        expect(sorted(fired)).toEqual(sorted(firingsOf(set, hits, suppressMs)));
        const backwards = run(set, arriving.toReversed(), optionsOf(Infinity, suppressMs), cut);
        expect(backwards.fired.map(plain)).toEqual(fired.map(plain));
      }),
      { numRuns: RUNS },
    );
  });

  test('fires the same at once, where hits come in order', () => {
    const apart = fc.uniqueArray(event, { maxLength: 30, size: 'max', selector: ({ time }) => time });
    fc.assert(
      fc.property(chain, apart, suppress, fc.nat(60), (whole, some, suppressMs, cut) => {
        // No window ends at the moment of a hit: which of them comes first is then a matter of order.
        const set = whole.map((one) => ({ ...one, timespanMs: one.timespanMs + 0.5 }));
        const hits = hitsOf(some.map((one) => ({ ...one, rules: one.rules.slice(0, 1) }))).map(({ hit }) => hit);
        const inOrder = hits.toSorted((a, b) => a.time - b.time);
        const { fired, stats } = run(set, inOrder, optionsOf(0, suppressMs), cut);
        // Chains of arrays may have more values than are counted.
        fc.pre(stats.manyValues === 0);
        expect(stats.late).toBe(0);
        expect(sorted(fired)).toEqual(sorted(firingsOf(set, hits, suppressMs)));
      }),
      { numRuns: RUNS },
    );
  });
});
