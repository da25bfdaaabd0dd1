import { describe, expect, test } from 'vitest';
import type { Correlation } from '../rule.ts';
import { correlation } from './correlation.testing.ts';
import { createCorrelator } from './correlator.ts';
import type { Fired, Hit } from './types.ts';

let refs = 0;
const hit = (rule: string, time: number, fields: Record<string, string | string[]> = {}, source?: string): Hit => ({
  rule,
  time,
  ref: refs++,
  field: (name) => fields[name],
  ...(source === undefined ? {} : { source }),
});
const times = (fired: readonly Fired[]): number[] => fired.map(({ to }) => to);

/** Everything in order, decided at once. */
function all(set: Correlation[], hits: Hit[], options = {}): Fired[] {
  const correlator = createCorrelator(set, { latenessMs: 0, ...options });
  return [...hits.flatMap((one) => correlator.push(one)), ...correlator.flush()];
}

const three = correlation({ id: 'three', groupBy: ['user'], bounds: [{ bound: 'gte', value: 3 }] });
const by = (user: string, ...when: number[]): Hit[] => when.map((time) => hit('r0', time, { user }));

describe('a sliding window', () => {
  test('holds what is exactly as old as the timespan', () => {
    expect(times(all([three], by('a', 0, 5, 10)))).toEqual([10]);
    expect(times(all([three], by('a', 0, 5, 11)))).toEqual([]);
  });

  test('is silent for one timespan after it fired, then fires again while the condition holds', () => {
    expect(times(all([three], by('a', 0, 1, 2, 3, 11, 12, 13, 14)))).toEqual([2, 13]);
    expect(times(all([three], by('a', 0, 1, 2, 3), { suppressMs: 0 }))).toEqual([2, 3]);
  });

  test('tells the first events and the last', () => {
    const [fired] = all([three], by('a', 0, 1, 2), { maxEventsTold: 2 });
    expect(fired).toMatchObject({ from: 0, to: 2, value: 3, group: { user: 'a' } });
    expect(fired?.events).toEqual([refs - 3, refs - 1]);
  });

  test('counts an event once that two rules match, unless their aliases put it into two groups', () => {
    const both = { ...three, rules: ['r0', 'r1'] };
    const twice = [0, 1].flatMap((time) => {
      const one = hit('r0', time, { user: 'a', other: 'b' });
      return [one, { ...one, rule: 'r1' }];
    });
    expect(all([both], twice)).toEqual([]);
    const two = { ...both, bounds: [{ bound: 'gte' as const, value: 2 }] };
    expect(all([two], twice).map(({ group }) => group)).toEqual([{ user: 'a' }]);
    const aliased = { ...two, aliases: new Map([['user', new Map([['r1', 'other']])]]) };
    expect(all([aliased], twice).map(({ group }) => group)).toEqual([{ user: 'a' }, { user: 'b' }]);
  });
});

describe('a window that is judged at its end', () => {
  const few = { ...three, id: 'few', bounds: [{ bound: 'lt' as const, value: 3 }] };
  test('opens with a hit, and its end is decided when time has passed it', () => {
    const correlator = createCorrelator([few], { latenessMs: 0 });
    expect(by('a', 0, 10).flatMap((one) => correlator.push(one))).toEqual([]);
    expect(correlator.advance(10)).toEqual([]);
    expect(correlator.advance(10.5)).toMatchObject([{ from: 0, to: 10, value: 2 }]);
    expect(correlator.stats()).toMatchObject({ groups: 0, entries: 0 });
  });

  test('takes bounds together', () => {
    const range = { ...few, bounds: [...few.bounds, { bound: 'gt' as const, value: 1 }] };
    expect(times(all([range], [...by('a', 0), ...by('b', 1, 2), ...by('c', 3, 4, 5)]))).toEqual([11]);
  });

  test('a sum keeps no more hits than it tells', () => {
    const small = {
      ...few,
      type: 'value_sum' as const,
      valueFields: ['n'],
      bounds: [{ bound: 'lt' as const, value: 1e6 }],
    };
    const correlator = createCorrelator([small], { latenessMs: 0, maxEventsTold: 3 });
    for (let i = 0; i < 50; i++) correlator.push(hit('r0', i / 10, { user: 'a', n: '0.1' }));
    expect(correlator.stats().entries).toBe(3);
    expect(correlator.flush()).toMatchObject([{ value: 5, events: [refs - 50, refs - 49, refs - 1] }]);
  });
});

