import { describe, expect, test } from 'vitest';
import { loadRules } from '../load/load.ts';
import { createDice, placeholders, randomEvent, randomRule } from '../match/random.testing.ts';
import { createReference } from '../reference/reference.ts';
import type { Rule } from '../rule.ts';
import { explain } from './explain.ts';
import { matchedFields } from './matched.ts';

function ruleOf(detection: Record<string, unknown>, logsource: object = { product: 'windows' }): Rule {
  const text = JSON.stringify({ title: 'Rule', id: '5d1d1f2b-3f0b-4ac5-a8d2-1d3f9d1a7e10', logsource, detection });
  const set = loadRules([{ name: 'rule.yml', text }], { placeholders: { x: ['one', 'two'] } });
  expect(set.refused).toEqual([]);
  return (set.rules[0] as { rule: Rule }).rule;
}

const office = ruleOf({
  parent: { 'ParentImage|endswith': ['\\winword.exe', '\\excel.exe'] },
  child: [{ 'Image|endswith': '\\cmd.exe' }, { 'CommandLine|contains|all': ['power', 'shell'] }],
  filter_company: { Company: 'Ours' },
  filter_empty: { User: null },
  condition: 'parent and child and not 1 of filter_*',
});

describe('explain', () => {
  test('tells every search, line and value', () => {
    const event = { ParentImage: 'C:\\Office\\WINWORD.EXE', CommandLine: 'powershell', User: 'an', product: 'windows' };
    expect(explain(office, event)).toMatchObject({
      rule: { title: 'Rule', place: { file: 'rule.yml', line: 1 } },
      matched: true,
      source: { applies: true, shape: 'flat', event: { hints: { product: 'windows' } } },
      condition: {
        op: 'and',
        holds: true,
        of: [
          { op: 'search', name: 'parent', holds: true },
          { op: 'search', name: 'child', holds: true },
          {
            op: 'not',
            holds: true,
            of: {
              op: 'of',
              count: 'any',
              holds: false,
              names: [
                { name: 'filter_company', holds: false },
                { name: 'filter_empty', holds: false },
              ],
            },
          },
        ],
      },
      searches: [
        {
          name: 'parent',
          holds: true,
          of: {
            kind: 'item',
            field: 'ParentImage',
            presence: 'present',
            seen: ['C:\\Office\\WINWORD.EXE'],
            values: [
              { value: '\\winword.exe', holds: true, by: ['C:\\Office\\WINWORD.EXE'] },
              { value: '\\excel.exe', holds: false, by: [] },
            ],
          },
        },
        {
          name: 'child',
          holds: true,
          of: {
            kind: 'any',
            of: [
              { field: 'Image', presence: 'absent', seen: [], holds: false },
              { field: 'CommandLine', link: 'all', holds: true },
            ],
          },
        },
        { name: 'filter_company', holds: false, of: { field: 'Company', presence: 'absent' } },
        {
          name: 'filter_empty',
          holds: false,
          of: { field: 'User', values: [{ value: null, holds: false }] },
        },
      ],
    });
  });

  test('asks all, also after what decides', () => {
    const { matched, searches } = explain(office, { Company: 'ours', Image: 'C:\\cmd.exe' });
    expect(matched).toBe(false);
    expect(searches.map(({ name, holds }) => [name, holds])).toEqual([
      ['parent', false],
      ['child', true],
      ['filter_company', true],
      ['filter_empty', true],
    ]);
  });

  test('tells that the rule is for another source', () => {
    const event = { ParentImage: 'a\\excel.exe', Image: 'a\\cmd.exe', User: 'x', product: 'linux' };
    expect(explain(office, event)).toMatchObject({
      matched: false,
      condition: { holds: true },
      source: { applies: false, rule: { product: 'windows' }, event: { hints: { product: 'linux' } } },
    });
  });

  test('reads fields by the mapping of the source', () => {
    const creation = ruleOf(
      { a: { Image: 'x' }, condition: 'a' },
      { product: 'windows', category: 'process_creation' },
    );
    const { matched, source } = explain(creation, { Channel: 'Security', EventID: 4688, NewProcessName: 'X' });
    expect(matched).toBe(true);
    expect(source.mapping).toBeDefined();
  });

  test.each<[string, Record<string, unknown>, object, object]>([
    ['null', { F: null }, { F: null }, { holds: true, presence: 'null' }],
    ['an empty array', { F: null }, { F: [] }, { holds: true, presence: 'null' }],
    ['neq', { 'F|neq': ['a', 'b'] }, { F: 'b' }, { holds: false, negated: true }],
    ['neq of an absent field', { 'F|neq': 'a' }, {}, { holds: true, presence: 'absent' }],
    [
      'keywords',
      { '|all': ['a', 'b'] },
      { F: 'xa', G: 'b' },
      { holds: true, field: null, presence: 'anywhere', seen: [] },
    ],
    ['which elements', { 'F|contains': 'a' }, { F: ['xa', 'b', 'a'] }, { values: [{ holds: true, by: ['xa', 'a'] }] }],
    ['exists', { 'F|exists': false }, {}, { holds: true, values: [{ value: false, holds: true, by: [] }] }],
    ['a reference', { 'F|fieldref': 'G' }, { F: 'a', G: 'A' }, { values: [{ value: 'G', holds: true, by: ['a'] }] }],
    ['a placeholder', { 'F|expand': '%x%' }, { F: 'two' }, { values: [{ value: '%x%', holds: true, by: ['two'] }] }],
  ])('%s', (_, selection, event, expected) => {
    const rule = ruleOf({ a: selection, condition: 'a' });
    const { searches } = explain(rule, event, { placeholders: { x: ['one', 'two'] } });
    expect(searches[0]?.of).toMatchObject(expected);
  });

  test('is not made long by long values or lists', () => {
    const rule = ruleOf({ a: { F: Array.from({ length: 500 }, (_, at) => `v${at}`) }, condition: 'a' });
    const event = { F: [...Array.from({ length: 300 }, () => 'w'), 'x'.repeat(1e6), 'v499'] };
    const explained = explain(rule, event, { most: 10, longest: 20 });
    expect(explained.matched).toBe(true);
    expect(explained.searches[0]?.of).toMatchObject({ seenMore: 292, valuesMore: 490 });
    expect(explained.searches[0]?.of).toHaveProperty('values.length', 10);
    expect(explained.searches[0]?.of).toHaveProperty('values.0', { value: 'v499', holds: true, by: ['v499'] });
    expect(JSON.stringify(explained).length).toBeLessThan(3_000);
  });
});

