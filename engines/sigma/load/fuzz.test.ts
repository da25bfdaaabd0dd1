import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRules } from './load.ts';
import { ruleText } from './samples.ts';

/** Whatever the text, the loader answers. Gives how many rules were taken. */
function check(text: string): number {
  const set = loadRules([{ name: 'f', text }]);
  for (const { place, reason } of [...set.refused, ...set.warnings]) {
    expect(place.line).toBeGreaterThan(0);
    expect(place.line).toBeLessThanOrEqual(text.split('\n').length);
    expect(place.document).toBeGreaterThan(0);
    expect(reason).not.toBe('');
    expect(reason.length).toBeLessThan(20_000);
  }
  for (const { rule, node } of set.rules) {
    expect(rule.title).toBeTypeOf('string');
    expect(node.op).toBeTypeOf('string');
  }
  return set.rules.length;
}

const KEYS =
  'title id name logsource detection condition selection filter rules correlation type timespan group-by aliases product category level status date tags related F|contains|all F|re F|windash F|cidr F|gte F|base64offset|contains F|expand F|exists |all __proto__ constructor action gte field';
const key = fc.constantFrom(...KEYS.split(' '));
const scalar = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'selection',
    '1 of them',
    'not selection',
    'event_count',
    'temporal',
    '5m',
    'any',
    'a',
    '2024-01-01',
    '%x%',
    '(a+)+$',
    '\\*',
  ),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
}))['value'] as fc.Arbitrary<unknown>;

/** Mostly what is right, now and then anything. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: value });
const item = fc.tuple(fc.constantFrom('F', 'G|contains', 'H|re', 'I|windash|contains', '|all'), mostly(fc.string()));
const selection = mostly(fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.fromEntries(items)));
const head = {
  title: mostly(fc.constant('x')),
  logsource: mostly(fc.constant({ product: 'windows' })),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
};
const reference = mostly(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 2 }));
const document = fc.oneof(
  fc.record({
    ...head,
    detection: mostly(
      fc.record({
        a: selection,
        ab: selection,
        condition: mostly(fc.constantFrom('1 of them', 'a and not ab', 'a or 1 of a*')),
      }),
    ),
  }),
  fc.record({
    ...head,
    correlation: mostly(
      fc.record({
        type: mostly(fc.constantFrom('temporal', 'event_count', 'value_sum')),
        rules: reference,
        'group-by': mostly(fc.constant(['F'])),
        timespan: mostly(fc.constant('5m')),
        condition: mostly(fc.constant({ gte: 1 })),
      }),
    ),
  }),
  fc.record({
    ...head,
    filter: mostly(
      fc.record({ rules: reference, selection, condition: mostly(fc.constantFrom('selection', 'not selection')) }),
    ),
  }),
  fc.dictionary(key, value, { maxKeys: 6 }),
);

describe('any input', () => {
  it('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void check(text)));
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab:-[]{}&*!|>?\'"%#, \n\t\\\0~.0') }),
        (text) => void check(text),
      ),
      {
        numRuns: 1000,
      },
    );
  });

  it('any documents', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(document, { maxLength: 4 }), (documents) => {
        taken += check(documents.map((one) => JSON.stringify(one)).join('\n---\n'));
      }),
      { numRuns: 1000 },
    );
    // Otherwise all of it was stopped at the door.
    expect(taken).toBeGreaterThan(20);
  });

  it('a rule with parts cut out, doubled or replaced', () => {
    let taken = 0;
    const text = ruleText(
      'selection:\n  Image|endswith:\n    - a\n    - b\nfilter: [x]\ncondition: selection and not filter',
    );
    const at = fc.nat({ max: text.length });
    fc.assert(
      fc.property(at, at, fc.string({ unit: 'binary', maxLength: 5 }), (from, to, put) => {
        taken += check(text.slice(0, from) + put + text.slice(to));
      }),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it('many faults in one document stay a short reason', () => {
    const bad = Array.from({ length: 5000 }, (_, at) => `    F${at}: [null]`).join('\n');
    const set = loadRules([
      { name: 'f', text: `title: x\nlogsource: { product: x }\ndetection:\n  a:\n${bad}\n  condition: a\n` },
    ]);
    expect(set.refused).toHaveLength(1);
    expect(set.refused[0]?.reason).toMatch(/and 4980 more$/);
  });
});