describe('time', () => {
  test('is that of the slowest source, or given by hand', () => {
    const correlator = createCorrelator([three], { latenessMs: 256 });
    const at = (time: number, source: string) => correlator.push(hit('r0', time, { user: 'a' }, source));
    at(1000, 'fast');
    at(1001, 'slow');
    at(1002, 'fast');
    expect(at(9000, 'fast')).toEqual([]);
    expect(correlator.stats().waiting).toBe(4);
    expect(times(correlator.observe(2000, 'slow'))).toEqual([1002]);
    expect(correlator.stats()).toMatchObject({ waiting: 1, decided: 2000 - 256 });
    correlator.advance(9001);
    expect(correlator.stats().waiting).toBe(0);
  });

  test('goes on without late hits, which are counted with their source', () => {
    const correlator = createCorrelator([three], { latenessMs: 0 });
    for (const one of by('a', 0, 5)) correlator.push(one);
    correlator.push(hit('r0', 4, { user: 'a' }, 'behind'));
    correlator.push(hit('elsewhere', 1, {}, 'behind'));
    correlator.push(hit('r0', Number.NaN));
    expect(correlator.stats()).toMatchObject({ late: 1, withoutTime: 1, lateSources: [{ source: 'behind', late: 1 }] });
    expect(times(correlator.push(hit('r0', 6, { user: 'a' })))).toEqual([6]);
  });

  test('beyond all bounds is none', () => {
    const correlator = createCorrelator([three], { latenessMs: 1, maxWaiting: 1 });
    for (const time of [1e300, -1e300, Infinity, 8.64e15, 8.64e15, 8.64e15 + 2, -8.64e15]) {
      correlator.push(hit('r0', time, { user: 'a' }));
      correlator.observe(1e300);
    }
    expect(correlator.stats()).toMatchObject({ withoutTime: 4, late: 1 });
    expect(correlator.flush()).toEqual([]);
  });

  test('is moved on where too much waits', () => {
    const correlator = createCorrelator([three], { latenessMs: Infinity, maxWaiting: 2 });
    expect(by('a', 0, 1, 2).flatMap((one) => correlator.push(one))).toHaveLength(1);
    expect(correlator.stats()).toMatchObject({ hurried: 1, waiting: 0 });
  });
});

describe('limits', () => {
  test('forget the stalest group and say so', () => {
    const options = { latenessMs: 0, maxGroupsPerRule: 2 };
    const correlator = createCorrelator([{ ...three, timespanMs: 1000 }], options);
    const hits = [
      ...by('a', 0),
      ...by('b', 200, 201),
      ...by('a', 400),
      ...by('c', 600),
      ...by('b', 700),
      ...by('a', 701),
    ];
    expect(hits.flatMap((one) => correlator.push(one)).map(({ group }) => group)).toEqual([]);
    expect(correlator.stats().correlations[0]).toMatchObject({ groups: 2, evictedGroups: 3 });
  });

  test('of all correlations together', () => {
    const set = ['x', 'y'].map((rule) => ({ ...three, id: `of ${rule}`, rules: [rule] }));
    const correlator = createCorrelator(set, { latenessMs: 0, maxGroups: 3, maxEntries: 5 });
    for (const rule of ['x', 'y']) for (const user of ['a', 'b']) correlator.push(hit(rule, 0, { user }));
    expect(correlator.stats()).toMatchObject({ groups: 3, entries: 3 });
    for (let i = 0; i < 5; i++) correlator.push(hit('y', 1, { user: 'b' }));
    expect(correlator.stats().entries).toBeLessThanOrEqual(5);
    expect(correlator.stats().correlations.map(({ evictedGroups }) => evictedGroups)).toEqual([2, 1]);
  });

  test('of one group forget its first hits', () => {
    const most = {
      ...three,
      type: 'value_sum' as const,
      valueFields: ['n'],
      bounds: [{ bound: 'gt' as const, value: 99 }],
    };
    const correlator = createCorrelator([most], { latenessMs: 0, maxEntriesPerGroup: 2 });
    for (const n of ['1', '2', '3']) correlator.push(hit('r0', 0, { user: 'a', n }));
    expect(correlator.stats().correlations[0]).toMatchObject({ evictedEntries: 1 });
    expect(correlator.push(hit('r0', 0, { user: 'a', n: '97' }))).toMatchObject([{ value: 100 }]);
  });

  test('count what has no group or no number', () => {
    const sum = { ...three, type: 'value_sum' as const, valueFields: ['n'] };
    const correlator = createCorrelator([sum], { latenessMs: 0 });
    correlator.push(hit('r0', 0, { n: '1' }));
    correlator.push(hit('r0', 0, { user: 'a' }));
    for (const n of ['0x10', '', 'many', '1e999', []]) correlator.push(hit('r0', 0, { user: 'a', n }));
    correlator.push(hit('r0', 0, { user: Array.from({ length: 100 }, (_, i) => `${i}`), n: '1' }));
    expect(correlator.stats()).toMatchObject({ groups: 64, manyValues: 1 });
    expect(correlator.stats().correlations[0]).toMatchObject({ missingGroupField: 1, missingValue: 6 });
  });
});

