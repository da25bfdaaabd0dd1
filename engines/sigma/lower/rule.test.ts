import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Node } from '../predicate.ts';
import type { Condition, Rule, Search } from '../rule.ts';
import { createPool } from './pool.ts';
import { boundedPool, lowerRule } from './rule.ts';
import { constant, join, negate } from './tree.ts';

const equals = (field: string, value: string): Search => ({ item: { field, modifiers: [], values: [value], line: 1 } });

function ruleOf(detection: Record<string, Search>, condition: Condition): Rule {
  const place = { file: 'rule.yml', document: 1, line: 1 };
  const lists = { references: [], tags: [], falsepositives: [], fields: [] };
  return {
    kind: 'rule',
    title: 't',
    place,
    ...lists,
    logsource: {},
    detection: new Map(Object.entries(detection)),
    condition,
  };
}

const search = (name: string): Condition => ({ op: 'search', name });
const test0: Node = { op: 'test', predicate: 0 };
const test1: Node = { op: 'test', predicate: 1 };
const test2: Node = { op: 'test', predicate: 2 };
const a = equals('A', '1');
const b = equals('B', '1');
const c = equals('C', '1');

describe('rules', () => {
  test.each<[string, Record<string, Search>, Condition, Node]>([
    ['a search', { a }, search('a'), test0],
    ['a map', { a: { all: [a, b] } }, search('a'), { op: 'and', of: [test0, test1] }],
    [
      'a list of maps',
      { a: { any: [{ all: [a, b] }, c] } },
      search('a'),
      { op: 'or', of: [{ op: 'and', of: [test0, test1] }, test2] },
    ],
    [
      'nested and is flat',
      { a: { all: [a, b] }, c },
      { op: 'and', of: [search('a'), search('c')] },
      { op: 'and', of: [test0, test1, test2] },
    ],
    [
      'not',
      { a, b },
      { op: 'and', of: [search('a'), { op: 'not', of: search('b') }] },
      { op: 'and', of: [test0, { op: 'not', of: test1 }] },
    ],
    ['not not', { a }, { op: 'not', of: { op: 'not', of: search('a') } }, test0],
    ['1 of', { a, b }, { op: 'of', count: 'any', names: ['a', 'b'] }, { op: 'or', of: [test0, test1] }],
    ['all of', { a, b }, { op: 'of', count: 'all', names: ['a', 'b'] }, { op: 'and', of: [test0, test1] }],
    ['the same test twice', { a, b: a }, { op: 'of', count: 'all', names: ['a', 'b'] }, test0],
  ])('%s', (_, detection, condition, expected) => {
    expect(lowerRule(ruleOf(detection, condition), createPool())).toEqual(expected);
  });

  test('a search that no condition names is checked all the same', () => {
    const wrong: Search = { item: { field: 'F', modifiers: ['nonsense'], values: ['x'], line: 4 } };
    expect(() => lowerRule(ruleOf({ a, wrong }, search('a')), createPool())).toThrow(
      expect.objectContaining({ code: 'modifier', line: 4 }),
    );
  });

  test('a missing search is refused', () => {
    expect(() => lowerRule(ruleOf({ a }, search('b')), createPool())).toThrow(
      expect.objectContaining({ code: 'unknown-identifier' }),
    );
    expect(() => lowerRule(ruleOf({ a }, { op: 'of', count: 'any', names: [] }), createPool())).toThrow(
      expect.objectContaining({ code: 'pattern-matches-nothing' }),
    );
  });

  test('rules share predicates', () => {
    const pool = createPool();
    lowerRule(ruleOf({ a, b }, search('a')), pool);
    expect(lowerRule(ruleOf({ x: equals('A', '1'), y: equals('A', '2') }, search('x')), pool)).toEqual(test0);
    expect(pool.predicates).toHaveLength(3);
  });
});

