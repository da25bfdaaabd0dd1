import { describe, expect, test } from 'vitest';
import type { Node, Predicate } from '../predicate.ts';
import { type Item, RuleError, type Value } from '../rule.ts';
import { lowerItem } from './item.ts';
import { createPool } from './pool.ts';

const any = { any: true } as const;

function itemOf(key: string, values: readonly Value[] | Value): Item {
  const [field, ...modifiers] = key.split('|');
  return { field: field || undefined, modifiers, values: Array.isArray(values) ? values : [values as Value], line: 9 };
}

/** The tree with its predicates in place; fields left out where they are `F`, `cased` where it is false. */
function lower(key: string, values: readonly Value[] | Value, placeholders = {}): unknown {
  const pool = createPool();
  const show = (node: Node): unknown => {
    if (node.op === 'test') return short(pool.predicates[node.predicate] as Predicate);
    if (node.op === 'const') return node.value;
    return node.op === 'not' ? { not: show(node.of) } : { [node.op]: node.of.map(show) };
  };
  return show(lowerItem(itemOf(key, values), pool, placeholders));
}

function short(predicate: Predicate): unknown {
  const shown: Record<string, unknown> = { ...predicate };
  if (predicate.field === 'F') delete shown['field'];
  if (shown['cased'] === false) delete shown['cased'];
  return shown;
}

const texts = (op: string, ...all: string[]) => ({ or: all.map((text) => ({ op, text })) });

describe('values', () => {
  test.each<[string, string, readonly Value[] | Value, unknown]>([
    ['text', 'F', 'Cmd.exe', { op: 'equals', text: 'cmd.exe' }],
    ['backslashes', 'F|endswith', '\\Cmd.exe', { op: 'suffix', text: '\\cmd.exe' }],
    ['two backslashes are one', 'F|endswith', '\\\\Cmd.exe', { op: 'suffix', text: '\\cmd.exe' }],
    ['numbers are text', 'F', 4688, { op: 'equals', text: '4688' }],
    ['booleans are text', 'F', true, { op: 'equals', text: 'true' }],
    ['empty', 'F', '', { op: 'equals', text: '' }],
    ['null', 'F', null, { op: 'null' }],
    ['an empty list is null', 'F', [], { op: 'null' }],
    ['a list is or', 'F', ['a', 'b'], texts('equals', 'a', 'b')],
    ['equal values are one', 'F', ['a', 'A', 'b'], texts('equals', 'a', 'b')],
    ['any value', 'F', '*', { op: 'like', parts: [any] }],
    ['contains nothing is any value', 'F|contains', '', { op: 'like', parts: [any] }],
    ['inner wildcards', 'F', 'a*b', { op: 'like', parts: ['a', any, 'b'] }],
    ['a placeholder is text', 'F', '%x%', { op: 'equals', text: '%x%' }],
    ['keyword', '', 'Mimi', { op: 'contains', field: undefined, text: 'mimi' }],
    ['keywords', '', ['a', 'b'], { or: ['a', 'b'].map((text) => ({ op: 'contains', field: undefined, text })) }],
    ['keyword with open ends', '', '*a*', { op: 'contains', field: undefined, text: 'a' }],
    ['keyword with wildcards', '', 'a?b', { op: 'like', field: undefined, parts: [any, 'a', { skip: 1 }, 'b', any] }],
    ['keyword at the start', '|startswith', 'A', { op: 'prefix', field: undefined, text: 'a' }],
    ['keyword number', '', 4688, { op: 'contains', field: undefined, text: '4688' }],
  ])('%s', (_, key, values, expected) => {
    expect(lower(key, values)).toEqual(expected);
  });
});

