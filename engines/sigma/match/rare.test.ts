import { expect, test } from 'vitest';
import { loadRules } from '../load/load.ts';
import { createReference } from '../reference/index.ts';
import type { LogSource } from '../rule.ts';
import { createMatcher } from './matcher.ts';

/** What random events seldom hold, each with the rules that match it. */
type Case = [name: string, selections: readonly unknown[], event: object, expected: readonly number[], json?: string];

const security = { Channel: 'Security' };

test.each<Case>([
  ['a decimal in another spelling', [{ F: 7 }], { F: '7.0' }, [0]],
  ['the end of it is as it is written', [{ 'F|endswith': '7' }, { F: 7 }], { F: '7.0' }, [1]],
  ['a small fraction', [{ F: '0.0000001' }], { F: '0.00000010' }, [0]],
  ['zero with a sign', [{ F: 0 }], { F: '-0.0' }, [0]],
  ['kelvin, escaped', [{ k: ['mimikatz'] }], { F: 'mimi\u212aatz' }, [0], '{"F":"mimi\\u212Aatz"}'],
  ['a number as JSON may write it', [{ k: [100000] }], { F: 1e5 }, [0], '{"F":1e5}'],
  ['a number without end', [{ k: ['infinity'] }], { F: Number.POSITIVE_INFINITY }, [0], '{"F":1e999}'],
  ['an id in an unusual spelling', [{ EventID: '007' }, { EventID: 7 }], { ...security, EventID: '007' }, [0, 1]],
  ['the same as a number', [{ EventID: '007' }, { EventID: 7 }], { ...security, EventID: 7 }, [1]],
  ['an id that is no number', [{ EventID: true }, { EventID: 1 }], { ...security, EventID: true }, [0]],
  ['an id that is an object', [{ EventID: 4624 }], { ...security, EventID: { '#text': 4624 } }, []],
  ['the same in EVTX', [{ EventID: 1 }], { Event: { System: { ...security, EventID: { '#text': 1 } } } }, [0]],
])('%s', (_, selections, event, expected, json) => {
  const files = selections.map((selection, at) => {
    const keywords = Object.values(selection as object).find(Array.isArray);
    const detection = { s: keywords ?? selection, condition: 's' };
    const rule = { title: `rule ${at}`, logsource: { product: 'windows' }, detection };
    return { name: `${at}.yml`, text: JSON.stringify(rule) };
  });
  const set = loadRules(files);
  const source: LogSource = { product: 'windows' };
  const reference = createReference(set.rules.map(({ rule }) => rule));
  expect(reference.match(event, json, source)).toEqual(expected);
  expect(createMatcher(set).match(event, json, source)).toEqual(expected);
});

test('what a caller says with an empty name is not what nobody said', () => {
  const detection = { s: { F: 'a' }, condition: 's' };
  const text = JSON.stringify({ title: 'a', logsource: { product: 'windows' }, detection });
  const matcher = createMatcher(loadRules([{ name: 'a.yml', text }]));
  expect(matcher.match({ F: 'a' }, undefined, { product: '' })).toEqual([]);
  expect(matcher.match({ F: 'a' }, undefined, {})).toEqual([0]);
});
