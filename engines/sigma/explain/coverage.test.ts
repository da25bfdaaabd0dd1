import { describe, expect, test } from 'vitest';
import { loadRules } from '../load/load.ts';
import { createMatcher } from '../match/matcher.ts';
import { createDice, placeholders, randomEvent, randomRule } from '../match/random.testing.ts';
import { coverage, type Reach } from './coverage.ts';
import { createObserver } from './sightings.ts';

const rule = (title: string, logsource: object, detection: object) => ({
  name: `${title}.json`,
  text: JSON.stringify({ title, logsource, detection: { ...detection, condition: 'a and not f' } }),
});
const creation = { product: 'windows', category: 'process_creation' };
const security = { product: 'windows', service: 'security' };
const none = { 'Nothing|exists': true };

function reachOf(logsource: object, detection: object, events: readonly object[]): { reach: Reach; fields?: string[] } {
  const set = loadRules([rule('r', logsource, { f: none, ...detection })]);
  expect(set.refused).toEqual([]);
  const observer = createObserver();
  for (const event of events) observer.observe(event);
  const found = coverage(set, observer.sightings())[0]?.rules[0];
  expect(found).toBeDefined();
  const { reach, fields } = found as { reach: Reach; fields?: string[] };
  return { reach, ...(fields && { fields }) };
}

const logon = { Channel: 'Security', EventID: 4624, TargetUserName: 'an' };
const start = { Channel: 'Security', EventID: 4688, NewProcessName: 'C:\\cmd.exe' };

describe('coverage', () => {
  test.each<[string, object, object, object[], object]>([
    ['can fire', security, { a: { EventID: 4624, TargetUserName: 'x' } }, [logon], { reach: 'can-fire' }],
    ['no events of the source', creation, { a: { Image: 'x' } }, [logon], { reach: 'no-source' }],
    ['no events at all', creation, { a: { Image: 'x' } }, [], { reach: 'no-source' }],
    ['another id', security, { a: { EventID: 4697 } }, [logon, start], { reach: 'no-event' }],
    ['another channel', security, { a: { Channel: 'System' } }, [logon], { reach: 'no-event' }],
    ['one of two ids', security, { a: { EventID: [4697, 4624] } }, [logon], { reach: 'can-fire' }],
    [
      'several ids in one event',
      security,
      { a: { EventID: 4697 } },
      [{ ...logon, EventID: [1, 4697] }],
      { reach: 'can-fire' },
    ],
    ['an id that minds case', security, { a: { 'Channel|cased': 'Security' } }, [logon], { reach: 'can-fire' }],
    ['by a mapping', creation, { a: { Image: 'x' } }, [start], { reach: 'can-fire' }],
    [
      'fields never seen',
      creation,
      { a: { Image: 'x', CommandLine: 'y' } },
      [start],
      { reach: 'no-fields', fields: ['CommandLine'] },
    ],
    [
      'fields of other events do not help',
      security,
      { a: { EventID: 4688, TargetUserName: 'x' } },
      [logon, start],
      { reach: 'no-fields', fields: ['TargetUserName'] },
    ],
    ['one of two fields', creation, { a: [{ Image: 'x' }, { CommandLine: 'y' }] }, [start], { reach: 'can-fire' }],
    ['a missing field is null', creation, { a: { CommandLine: null } }, [start], { reach: 'can-fire' }],
    ['exclusion by a missing field', creation, { a: { Image: 'x' }, f: { User: 'y' } }, [start], { reach: 'can-fire' }],
    [
      'exclusion by its absence',
      creation,
      { a: { Image: 'x' }, f: { User: null } },
      [start],
      { reach: 'no-fields', fields: [] },
    ],
    ['keywords', security, { a: ['x'] }, [logon], { reach: 'can-fire' }],
    [
      'a reference to a field never seen',
      creation,
      { a: { 'Image|fieldref': 'ParentImage' } },
      [start],
      { reach: 'no-fields', fields: ['ParentImage'] },
    ],
    [
      'hints and spaces in names',
      creation,
      { a: { ProductName: 'x' } },
      [{ ...creation, 'Product Name': 'x' }],
      { reach: 'can-fire' },
    ],
    [
      'nested',
      security,
      { a: { SubjectUserName: 'x' } },
      [{ Event: { System: { Channel: 'Security', EventID: 1 }, UserData: { Any: [{ SubjectUserName: 1 }] } } }],
      { reach: 'can-fire' },
    ],
  ])('%s', (_, logsource, detection, events, expected) => {
    expect(reachOf(logsource, detection, events)).toEqual(expected);
  });

  test('is grouped by log source, with counts', () => {
    const a = { a: { EventID: 1 }, f: none };
    const set = loadRules([
      rule('one', creation, { a: { Image: 'x' }, f: none }),
      rule('two', security, a),
      rule('three', security, { ...a, a: { EventID: 4624 } }),
    ]);
    const observer = createObserver();
    for (let count = 0; count < 3; count += 1) observer.observe(logon);
    expect(coverage(set, observer.sightings())).toEqual([
      {
        logsource: security,
        events: 3,
        counts: { 'can-fire': 1, 'no-source': 0, 'no-event': 1, 'no-fields': 0 },
        rules: [
          { rule: 1, title: 'two', reach: 'no-event' },
          { rule: 2, title: 'three', reach: 'can-fire' },
        ],
      },
      {
        logsource: creation,
        events: 0,
        counts: { 'can-fire': 0, 'no-source': 1, 'no-event': 0, 'no-fields': 0 },
        rules: [{ rule: 0, title: 'one', reach: 'no-source' }],
      },
    ]);
  });
});

describe('sightings', () => {
  test('stay few, whatever the events', () => {
    const observer = createObserver();
    for (let id = 0; id < 5_000; id += 1) observer.observe({ Channel: 'Security', EventID: id });
    expect(observer.sightings()).toHaveLength(4_096);
    expect(observer.unrecorded()).toBe(904);
  });

  test('of too many keys say that everything was there', () => {
    const observer = createObserver();
    const keys = (from: number) => Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`k${from + at}`, 1]));
    observer.observe(keys(0));
    expect(observer.sightings()[0]?.has(['k1'])).toBe(true);
    expect(observer.sightings()[0]?.has(['other'])).toBe(false);
    observer.observe(keys(3_000));
    expect(observer.sightings()[0]?.has(['other'])).toBe(true);
  });
});

test('a rule that fires was said to be able to', () => {
  let fired = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const dice = createDice(seed);
    const texts = dice.list(5, 20, () => randomRule(dice, dice.below(1e9)));
    const files = texts.map((text, at) => ({ name: `${at}.yml`, text: JSON.stringify(text) }));
    const set = loadRules(files, { placeholders });
    const matcher = createMatcher(set);
    const observer = createObserver();
    const matched = new Set<number>();
    for (const event of dice.list(5, 20, () => randomEvent(dice, texts))) {
      observer.observe(event);
      for (const match of matcher.match(event)) matched.add(match);
    }
    const reach = new Map(
      coverage(set, observer.sightings()).flatMap(({ rules }) => rules.map((one) => [one.rule, one.reach])),
    );
    for (const match of matched) expect(reach.get(match)).toBe('can-fire');
    fired += matched.size;
  }
  expect(fired).toBeGreaterThan(50);
});