describe('modifiers', () => {
  test.each<[string, string, readonly Value[] | Value, unknown]>([
    ['contains', 'F|contains', 'Ab', { op: 'contains', text: 'ab' }],
    ['contains, ends open already', 'F|contains', '*ab*', { op: 'contains', text: 'ab' }],
    ['contains, an escaped star', 'F|contains', '\\*ab\\*', { op: 'contains', text: '*ab*' }],
    ['startswith', 'F|startswith', 'Ab', { op: 'prefix', text: 'ab' }],
    ['startswith with a wildcard', 'F|startswith', '*ab', { op: 'contains', text: 'ab' }],
    ['endswith', 'F|endswith', 'Ab', { op: 'suffix', text: 'ab' }],
    ['startswith and endswith', 'F|startswith|endswith', 'ab', { op: 'contains', text: 'ab' }],
    [
      'all',
      'F|contains|all',
      ['a', 'b'],
      {
        and: [
          { op: 'contains', text: 'a' },
          { op: 'contains', text: 'b' },
        ],
      },
    ],
    ['cased', 'F|cased', 'Ab', { op: 'equals', text: 'Ab', cased: true }],
    ['cased and contains', 'F|contains|cased', 'Ab', { op: 'contains', text: 'Ab', cased: true }],
    ['neq', 'F|neq', 'a', { not: { op: 'equals', text: 'a' } }],
    ['neq of a list', 'F|neq', ['a', 'b'], { not: texts('equals', 'a', 'b') }],
    [
      'neq of all',
      'F|contains|all|neq',
      ['a', 'b'],
      {
        not: {
          and: [
            { op: 'contains', text: 'a' },
            { op: 'contains', text: 'b' },
          ],
        },
      },
    ],
    ['neq of null', 'F|neq', null, { not: { op: 'null' } }],
    ['neq of a number', 'F|neq', 3, { not: { op: 'equals', text: '3' } }],
    ['exists', 'F|exists', true, { op: 'exists' }],
    ['exists not', 'F|exists', false, { not: { op: 'exists' } }],
    ['windash', 'F|windash', '-a', texts('equals', '-a', '/a', '–a', '—a', '―a')],
    ['windash in the middle', 'F|contains|windash', 'x /a', texts('contains', 'x /a', 'x -a', 'x –a', 'x —a', 'x ―a')],
    ['windash inside a word', 'F|windash', 'a-b', { op: 'equals', text: 'a-b' }],
    ['windash without a word', 'F|windash', '- a -', { op: 'equals', text: '- a -' }],
    ['windash and other dashes', 'F|windash', '–a', { op: 'equals', text: '–a' }],
    ['windash after a wildcard', 'F|windash', '*-a', texts('suffix', '-a', '/a', '–a', '—a', '―a')],
    ['windash before Vietnamese', 'F|windash', '-đ', texts('equals', '-đ', '/đ', '–đ', '—đ', '―đ')],
    [
      'windash in all',
      'F|contains|windash|all',
      ['-a', 'b'],
      { and: [texts('contains', '-a', '/a', '–a', '—a', '―a'), { op: 'contains', text: 'b' }] },
    ],
    ['base64', 'F|base64|contains', 'foobar', { op: 'contains', text: 'zm9vymfy' }],
    ['base64 and cased', 'F|base64|cased', 'foobar', { op: 'equals', text: 'Zm9vYmFy', cased: true }],
    ['base64 counts bytes', 'F|base64|cased', 'Đ', { op: 'equals', text: 'xJA=', cased: true }],
    [
      'base64offset',
      'F|base64offset|contains|cased',
      'foobar',
      { or: ['Zm9vYmFy', 'Zvb2Jhc', 'mb29iYX'].map((text) => ({ op: 'contains', text, cased: true })) },
    ],
    ['wide', 'F|wide|base64|cased', 'ab', { op: 'equals', text: 'YQBiAA==', cased: true }],
    ['utf16le is wide', 'F|utf16le|base64|cased', 'ab', { op: 'equals', text: 'YQBiAA==', cased: true }],
    ['utf16be', 'F|utf16be|base64|cased', 'ab', { op: 'equals', text: 'AGEAYg==', cased: true }],
    ['utf16', 'F|utf16|base64|cased', 'ab', { op: 'equals', text: '//5hAGIA', cased: true }],
    ['wide of any letter', 'F|wide|base64|cased', 'Đ😀', { op: 'equals', text: 'EAE92ADe', cased: true }],
    ['wide alone', 'F|wide|contains', 'ab', { op: 'contains', text: 'a\0b\0' }],
    ['re', 'F|re', 'A\\.b*', { op: 'regex', source: 'A\\.b*', flags: '' }],
    ['re, i', 'F|re|i', 'a', { op: 'regex', source: 'a', flags: 'i' }],
    [
      're, all options by their long names',
      'F|re|ignorecase|multiline|dotall',
      'a',
      { op: 'regex', source: 'a', flags: 'ims' },
    ],
    ['re with an option inside', 'F|re|s', '(?i)a', { op: 'regex', source: 'a', flags: 'is' }],
    ['re finds anywhere, with contains too', 'F|re|contains', 'a', { op: 'regex', source: 'a', flags: '' }],
    ['re without a field', '|re', 'a', { op: 'regex', field: undefined, source: 'a', flags: '' }],
    ['re of a number', 'F|re', 404, { op: 'regex', source: '404', flags: '' }],
    ['lt', 'F|lt', 5, { op: 'compare', relation: 'lt', number: 5 }],
    ['lte', 'F|lte', -5, { op: 'compare', relation: 'lte', number: -5 }],
    ['gt', 'F|gt', 1.5, { op: 'compare', relation: 'gt', number: 1.5 }],
    ['gte of quoted digits', 'F|gte', '5', { op: 'compare', relation: 'gte', number: 5 }],
    ['gte and neq', 'F|gte|neq', 5, { not: { op: 'compare', relation: 'gte', number: 5 } }],
    ['hour', 'F|hour', 8, { op: 'compare', relation: 'eq', number: 8, part: 'hour' }],
    ['hour and gt', 'F|hour|gt', 8, { op: 'compare', relation: 'gt', number: 8, part: 'hour' }],
    [
      'parts of a date in a list',
      'F|week',
      [1, 53],
      { or: [1, 53].map((number) => ({ op: 'compare', relation: 'eq', number, part: 'week' })) },
    ],
    ['cidr', 'F|cidr', '10.0.0.0/8', { op: 'cidr', network: Uint8Array.of(10, 0, 0, 0), bits: 8 }],
    ['cidr, odd bits', 'F|cidr', '10.32.0.0/11', { op: 'cidr', network: Uint8Array.of(10, 32, 0, 0), bits: 11 }],
    ['cidr of one address', 'F|cidr', '10.0.0.1', { op: 'cidr', network: Uint8Array.of(10, 0, 0, 1), bits: 32 }],
    ['cidr of all', 'F|cidr', '0.0.0.0/0', { op: 'cidr', network: Uint8Array.of(0, 0, 0, 0), bits: 0 }],
    [
      'cidr of IPv6',
      'F|cidr',
      'fe80::/10',
      { op: 'cidr', network: Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), bits: 10 },
    ],
    ['fieldref', 'F|fieldref', 'G', { op: 'fieldref', other: 'G', how: 'equals' }],
    ['fieldref and startswith', 'F|fieldref|startswith', 'G', { op: 'fieldref', other: 'G', how: 'prefix' }],
    ['fieldref and endswith', 'F|fieldref|endswith', 'G', { op: 'fieldref', other: 'G', how: 'suffix' }],
    ['fieldref and contains', 'F|fieldref|contains', 'G', { op: 'fieldref', other: 'G', how: 'contains' }],
    ['fieldref and neq', 'F|fieldref|neq', 'G', { not: { op: 'fieldref', other: 'G', how: 'equals' } }],
    ['fieldref and cased', 'F|fieldref|cased', 'G', { op: 'fieldref', other: 'G', how: 'equals', cased: true }],
    ['expand', 'F|expand', '%x%', texts('equals', 'one', 'two')],
    ['expand with text around', 'F|contains|expand', 'a%x%b', texts('contains', 'aoneb', 'atwob')],
    ['expand twice', 'F|expand', '%x%%x%', texts('equals', 'oneone', 'onetwo', 'twoone', 'twotwo')],
    ['expand with wildcards in the values', 'F|expand', '%wild%', { op: 'prefix', text: 'w' }],
    ['expand, escaped', 'F|expand', '\\%x%', { op: 'equals', text: '%x%' }],
    ['expand without placeholder', 'F|expand', '100%', { op: 'equals', text: '100%' }],
    ['expand in re', 'F|re|expand', '^%dot%$', { op: 'regex', source: '^a\\.b\\*$', flags: '' }],
  ])('%s', (_, key, values, expected) => {
    expect(lower(key, values, { x: ['one', 'Two'], wild: ['w*'], dot: ['a.b*'] })).toEqual(expected);
  });

  test('base64offset finds its value wherever it stands', () => {
    for (const value of ['foobar', '/bin/bash', 'Đông', 'abc']) {
      const pool = createPool();
      lowerItem(itemOf('F|base64offset|contains|cased', value), pool, {});
      const shown = pool.predicates.map((predicate) => (predicate as Predicate & { op: 'contains' }).text);
      expect(shown).toHaveLength(3);
      for (const before of ['', 'x', 'xx', 'xxx']) {
        const bytes = [...new TextEncoder().encode(`${before}${value}yz`)];
        const whole = btoa(String.fromCharCode(...bytes));
        expect(shown.some((text) => whole.includes(text))).toBe(true);
      }
    }
  });

  test('windash takes every place by itself', () => {
    const pool = createPool();
    lowerItem(itemOf('F|contains|windash', ' -s -i cmd'), pool, {});
    expect(pool.predicates).toHaveLength(25);
    expect(pool.predicates).toContainEqual({ op: 'contains', field: 'F', text: ' /s —i cmd', cased: false });
  });
});

