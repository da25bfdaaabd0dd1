import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { loadRules } from '../load/load.ts';
import { RuleError } from '../rule.ts';
import { type BacktestResult, judge, runBacktest } from './backtest.ts';
import { readExpectations, readRegressionInfo } from './expectations.ts';
import { toJUnit } from './junit.ts';

const rule = (title: string, id: string, image: string) => `
title: ${title}
id: ${id}
logsource: { product: windows, category: process_creation }
detection:
  selection:
    Image|endswith: '\\${image}.exe'
  condition: selection
`;
const ids = ['one', 'two', 'three'].map((_, at) => `aaaaaaaa-0000-4000-8000-00000000000${at + 1}`);
const rules = ['cmd', 'net', 'reg'].map((image, at) => rule(`Start of ${image}`, ids[at] as string, image)).join('---');
const set = loadRules([{ name: 'rules.yml', text: rules }]);
const events = ['cmd', 'reg', 'reg', 'notepad'].map((image) => ({ Image: `C:\\${image}.exe` }));

describe('a backtest', () => {
  test('compares how often rules fire with what is expected', () => {
    const text = `
defaults: { unexpected_detections: warn }
expectations:
  - { rule: ${ids[0]?.toUpperCase()}, at_least: 1 }
  - { rule: Start of net, exactly: 1 }
  - { rule: nobody, at_most: 3 }
`;
    const result = runBacktest('corpus', set, events, readExpectations(text));
    expect(result).toEqual({
      name: 'corpus',
      events: 4,
      cases: [
        { title: 'Start of cmd', id: ids[0], status: 'passed', expected: { atLeast: 1 }, found: 1 },
        { title: 'Start of net', id: ids[1], status: 'failed', expected: { exactly: 1 }, found: 0, reason: 'too-few' },
        { title: 'nobody', status: 'error', expected: { atMost: 3 }, found: 0, reason: 'unknown' },
        { title: 'Start of reg', id: ids[2], status: 'warning', expected: {}, found: 2, reason: 'unexpected' },
      ],
      passed: 1,
      failed: 1,
      warnings: 1,
      errors: 1,
    });
  });

  test('knows the source that it is told', () => {
    const expectations = readExpectations(`expectations: [{ rule: ${ids[0]}, exactly: 0 }]`);
    expect(runBacktest('corpus', set, events, expectations, { product: 'linux' })).toMatchObject({
      passed: 1,
      failed: 0,
    });
  });

  test.each([
    [{ atLeast: 2 }, 1, 'too-few'],
    [{ atLeast: 2 }, 2, undefined],
    [{ atMost: 2 }, 3, 'too-many'],
    [{ exactly: 2 }, 3, 'too-many'],
    [{ exactly: 2 }, 1, 'too-few'],
    [{ exactly: 0 }, 0, undefined],
    [{ atLeast: 1, atMost: 2 }, 3, 'too-many'],
  ])('%j and %d', (expected, times, reason) => {
    const expectations = { unexpected: 'fail' as const, expectations: [{ rule: 'r', ...expected }] };
    const result = judge({ name: 'n', subjects: [{ title: 'r' }], found: [times], events: 1, expectations });
    expect(result.cases[0]?.reason).toBe(reason);
    expect(result.failed).toBe(reason === undefined ? 0 : 1);
  });

  test.each([
    ['ignore', 0, 0],
    ['warn', 1, 0],
    ['fail', 0, 1],
  ] as const)('unexpected: %s', (unexpected, warnings, failed) => {
    const expectations = { unexpected, expectations: [] };
    const subjects = [{ title: 'a' }, { title: 'b' }];
    expect(judge({ name: 'n', subjects, found: [0, 3], events: 1, expectations })).toMatchObject({ warnings, failed });
  });

  test('a title that two rules have is no name', () => {
    const expectations = { unexpected: 'ignore' as const, expectations: [{ rule: 'a', atLeast: 1 }] };
    const subjects = [{ title: 'a' }, { title: 'a' }];
    const result = judge({ name: 'n', subjects, found: [1, 1], events: 1, expectations });
    expect(result.cases[0]).toMatchObject({ status: 'error', reason: 'ambiguous' });
  });
});