test('a pool keeps what differs apart', () => {
  const pool = createPool();
  const text = { op: 'equals', field: 'A', text: 'x', cased: false } as const;
  const ids = [
    pool.add(text),
    pool.add({ ...text, cased: true }),
    pool.add({ ...text, op: 'prefix' }),
    pool.add({ ...text, field: 'Ax', text: '' }),
    pool.add({ ...text, field: undefined }),
    pool.add({ ...text, field: 'undefined' }),
    pool.add({ op: 'regex', field: 'A', source: 'x', flags: '' }),
    pool.add({ op: 'regex', field: 'A', source: 'x', flags: 'i' }),
    pool.add({ op: 'regex', field: undefined, source: 'x', flags: '' }),
    pool.add({ op: 'cidr', field: 'A', network: Uint8Array.of(10, 0, 0, 0), bits: 8 }),
    pool.add({ op: 'cidr', field: 'A', network: Uint8Array.of(10, 0, 0, 0), bits: 9 }),
    pool.add({ op: 'exists', field: 'A' }),
    pool.add({ op: 'null', field: 'A' }),
    pool.add({ op: 'like', field: 'A', parts: [{ skip: 1 }], cased: false }),
    pool.add({ op: 'like', field: 'A', parts: [{ skip: 2 }], cased: false }),
    pool.add({ op: 'like', field: 'A', parts: [{ any: true }], cased: false }),
    pool.add({ op: 'compare', field: 'A', relation: 'gt', number: 1 }),
    pool.add({ op: 'compare', field: 'A', relation: 'gt', number: 1, part: 'hour' }),
    pool.add({ op: 'fieldref', field: 'A', other: 'B', how: 'equals', cased: false }),
  ];
  expect(ids).toEqual(ids.map((_, at) => at));
  expect(pool.add({ cased: false, text: 'x', field: 'A', op: 'equals' })).toBe(0);
  expect(pool.add({ cased: false, parts: [{ skip: 1 }], field: 'A', op: 'like' })).toBe(13);
  expect(pool.add({ op: 'cidr', field: 'A', network: Uint8Array.of(10, 0, 0, 0), bits: 9 })).toBe(10);
});

test('joined nodes mean what they meant apart', () => {
  const { node } = fc.letrec<{ node: Node; leaf: Node }>((tie) => ({
    leaf: fc.oneof(
      fc.boolean().map(constant),
      fc.nat(3).map((predicate): Node => ({ op: 'test', predicate })),
    ),
    node: fc.oneof(
      { depthSize: 'small' },
      tie('leaf'),
      tie('node').map((of): Node => ({ op: 'not', of })),
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('node'), { maxLength: 4 }))
        .map(([op, of]): Node => ({ op, of }) as Node),
    ),
  }));
  const holds = (of: Node, truth: number): boolean => {
    if (of.op === 'const') return of.value;
    if (of.op === 'test') return ((truth >> of.predicate) & 1) === 1;
    if (of.op === 'not') return !holds(of.of, truth);
    return of.op === 'and' ? of.of.every((child) => holds(child, truth)) : of.of.some((child) => holds(child, truth));
  };
  const rebuild = (of: Node): Node => {
    if (of.op === 'not') return negate(rebuild(of.of));
    return of.op === 'and' || of.op === 'or' ? join(of.op, of.of.map(rebuild)) : of;
  };
  fc.assert(
    fc.property(node, (of) => {
      const built = rebuild(of);
      for (let truth = 0; truth < 16; truth += 1) expect(holds(built, truth)).toBe(holds(of, truth));
      const text = JSON.stringify(built);
      if (built.op !== 'const') expect(text).not.toContain('const');
    }),
  );
});

test.each([
  [0, 200_000, 'variants are more than 200000'],
  [900_000, 100_000, 'of all rules together are more than 1000000'],
])('after %i predicates of others a rule may have %i', (before, room, reason) => {
  const exists = { op: 'exists', field: 'a' } as const;
  const predicates = Array.from({ length: before }, () => exists);
  const pool = boundedPool({ predicates, add: (predicate) => predicates.push(predicate as typeof exists) - 1 });
  for (let count = 0; count < room; count += 1) pool.add(exists);
  expect(() => pool.add(exists)).toThrow(reason);
});
