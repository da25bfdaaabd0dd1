import { describe, expect, it } from 'vitest';
import { parseCondition } from './condition.ts';
import { suppressedBy } from './filter.ts';
import { LIMITS } from './limits.ts';
import { loadText, refusals, ruleText, warnings } from './samples.ts';

const ID = '5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f';
const RULE = ruleText('selection: { Image: x }\ncondition: selection', { id: ID, name: 'target' });
const OTHER = ruleText('selection: { Image: y }\ncondition: selection', {
  title: 'Other',
  logsource: '{ product: linux }',
});

function filterText(filter: string, more: Readonly<Record<string, string>> = {}): string {
  const head = { title: 'Filter', logsource: '{ product: windows }', ...more };
  return `${Object.entries(head)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')}\nfilter:\n${filter.replace(/^/gm, '  ')}\n`;
}

function load(...documents: string[]) {
  return loadText(documents.join('---\n'));
}

describe('the two schools of filters', () => {
  const suppressed = (text: string) => suppressedBy(parseCondition(text, ['a', 'b'], LIMITS));
  const a = { op: 'search', name: 'a' };
  const b = { op: 'search', name: 'b' };

  it.each([
    ['a', a],
    ['not a', a],
    ['not (a)', a],
    ['a or b', { op: 'or', of: [a, b] }],
    ['not (a or b)', { op: 'or', of: [a, b] }],
    ['a and b', { op: 'and', of: [a, b] }],
    ['not (a and b)', { op: 'and', of: [a, b] }],
    ['not a and not b', { op: 'or', of: [a, b] }],
    ['1 of them', { op: 'of', count: 'any', names: ['a', 'b'] }],
    ['not 1 of them', { op: 'of', count: 'any', names: ['a', 'b'] }],
    ['all of *', { op: 'of', count: 'all', names: ['a', 'b'] }],
  ])('%s suppresses the same', (text, condition) => {
    expect(suppressed(text)).toEqual(condition);
  });

  it.each([
    'a and not b',
    'not a and b',
    'not a or not b',
    'not (a and not b)',
    'not not a',
    'not not not a',
    'not a and not not b',
  ])('%s is refused', (text) => {
    expect(suppressed(text)).toBeUndefined();
  });

  it('says why', () => {
    const set = load(
      RULE,
      filterText('rules: [target]\nselection: { User: u }\nfilter: { User: v }\ncondition: selection and not filter'),
    );
    expect(set.rules).toHaveLength(1);
    expect(set.refused[0]).toMatchObject({
      code: 'filter',
      reason: expect.stringContaining('opposite meanings') as string,
      title: 'Filter',
    });
  });
});