describe('a chain', () => {
  const inner = { ...three, id: 'inner', name: 'many', groupBy: ['host'] };
  const outer = correlation({ id: 'outer', type: 'temporal_ordered', rules: ['many', 'r1'], groupBy: ['user'] });

  test('gives the fields of its events to the outer one, which groups by its own', () => {
    const failed = ['a', 'b', 'a'].map((user, time) => hit('r0', time, { host: 'h', user }));
    const fired = all([outer, inner], [...failed, hit('r1', 5, { user: 'b' }), hit('r1', 6, { user: 'c' })]);
    expect(fired).toMatchObject([{ correlation: outer, group: { user: 'b' }, from: 2, to: 5, value: 2 }]);
    expect(fired[0]?.events).toEqual([refs - 5, refs - 4, refs - 3, refs - 2]);
  });

  test('holds back what it counts, unless somebody asks to generate it', () => {
    const correlator = createCorrelator([outer, inner]);
    expect(correlator.silences({ id: 'r0' })).toBe(true);
    expect(correlator.silences({ id: 'x', name: 'r1' })).toBe(true);
    expect(correlator.silences({ id: 'r9' })).toBe(false);
    const loud = { ...outer, generate: true };
    expect(createCorrelator([loud, inner]).silences({ id: 'r1' })).toBe(false);
    const failed = [0, 1, 2].map((time) => hit('r0', time, { host: 'h', user: 'a' }));
    expect(all([outer, inner], failed)).toEqual([]);
    expect(all([loud, inner], failed)).toMatchObject([{ correlation: inner }]);
  });

  test('is refused as a whole', () => {
    const cases: [Partial<Correlation>, RegExp][] = [
      [{ rules: ['outer'] }, /circle/],
      [{ timespanMs: 0 }, /timespan/],
      [{ bounds: [] }, /no condition/],
      [{ type: 'value_count' }, /field/],
      [{ type: 'value_percentile', valueFields: ['n'] }, /percentile/],
      [{ type: 'value_sum', valueFields: ['n', 'm'] }, /one field/],
      [{ bounds: [{ bound: 'gte', value: 1e9 }] }, /asks for more/],
    ];
    for (const [fault, reason] of cases) {
      const correlator = createCorrelator([outer, { ...inner, ...fault }]);
      expect(correlator.refused.map(({ correlation: { id } }) => id)).toEqual(['outer', 'inner']);
      for (const one of correlator.refused) expect(one.reason).toMatch(reason);
      expect(correlator.push(hit('r0', 0, { host: 'h' }))).toEqual([]);
    }
  });
});

describe('a snapshot', () => {
  const set = [
    { ...three, timespanMs: 1e5 },
    { ...three, timespanMs: 1e5, id: 'other', type: 'value_count' as const, valueFields: ['n'] },
  ];
  const fill = (): Uint8Array => {
    const correlator = createCorrelator(set);
    for (let i = 0; i < 40; i++) correlator.push(hit('r0', i * 2000, { user: `ü${i % 3}`, n: `${i}` }));
    return correlator.snapshot();
  };

  test('goes to a correlator with other correlations too', () => {
    const correlator = createCorrelator([set[1]!, correlation({ id: 'new', bounds: [{ bound: 'gt', value: 1 }] })]);
    correlator.restore(fill());
    const [kept, fresh] = correlator.stats().correlations;
    expect(kept?.groups).toBeGreaterThan(0);
    expect(fresh?.groups).toBe(0);
    expect(correlator.stats().waiting).toBeGreaterThan(0);
  });

  test('is refused if it is damaged, and nothing changes', () => {
    const snapshot = fill();
    const correlator = createCorrelator(set);
    correlator.restore(snapshot);
    for (let at = 0; at < snapshot.length; at += 7) {
      const damaged = snapshot.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(() => correlator.restore(damaged)).toThrow(/snapshot/);
      expect(() => correlator.restore(snapshot.subarray(0, at))).toThrow(/snapshot/);
    }
    expect(correlator.snapshot()).toEqual(snapshot);
  });
});
