import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RuleError } from '../rule.ts';
import type { Condition } from '../rule.ts';
import { parseCondition } from './condition.ts';
import { LIMITS } from './limits.ts';

const NAMES = ['selection', 'sel_a', 'sel_b', 'filter-main', 'filter_x', '_hidden', 'all', '1'];

function parse(text: string, names: readonly string[] = NAMES): Condition {
  return parseCondition(text, names, LIMITS);
}

/** As a text with all brackets, to see what belongs together. */
function show(condition: Condition): string {
  if (condition.op === 'search') return condition.name;
  if (condition.op === 'of') return `${condition.count}[${condition.names.join(' ')}]`;
  if (condition.op === 'not') return `!${show(condition.of)}`;
  return `(${condition.of.map(show).join(condition.op === 'and' ? ' & ' : ' | ')})`;
}

function codeOf(text: string, names?: readonly string[]): string {
  try {
    return show(parse(text, names));
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return error.code;
  }
}

describe('precedence', () => {
  it.each([
    ['sel_a or sel_b and not selection', '(sel_a | (sel_b & !selection))'],
    ['not sel_a and sel_b or selection', '((!sel_a & sel_b) | selection)'],
    ['(sel_a or sel_b) and selection', '((sel_a | sel_b) & selection)'],
    ['not 1 of sel_* and selection', '(!any[sel_a sel_b] & selection)'],
    ['not not sel_a', '!!sel_a'],
    ['not (sel_a and sel_b)', '!(sel_a & sel_b)'],
    ['sel_a and sel_b and selection', '(sel_a & sel_b & selection)'],
    ['filter-main', 'filter-main'],
    ['(sel_a)and(sel_b)', '(sel_a & sel_b)'],
    ['sel_a\n  and\tsel_b', '(sel_a & sel_b)'],
  ])('%s', (text, shown) => {
    expect(show(parse(text))).toBe(shown);
  });
});

describe('quantifiers', () => {
  it.each([
    ['1 of sel*', 'any[selection sel_a sel_b]'],
    ['any of sel*', 'any[selection sel_a sel_b]'],
    ['all of sel*', 'all[selection sel_a sel_b]'],
    ['all of s*_b', 'all[sel_b]'],
    ['1 of *l*n', 'any[selection filter-main]'],
    ['1 of selection', 'any[selection]'],
    ['1 of filter-*', 'any[filter-main]'],
    ['1 of them', 'any[selection sel_a sel_b filter-main filter_x all 1]'],
    ['all of _*', 'all[_hidden]'],
    ['1 of *', 'any[selection sel_a sel_b filter-main filter_x all 1]'],
    ['_hidden', '_hidden'],
    ['all and 1', '(all & 1)'],
  ])('%s', (text, shown) => {
    expect(show(parse(text))).toBe(shown);
  });

  it('takes a wildcard for any run, also none, and never the same text twice', () => {
    expect(codeOf('1 of a*a', ['a', 'aa', 'aba'])).toBe('any[aa aba]');
    expect(codeOf('1 of a*ab*b', ['aabb', 'ab', 'aab', 'aaxbb'])).toBe('any[aabb]');
  });
});

describe('what is refused', () => {
  it.each([
    ['', 'condition'],
    ['sel_a and', 'condition'],
    ['sel_a sel_b', 'condition'],
    ['(sel_a', 'condition'],
    ['sel_a)', 'condition'],
    ['()', 'condition'],
    ['2 of sel*', 'condition'],
    ['none of sel*', 'condition'],
    ['sel*', 'condition'],
    ['1 of', 'condition'],
    ['1 of (sel_a)', 'condition'],
    ['and sel_a', 'condition'],
    ['not', 'condition'],
    ['sel_a & sel_b', 'condition'],
    ['selektion', 'unknown-identifier'],
    ['sel_a AND sel_b', 'condition'],
    ['1 of nothing*', 'pattern-matches-nothing'],
    ['selection and not 1 of filtre*', 'pattern-matches-nothing'],
    ['selection | count() by User > 5', 'aggregation'],
    ['selection | near sel_a', 'aggregation'],
  ])('%s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('takes nothing for "1 of them" where all are hidden', () => {
    expect(codeOf('1 of them', ['_a'])).toBe('pattern-matches-nothing');
  });

  it('points from the old aggregations to correlation rules', () => {
    expect(() => parse('selection | count() > 5')).toThrow(/correlation rule/);
  });

  it('says that operators are written in small letters', () => {
    expect(() => parse('sel_a OR sel_b')).toThrow(/write or in small letters/);
  });

  it('bounds what patterns are held against', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `a${at}`);
    expect(codeOf(Array.from({ length: 900 }, () => '1 of a*').join(' or '), names)).toMatch(/^\(any/);
    expect(codeOf(Array.from({ length: 1001 }, () => '1 of a*').join(' or '), names)).toBe('condition');
  });

  it('bounds depth and length', () => {
    expect(codeOf(`${'('.repeat(60)}sel_a${')'.repeat(60)}`)).toBe('sel_a');
    expect(codeOf(`${'('.repeat(65)}sel_a${')'.repeat(65)}`)).toBe('condition');
    expect(codeOf(`${'not '.repeat(10_000)}sel_a`)).toBe('condition');
    expect(codeOf(Array.from({ length: 5000 }, () => 'sel_a').join(' or '))).toMatch(/^\(sel_a \| /);
    expect(codeOf('sel_a or '.repeat(10_000))).toBe('condition');
  });
});

describe('properties', () => {
  const tree: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('selection', 'sel_a', 'filter-main').map((name): Condition => ({ op: 'search', name })),
      fc.constantFrom('any', 'all').map((count): Condition => ({ op: 'of', count, names: ['sel_a', 'sel_b'] })),
      tie('node').map((of): Condition => ({ op: 'not', of })),
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('node'), { minLength: 2, maxLength: 3 }))
        .map(([op, of]): Condition => ({ op, of })),
    ),
  })).node;

  const write = (condition: Condition): string => {
    if (condition.op === 'search') return condition.name;
    if (condition.op === 'of') return `${condition.count === 'any' ? '1' : 'all'} of sel_*`;
    if (condition.op === 'not') return `not (${write(condition.of)})`;
    return condition.of.map((part) => `(${write(part)})`).join(` ${condition.op} `);
  };

  it('reads back what was written', () => {
    fc.assert(
      fc.property(tree, (condition) => {
        expect(parse(write(condition))).toEqual(condition);
      }),
    );
  });

  it('never fails in another way than by a reason', () => {
    const words = fc.constantFrom(
      'and',
      'or',
      'not',
      '1',
      'all',
      'any',
      'of',
      'them',
      '(',
      ')',
      'sel_a',
      'sel*',
      '|',
      '*',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), (tokens) => {
        codeOf(tokens.join(' '));
      }),
    );
  });
});