describe('filters', () => {
  it.each([
    ['[target]', ''],
    [`[${ID.toUpperCase()}]`, ''],
    [ID, ''],
    ['any', ''],
    ['All', ''],
    ['[]', ''],
  ])('of rules: %s join the rule under names of their own', (rules) => {
    const set = load(RULE, OTHER, filterText(`rules: ${rules}\nselection: { User: u }\ncondition: not selection`));
    expect([refusals(set), warnings(set)]).toEqual([[], []]);
    const [rule, other] = set.rules.map((loaded) => loaded.rule);
    expect([...(rule?.detection.keys() ?? [])]).toEqual(['selection', '_filter_1_selection']);
    expect(rule?.condition).toEqual({
      op: 'and',
      of: [
        { op: 'search', name: 'selection' },
        { op: 'not', of: { op: 'search', name: '_filter_1_selection' } },
      ],
    });
    expect(other?.condition).toEqual({ op: 'search', name: 'selection' });
  });

  it('may come before the rule, be several, and use any identifiers', () => {
    const set = load(
      filterText('rules: any\nfirst: { User: u }\n_second: { User: v }\ncondition: 1 of them', { title: 'F1' }),
      ruleText('_filter_1_x: [z]\nselection: { Image: x }\ncondition: all of them'),
      filterText('rules: any\nselection: { User: w }\ncondition: selection', { title: 'F2' }),
    );
    expect(refusals(set)).toEqual([]);
    expect(set.rules[0]?.rule.condition).toEqual({
      op: 'and',
      of: [
        { op: 'of', count: 'all', names: ['selection'] },
        { op: 'not', of: { op: 'of', count: 'any', names: ['__filter_1_first'] } },
        { op: 'not', of: { op: 'search', name: '_filter_2_selection' } },
      ],
    });
  });

  it('only touch rules whose log source has every dimension of theirs', () => {
    const filter = (logsource: string) =>
      load(RULE, filterText('rules: any\nselection: { User: u }\ncondition: selection', { logsource }));
    expect(filter('{ product: windows, category: process_creation }').rules[0]?.rule.detection.size).toBe(2);
    const narrower = filter('{ product: windows, service: sysmon }');
    expect(narrower.rules[0]?.rule.detection.size).toBe(1);
    expect(warnings(narrower)).toEqual(['2:9 no rule has a log source that this filter covers']);
  });

  it('warn of what they name and cannot touch, and leave everything else', () => {
    const set = load(
      RULE,
      OTHER.replace('title: Other', 'title: Other\nname: other'),
      `title: C\nname: counted\ncorrelation: { type: event_count, rules: [target], group-by: [User], timespan: 1m, condition: { gte: 2 } }\n`,
      filterText('rules: [nobody, other, counted, target]\nselection: { User: u }\ncondition: selection'),
    );
    expect(set.rules[0]?.rule.detection.size).toBe(2);
    expect(set.rules[1]?.rule.detection.size).toBe(1);
    expect(warnings(set).map((warning) => warning.replace(/^\S+ /, ''))).toEqual([
      'this filter names nobody, which is not loaded',
      'this filter names other, whose log source it does not cover',
      'this filter names the correlation counted; only rules can be filtered',
    ]);
  });

  it('that cannot be lowered are refused themselves, not the rules', () => {
    const set = load(RULE, filterText('rules: any\nselection: { User|re: "(" }\ncondition: selection'));
    expect(set.rules).toHaveLength(1);
    expect(set.refused[0]).toMatchObject({ title: 'Filter', code: 'regex', place: { document: 2 } });
  });

  it('are lowered once for all rules', () => {
    const set = load(
      RULE,
      RULE.replace(ID, '').replace('name: target', 'name: second'),
      filterText('rules: any\nselection: { User: [u, v] }\ncondition: selection'),
    );
    const [first, second] = set.rules.map(({ node }) =>
      'of' in node && Array.isArray(node.of) ? (node.of as unknown[])[1] : undefined,
    );
    expect(first).toMatchObject({ op: 'not' });
    expect(second).toEqual(first);
    expect((second as { of: unknown }).of).toBe((first as { of: unknown }).of);
  });

  it('are bounded in all', () => {
    const filters = Array.from({ length: 3 }, (_, at) =>
      filterText('rules: any\nselection: { User: u }\ncondition: selection', { title: `F${at}` }),
    );
    const set = loadText([RULE, ...filters].join('---\n'), { limits: { filtered: 2 } });
    expect(set.rules[0]?.rule.detection.size).toBe(3);
    expect(refusals(set)).toEqual([expect.stringMatching(/too-large all filters together apply more than 2 times/)]);
  });

  it.each([
    ['selection: { User: u }\ncondition: selection', 'filter a filter needs rules: a list of ids and names, or "any"'],
    ['rules:\nselection: { User: u }\ncondition: selection', 'filter rules must be a list of ids and names, or "any"'],
    ['rules: [5]\nselection: { User: u }\ncondition: selection', 'filter rules must be a list of ids and names'],
    ['rules: any\nselection: { User: u }', 'filter a filter needs one condition'],
    ['rules: any\nselection: { User: u }\ncondition: [selection]', 'filter a filter needs one condition'],
    [
      'rules: any\nselection: { User: u }\ncondition: other',
      'unknown-identifier the condition names "other", which detection does not define',
    ],
    ['rules: any\nselection: {}\ncondition: selection', 'value an empty map selects nothing'],
  ])('%s is refused', (filter, reason) => {
    expect(refusals(load(filterText(filter))).map((text) => text.replace(/^\S+ /, ''))).toEqual([reason]);
  });

  it('need a log source', () => {
    expect(
      refusals(load(filterText('rules: any\nselection: { User: u }\ncondition: selection', { logsource: '{}' }))),
    ).toEqual(['1:2 logsource logsource names no category, product or service']);
  });
});