test.each<[string, string, readonly Value[] | Value]>([
  ['modifier', 'F|contain', 'a'],
  ['modifier', 'F|all', 'a'],
  ['modifier', 'F|all', []],
  ['modifier', 'F|i', 'a'],
  ['modifier', 'F|contains|re', 'a'],
  ['modifier', 'F|all|re', ['a', 'b']],
  ['modifier', 'F|contains|cidr', '10.0.0.0/8'],
  ['modifier', 'F|cidr|contains', '10.0.0.0/8'],
  ['modifier', '|cidr', '10.0.0.0/8'],
  ['modifier', 'F|re|cased', 'a'],
  ['modifier', 'F|re|base64', 'a'],
  ['modifier', 'F|exists|contains', true],
  ['modifier', '|exists', true],
  ['modifier', '|fieldref', 'G'],
  ['modifier', 'F|contains|fieldref', 'G'],
  ['modifier', 'F|base64|fieldref', 'G'],
  ['modifier', 'F|contains|base64', 'a'],
  ['modifier', 'F|base64', 'a*'],
  ['modifier', 'F|base64offset|contains', 'a?b'],
  ['modifier', 'F|wide|utf16', 'a'],
  ['modifier', 'F|lt|gt', 5],
  ['modifier', 'F|gt|hour', 5],
  ['modifier', 'F|hour|day', 5],
  ['modifier', 'F|gt|contains', 5],
  ['modifier', '|gt', 5],
  ['value', 'F|exists', 'true'],
  ['value', 'F|exists', [true, false]],
  ['value', 'F|exists', []],
  ['value', 'F', ['a', null]],
  ['value', 'F|contains', null],
  ['value', 'F|contains', []],
  ['value', 'F|cidr', null],
  ['value', '', null],
  ['value', '', ''],
  ['value', 'F|fieldref', 'G*'],
  ['value', 'F|fieldref', ''],
  ['value', 'F|lt', 'many'],
  ['value', 'F|lt', '0x10'],
  ['value', 'F|lt', true],
  ['value', 'F|hour', 24],
  ['value', 'F|month', 0],
  ['value', 'F|day', 1.5],
  ['value', 'F|base64offset|contains', ''],
  ['value', 'F|windash', '-a -b -c -d -e -f'],
  ['cidr', 'F|cidr', '10.0.0.1/8'],
  ['cidr', 'F|cidr', 'fe80::1/10'],
  ['cidr', 'F|cidr', '10.0.0.0/33'],
  ['cidr', 'F|cidr', '10.0.0/8'],
  ['cidr', 'F|cidr', '10.0.0.0/8/8'],
  ['cidr', 'F|cidr', '10.0.0.0/'],
  ['cidr', 'F|cidr', 'host'],
  ['cidr', 'F|cidr', 'fe80::%1/64'],
  ['placeholder', 'F|expand', '%missing%'],
  ['placeholder', 'F|expand', '%none%'],
  ['placeholder', 'F|expand', '%constructor%'],
  ['placeholder', 'F|re|expand', '%missing%'],
  ['regex', 'F|re', '(a'],
  ['regex', 'F|re', 'a(?=b)'],
])('refused for its %s: %s: %j', (code, key, values) => {
  const refusal = expect.objectContaining({ code, line: 9 });
  expect(() => lower(key, values, { none: [] })).toThrow(refusal);
  expect(() => lower(key, values, { none: [] })).toThrow(RuleError);
});