describe('what made a rule fire', () => {
  test('alternatives that hold, fields that were absent', () => {
    const event = { ParentImage: 'C:\\Office\\WINWORD.EXE', CommandLine: 'powershell', User: 'an' };
    expect(matchedFields(office, event)).toEqual({
      fields: [
        {
          search: 'parent',
          field: 'ParentImage',
          modifiers: ['endswith'],
          patterns: ['\\winword.exe'],
          values: ['C:\\Office\\WINWORD.EXE'],
        },
        {
          search: 'child',
          field: 'CommandLine',
          modifiers: ['contains', 'all'],
          patterns: ['power', 'shell'],
          values: ['powershell'],
        },
      ],
      absent: ['Company'],
    });
  });

  test('nothing where it does not fire', () => {
    expect(matchedFields(office, { Image: 'C:\\cmd.exe' })).toEqual({ fields: [], absent: [] });
  });

  test('of not (a and b), what is missing', () => {
    const rule = ruleOf({ a: { A: '1' }, b: { B: '1' }, condition: 'not (a and b)' });
    expect(matchedFields(rule, { A: '1' })).toEqual({ fields: [], absent: ['B'] });
  });
});

test('explains as the slow, obvious reading matches', () => {
  let matches = 0;
  for (let seed = 1; seed <= 8; seed += 1) {
    const dice = createDice(seed);
    const texts = dice.list(5, 20, () => randomRule(dice, dice.below(1e9)));
    const files = texts.map((text, at) => ({ name: `${at}.yml`, text: JSON.stringify(text) }));
    const rules = loadRules(files, { placeholders }).rules.map(({ rule }) => rule);
    const reference = createReference(rules, { placeholders });
    for (const event of dice.list(5, 15, () => randomEvent(dice, texts))) {
      const expected = reference.match(event);
      const found = rules.flatMap((rule, at) => (explain(rule, event, { placeholders }).matched ? [at] : []));
      expect(found).toEqual(expected);
      matches += found.length;
      // Plain data: nothing is lost on the way through JSON.
      for (const at of found) {
        const explained = explain(rules[at] as Rule, event, { placeholders });
        expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
      }
    }
  }
  expect(matches).toBeGreaterThan(30);
});
