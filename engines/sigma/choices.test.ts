import { describe, expect, test } from 'vitest';
import { explain } from './explain/explain.ts';
import { loadRules } from './load/load.ts';
import { createMatcher } from './match/matcher.ts';
import { createReference } from './reference/reference.ts';

type Detection = Record<string, unknown>;

const load = (detection: Detection) =>
  loadRules([{ name: 'rule.json', text: JSON.stringify({ title: 'r', logsource: { product: 'any' }, detection }) }]);

/** Whether the rule fires; every reader of rules must say the same. */
function fires(detection: Detection, event: object): boolean {
  const set = load({ condition: 'a', ...detection });
  expect(set.refused).toEqual([]);
  const rules = set.rules.map(({ rule }) => rule);
  const answers = [
    createMatcher(set).match(event).length === 1,
    createMatcher(set).match(event, JSON.stringify(event)).length === 1,
    createReference(rules).match(event).length === 1,
    rules.every((rule) => explain(rule, event).matched),
  ];
  expect(new Set(answers).size).toBe(1);
  return answers[0] as boolean;
}

const missing = {};
const isNull = { F: null };
const empty = { F: '' };
const value = { F: 'x' };

/** What the specification leaves open, or says in two ways, and what we chose. */
describe('our choices', () => {
  test.each<[string, Detection, [object, boolean][]]>([
    [
      'an address with a zone is none',
      { a: { 'F|cidr': 'fe80::/10' } },
      [
        [{ F: 'fe80::1' }, true],
        [{ F: 'fe80::1%eth0' }, false],
        [{ F: '::ffff:254.128.0.1' }, false],
      ],
    ],
    [
      'missing, null and empty are three',
      { a: { F: null } },
      [
        [missing, true],
        [isNull, true],
        [empty, false],
        [value, false],
      ],
    ],
    ['an empty array is null', { a: { F: null } }, [[{ F: [] }, true]]],
    [
      'empty is present and empty',
      { a: { F: '' } },
      [
        [missing, false],
        [isNull, false],
        [empty, true],
        [value, false],
      ],
    ],
    [
      'exists asks for the key only',
      { a: { 'F|exists': true } },
      [
        [missing, false],
        [isNull, true],
        [empty, true],
      ],
    ],
    [
      'a star wants a value',
      { a: { F: '*' } },
      [
        [missing, false],
        [isNull, false],
        [empty, true],
      ],
    ],
    [
      'what is missing is not x',
      { a: { F: 'x' }, condition: 'not a' },
      [
        [missing, true],
        [isNull, true],
        [value, false],
      ],
    ],
    [
      'neq too',
      { a: { 'F|neq': 'x' } },
      [
        [missing, true],
        [isNull, true],
        [value, false],
      ],
    ],
    [
      'neq of a reference too',
      { a: { 'F|fieldref|neq': 'G' } },
      [
        [value, true],
        [{ F: 'x', G: 'X' }, false],
      ],
    ],
    [
      'windash: at the start of words only, five signs',
      { a: { 'F|contains|windash': ' -e x-y' } },
      [
        [{ F: 'cmd /e x-y' }, true],
        [{ F: 'cmd ―e x-y' }, true],
        [{ F: 'cmd -e x/y' }, false],
        [{ F: 'cmd ‐e x-y' }, false],
      ],
    ],
    [
      'numbers are text, and equal by value where both are decimals',
      { a: { F: 16 } },
      [
        [{ F: 16 }, true],
        [{ F: '16' }, true],
        [{ F: '16.0' }, true],
        [{ F: '0x10' }, false],
        [{ F: '1.6e1' }, false],
      ],
    ],
    [
      'text of digits too',
      { a: { F: '16' } },
      [
        [{ F: 16 }, true],
        [{ F: '016' }, true],
      ],
    ],
    [
      'not so with cased',
      { a: { 'F|cased': '16' } },
      [
        [{ F: 16 }, true],
        [{ F: '16.0' }, false],
      ],
    ],
    [
      'any element of an array',
      { a: { 'F|contains': 'x' } },
      [
        [{ F: ['a', 'bx'] }, true],
        [{ F: [['x']] }, true],
      ],
    ],
    ['all of them by different elements', { a: { 'F|contains|all': ['x', 'y'] } }, [[{ F: ['x', 'y'] }, true]]],
    ['paths lead through arrays', { a: { 'F.G': 'x' } }, [[{ F: [{ G: 'a' }, { G: 'x' }] }, true]]],
    ['an object is its JSON text', { a: { 'F|contains': '"k":"v"' } }, [[{ F: { k: 'v' } }, true]]],
    [
      'keywords: within one value, not in names',
      { a: ['one two'] },
      [
        [{ F: 'x ONE TWO' }, true],
        [{ F: 'one', G: 'two' }, false],
        [{ 'one two': 1 }, false],
        [{ F: { G: ['a', 'one two'] } }, true],
      ],
    ],
    ['(?i) at the beginning', { a: { 'F|re': '(?i)^X$' } }, [[value, true]]],
    ['expressions as without the v flag', { a: { 'F|re': '^[a&&b-]{3}$' } }, [[{ F: '&-&' }, true]]],
    ['expressions mind case', { a: { 'F|re': 'X' } }, [[value, false]]],
    ['contains adds nothing to an expression', { a: { 'F|re|contains': 'b' } }, [[{ F: 'abc' }, true]]],
    [
      'case letter by letter, whatever the neighbours',
      { a: { F: 'ΟΔΟΣ Đ' } },
      [
        [{ F: 'οδοσ đ' }, true],
        [{ F: 'οδος đ' }, false],
      ],
    ],
    [
      'a letter with a longer lower case stays itself',
      { a: { F: 'İ' } },
      [
        [{ F: 'İ' }, true],
        [{ F: 'i' }, false],
      ],
    ],
    ['base64offset counts bytes', { a: { 'F|base64offset|contains': 'Đông' } }, [[{ F: 'eMSQw7RuZ3g=' }, true]]],
    ['names of fields are exact', { a: { f: 'x' } }, [[value, false]]],
    ['spaces in them do not count', { a: { FG: 'x' } }, [[{ 'F G': 'x' }, true]]],
    [
      'an empty list is null',
      { a: { F: [] } },
      [
        [missing, true],
        [empty, false],
      ],
    ],
    [
      'a question mark is one code unit',
      { a: { F: 'a?b' } },
      [
        [{ F: 'aéb' }, true],
        [{ F: 'a😀b' }, false],
      ],
    ],
    ['a star goes over lines', { a: { F: 'a*b' } }, [[{ F: 'a\r\nb' }, true]]],
    [
      'a comparison of no number is false',
      { a: { 'F|lt': 5 } },
      [
        [empty, false],
        [{ F: 'x' }, false],
        [{ F: '4' }, true],
      ],
    ],
    [
      'cidr of no address is false',
      { a: { 'F|cidr': '0.0.0.0/0' } },
      [
        [{ F: '-' }, false],
        [{ F: '::1' }, false],
      ],
    ],
  ])('%s', (_, detection, events) => {
    for (const [event, expected] of events) {
      expect([event, fires(detection, { product: 'any', ...event })]).toEqual([event, expected]);
    }
  });

  test.each<[string, Detection, string]>([
    [
      'a pattern that matches no search',
      { a: { F: 'x' }, condition: 'a and not 1 of filter*' },
      'pattern-matches-nothing',
    ],
    ['no condition', { a: { F: 'x' } }, 'condition'],
    ['null in a list', { a: { F: ['x', null] }, condition: 'a' }, 'value'],
    ['all of one value', { a: { 'F|all': 'x' }, condition: 'a' }, 'modifier'],
    ['an unknown modifier', { a: { 'F|startwith': 'x' }, condition: 'a' }, 'modifier'],
    ['a placeholder without values', { a: { 'F|expand': '%x%' }, condition: 'a' }, 'placeholder'],
  ])('refused: %s', (_, detection, code) => {
    expect(load(detection).refused).toMatchObject([{ code }]);
  });

  test('no expression runs away', () => {
    const event = { product: 'any', F: `${'a'.repeat(50_000)}!` };
    const before = performance.now();
    for (const source of ['x?(a+)+$', '(a|aa)+$', 'a.*a.*a.*b', '[^/]{100,}$', '(?:a?){50}a{50}b']) {
      const set = load({ a: { 'F|re': source }, condition: 'a' });
      expect(set.refused).toEqual([]);
      createMatcher(set).match(event);
      // Backtracking would take hours.
      expect(performance.now() - before).toBeLessThan(20_000);
    }
  });
});