test("SigmaHQ's description of a regression test", () => {
  const text = `
id: 0f6c1d2e-0000-4000-8000-000000000001
description: N/A
rule_metadata:
  - id: ${ids[0]}
    title: Start of cmd
regression_tests_info:
  - name: Positive Detection Test
    type: evtx
    provider: Microsoft-Windows-Sysmon
    match_count: 2
    path: regression_data/rules/start/events.evtx
  - { name: Once, type: json, path: a.json }
  - { name: Never, type: json, path: b.json, match_count: 0 }
`;
  const expectations = (expected: object) => ({ unexpected: 'ignore', expectations: [{ rule: ids[0], ...expected }] });
  expect(readRegressionInfo(text)).toEqual([
    {
      name: 'Positive Detection Test',
      type: 'evtx',
      provider: 'Microsoft-Windows-Sysmon',
      path: 'regression_data/rules/start/events.evtx',
      expectations: expectations({ atLeast: 2 }),
    },
    { name: 'Once', type: 'json', path: 'a.json', expectations: expectations({ atLeast: 1 }) },
    { name: 'Never', type: 'json', path: 'b.json', expectations: expectations({ exactly: 0 }) },
  ]);
});

test.each([
  [readExpectations, '- a', 1],
  [readExpectations, '', 1],
  [readExpectations, 'expectations: none', 1],
  [readExpectations, 'expectations:\n  - rule: a', 2],
  [readExpectations, 'expectations:\n  - rule: a\n    at_least: -1', 3],
  [readExpectations, 'expectations:\n  - at_least: 1', 2],
  [readExpectations, 'defaults:\n  unexpected_detections: shout\nexpectations: []', 2],
  [readExpectations, 'defaults: warn\nexpectations: []', 1],
  [readExpectations, 'a: [', 1],
  [readRegressionInfo, 'rule_metadata: []', 1],
  [readRegressionInfo, 'rule_metadata:\n  - id: a\nregression_tests_info:\n  - type: evtx', 4],
])('%o refuses %j in line %d', (read, text, line) => {
  expect(() => read(text)).toThrow(RuleError);
  expect(() => read(text)).toThrow(expect.objectContaining({ line }));
});

describe('JUnit', () => {
  const result: BacktestResult = {
    name: 'a "corpus" & <more>',
    events: 7,
    cases: [
      { title: 'A', id: 'x', status: 'passed', expected: { atLeast: 1 }, found: 1 },
      { title: "B's <rule>", status: 'failed', expected: { atLeast: 2, atMost: 4 }, found: 1, reason: 'too-few' },
      { title: 'C', status: 'warning', expected: {}, found: 3, reason: 'unexpected' },
      { title: 'D', status: 'error', expected: { exactly: 0 }, found: 0, reason: 'unknown' },
    ],
    passed: 1,
    failed: 1,
    warnings: 1,
    errors: 1,
  };
  const parse = (xml: string) => new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml);

  test('tells every case', () => {
    const xml = toJUnit([result]);
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(parse(xml).testsuites).toMatchObject({
      tests: '4',
      failures: '1',
      errors: '1',
      testsuite: {
        name: 'a "corpus" & <more>',
        properties: { property: { name: 'events', value: '7' } },
        testcase: [
          { name: 'A (x)', classname: 'a "corpus" & <more>' },
          {
            name: "B's <rule>",
            failure: { type: 'too-few', message: 'fired 1 times, expected at least 2 and at most 4' },
          },
          { name: 'C', 'system-out': 'fired 3 times, expected not to fire' },
          { name: 'D', error: { type: 'unknown', message: 'no rule is called D' } },
        ],
      },
    });
  });

  test('no title breaks it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (title) => {
          const xml = toJUnit([
            { ...result, name: title, cases: [{ ...result.cases[1], title } as BacktestResult['cases'][0]] },
          ]);
          expect(XMLValidator.validate(xml)).toBe(true);
          expect(xml).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
          expect(xml.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
