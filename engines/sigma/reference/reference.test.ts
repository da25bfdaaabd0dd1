import { describe, expect, test } from 'vitest';
import type { Condition, LogSource, Rule, Search, Value } from '../rule.ts';
import { createReference } from './reference.ts';

type Definition = Record<string, Value | Value[]> | (Value | Record<string, Value | Value[]>)[];

const place = { file: 'test.yml', document: 1, line: 1 };

/** The obvious reading of a search as YAML gives it. */
function search(definition: Definition): Search {
  if (Array.isArray(definition)) {
    return {
      any: definition.map((one) =>
        typeof one === 'object' && one !== null
          ? search(one)
          : { item: { field: undefined, modifiers: [], values: [one], line: 1 } },
      ),
    };
  }
  return {
    all: Object.entries(definition).map(([key, value]) => {
      const [field, ...modifiers] = key.split('|');
      return {
        item: { field: field || undefined, modifiers, values: Array.isArray(value) ? value : [value], line: 1 },
      };
    }),
  };
}

function rule(detection: Record<string, Definition>, condition: Condition, logsource: LogSource = {}): Rule {
  const searches = Object.entries(detection).map(([name, definition]) => [name, search(definition)] as const);
  const lists = { references: [], tags: [], falsepositives: [], fields: [] };
  return { kind: 'rule', title: 'test', place, logsource, detection: new Map(searches), condition, ...lists };
}

const a: Condition = { op: 'search', name: 'a' };
const b: Condition = { op: 'search', name: 'b' };
const not = (of: Condition): Condition => ({ op: 'not', of });

const fires = (rules: Rule, event: object, placeholders = {}): boolean =>
  createReference([rules], { placeholders }).match(event).length === 1;
const holds = (definition: Definition, event: object, placeholders = {}): boolean =>
  fires(rule({ a: definition }, a), event, placeholders);

describe('values', () => {
  test.each<[string, Definition, object, boolean]>([
    ['whole value, case ignored', { F: 'CMD.exe' }, { F: 'cmd.EXE' }, true],
    ['not a part of it', { F: 'cmd' }, { F: 'cmd.exe' }, false],
    ['field names are written exactly', { f: 'x' }, { F: 'x' }, false],
    ['number and text', { F: 4688 }, { F: '4688' }, true],
    ['text and number', { F: '4688' }, { F: 4688 }, true],
    ['decimal forms', { F: 1 }, { F: '1.0' }, true],
    ['no hexadecimal', { F: 16 }, { F: '0x10' }, false],
    ['boolean and text', { F: true }, { F: 'True' }, true],
    ['text and boolean', { F: 'false' }, { F: false }, true],
    ['a list is or', { F: ['a', 'b'] }, { F: 'b' }, true],
    ['a map is and', { F: 'a', G: 'b' }, { F: 'a' }, false],
    ['a list of maps is or', [{ F: 'a' }, { G: 'b' }], { G: 'b' }, true],
    ['any element of an array', { F: 'b' }, { F: ['a', 'b'] }, true],
    ['elements for all values', { 'F|contains|all': ['a', 'b'] }, { F: ['xa', 'bx'] }, true],
    ['dotted path', { 'a.b': 'x' }, { a: { b: 'x' } }, true],
    ['dotted key', { 'a.b': 'x' }, { 'a.b': 'x' }, true],
    ['a path through arrays', { 'a.b.c': 'x' }, { a: [{ b: [{ c: 'y' }, { c: 'x' }] }] }, true],
    ['an object is its JSON text', { 'F|contains': '"x":1' }, { F: { x: 1 } }, true],
    ['so is an array of objects', { F: '[{"x":1},2]' }, { F: [{ x: 1 }, 2] }, true],
    ['an element #text outside of EVTX is an object', { F: 'a' }, { F: { '#text': 'a' } }, false],
    ['another spelling of a number in the rule is text', { F: '007' }, { F: 7 }, false],
    ['spaces in names of fields', { ProductName: 'x' }, { 'Product Name': 'x' }, true],
    ['any run also none', { F: 'a*b' }, { F: 'ab' }, true],
    ['a wildcard alone wants a value', { F: '*' }, { F: null }, false],
    ['and takes the empty one', { F: '*' }, { F: '' }, true],
    ['a key of the prototype is none', { constructor: '*' }, {}, false],
  ])('%s', (_, definition, event, expected) => {
    expect(holds(definition, event)).toBe(expected);
  });
});

describe('missing, null and empty', () => {
  const events: [string, object][] = [
    ['missing', {}],
    ['null', { F: null }],
    ['empty', { F: '' }],
    ['value', { F: 'x' }],
  ];
  test.each<[Definition, boolean[]]>([
    [{ F: null }, [true, true, false, false]],
    [{ F: [] }, [true, true, false, false]],
    [{ F: '' }, [false, false, true, false]],
    [{ 'F|exists': true }, [false, true, true, true]],
    [{ 'F|exists': false }, [true, false, false, false]],
    [{ F: 'x' }, [false, false, false, true]],
    [{ 'F|neq': 'x' }, [true, true, true, false]],
    [{ 'F|contains': '' }, [false, false, true, true]],
    [{ 'F|re': '^$' }, [false, false, true, false]],
  ])('%j', (definition, expected) => {
    expect(events.map(([, event]) => holds(definition, event))).toEqual(expected);
    expect(events.map(([, event]) => fires(rule({ a: definition }, not(a)), event))).toEqual(expected.map((x) => !x));
  });
});

describe('modifiers', () => {
  test.each<[string, Definition, object, boolean]>([
    ['contains', { 'F|contains': 'B' }, { F: 'abc' }, true],
    ['contains with wildcards of its own', { 'F|contains': '*b?d*' }, { F: 'abcde' }, true],
    ['startswith', { 'F|startswith': 'ab' }, { F: 'ABc' }, true],
    ['startswith is no contains', { 'F|startswith': 'b' }, { F: 'abc' }, false],
    ['endswith', { 'F|endswith': '\\cmd.exe' }, { F: 'C:\\CMD.EXE' }, true],
    ['all', { 'F|contains|all': ['a', 'c'] }, { F: 'abc' }, true],
    ['all, one missing', { 'F|contains|all': ['a', 'd'] }, { F: 'abc' }, false],
    ['cased', { 'F|cased': 'A' }, { F: 'a' }, false],
    ['contains and cased', { 'F|contains|cased': 'A' }, { F: 'xAx' }, true],
    ['neq with a list', { 'F|neq': ['a', 'b'] }, { F: 'b' }, false],
    ['windash', { 'F|contains|windash': ' -s -i cmd' }, { F: 'psexec /s –I cmd' }, true],
    ['windash in all', { 'F|contains|all|windash': ['-a', '-b'] }, { F: '/a /b' }, true],
    ['windash in all, one missing', { 'F|contains|all|windash': ['-a', '-b'] }, { F: '/a -a' }, false],
    ['re is a search and minds case', { 'F|re': 'b.d' }, { F: 'abcde' }, true],
    ['re minds case', { 'F|re': 'B.D' }, { F: 'abcde' }, false],
    ['re, i', { 'F|re|i': 'B.D' }, { F: 'abcde' }, true],
    ['re with the option inside', { 'F|re': '(?i)B.D' }, { F: 'abcde' }, true],
    ['re, no s', { 'F|re': 'a.c' }, { F: 'a\nc' }, false],
    ['re, s', { 'F|re|s': 'a.c' }, { F: 'a\nc' }, true],
    ['re, m', { 'F|re|m': '^b$' }, { F: 'a\nb\nc' }, true],
    ['re, contains', { 'F|re|contains': 'b' }, { F: 'abc' }, true],
    ['re of a number', { 'F|re': '^46' }, { F: 4688 }, true],
    ['base64', { 'F|base64|contains': 'foobar' }, { F: 'x Zm9vYmFy y' }, true],
    ['base64offset', { 'F|base64offset|contains': '/bin/sh' }, { F: btoa('ab/bin/sh -c') }, true],
    ['wide base64offset', { 'F|wide|base64offset|contains': 'cmd' }, { F: btoa('xxc\0m\0d\0 \0') }, true],
    ['utf16be base64', { 'F|utf16be|base64': 'cmd' }, { F: btoa('\0c\0m\0d') }, true],
    ['utf16 base64', { 'F|utf16|base64': 'cmd' }, { F: btoa('\xff\xfec\0m\0d\0') }, true],
    ['lt', { 'F|lt': 10 }, { F: '9.5' }, true],
    ['lte', { 'F|lte': 10 }, { F: 10 }, true],
    ['gt', { 'F|gt': 10 }, { F: 10 }, false],
    ['gte of no number', { 'F|gte': 0 }, { F: '' }, false],
    ['hour', { 'F|hour': 23 }, { F: '2024-01-02 23:04:05' }, true],
    ['hour and gte', { 'F|hour|gte': 22 }, { F: '2024-01-02T21:04:05Z' }, false],
    ['cidr', { 'F|cidr': ['10.0.0.0/8', 'fc00::/7'] }, { F: 'fd00::1' }, true],
    ['cidr of no address', { 'F|cidr': '0.0.0.0/0' }, { F: '-' }, false],
    ['fieldref', { 'F|fieldref': 'G' }, { F: 'A', G: 'a' }, true],
    ['fieldref and startswith', { 'F|fieldref|startswith': 'G' }, { F: 'ABC', G: 'ab' }, true],
    ['fieldref with one missing', { 'F|fieldref': 'G' }, { F: 'a' }, false],
    ['fieldref with both missing', { 'F|fieldref': 'G' }, {}, false],
    ['fieldref and neq', { 'F|fieldref|neq': 'G' }, { F: 'a', G: 'b' }, true],
    ['a placeholder without expand is text', { F: '%x%' }, { F: '%x%' }, true],
    ['expand', { 'F|expand': 'a-%x%' }, { F: 'A-2' }, true],
    ['expand and contains', { 'F|contains|expand': '%x%' }, { F: '<1>' }, true],
    ['expand in re', { 'F|re|expand': '^%x%$' }, { F: '2' }, true],
    ['expand of nothing that fits', { 'F|expand': '%x%' }, { F: '3' }, false],
    ['expand, escaped', { 'F|expand': '\\%x%' }, { F: '%x%' }, true],
  ])('%s', (_, definition, event, expected) => {
    expect(holds(definition, event, { x: ['1', '2'] })).toBe(expected);
  });
});

describe('keywords', () => {
  test.each<[string, Definition, object, boolean]>([
    ['anywhere in a value', ['MiMi'], { a: { b: ['x mimikatz'] } }, true],
    ['not in a key', ['mimi'], { mimi: 1 }, false],
    ['not over two values', ['ab'], { x: 'a', y: 'b' }, false],
    ['any of them', ['x', 'y'], { F: 'y' }, true],
    ['all of them, in different values', { '|all': ['x', 'y'] }, { F: 'x', G: 'y' }, true],
    ['all of them, one missing', { '|all': ['x', 'z'] }, { F: 'x', G: 'y' }, false],
    ['wildcards', ['a*c'], { F: 'xabcx' }, true],
    ['numbers', [4688], { F: 46881 }, true],
    ['re', { '|re': '^x.z$' }, { F: 'xyz' }, true],
  ])('%s', (_, definition, event, expected) => {
    expect(holds(definition, event)).toBe(expected);
  });
});

describe('conditions', () => {
  const both = { a: { F: '1' }, b: { G: '1' } };
  const of = (count: 'any' | 'all'): Condition => ({ op: 'of', count, names: ['a', 'b'] });
  test.each<[string, Condition, boolean]>([
    ['and', { op: 'and', of: [a, b] }, false],
    ['or', { op: 'or', of: [a, b] }, true],
    ['and not', { op: 'and', of: [a, not(b)] }, true],
    ['any of', of('any'), true],
    ['all of', of('all'), false],
    ['not all of', not(of('all')), true],
  ])('%s', (_, condition, expected) => {
    expect(fires(rule(both, condition), { F: 1 })).toBe(expected);
  });
});

describe('log sources', () => {
  const image = (logsource: LogSource) => rule({ a: { 'Image|endswith': '\\cmd.exe' } }, a, logsource);
  const creation = image({ product: 'windows', category: 'process_creation' });
  const sysmon = { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1, Image: 'C:\\cmd.exe' };
  test('Sysmon 1 and Security 4688 are process_creation', () => {
    expect(fires(creation, sysmon)).toBe(true);
    expect(fires(creation, { ...sysmon, EventID: 3 })).toBe(false);
    expect(fires(creation, { Channel: 'Security', EventID: '4688', NewProcessName: 'C:\\cmd.exe' })).toBe(true);
  });
  test('nested EVTX, with unnamed data', () => {
    const data = rule({ a: { 'Data|endswith': 'b' } }, a, { product: 'windows', service: 'powershell-classic' });
    const System = { Channel: 'Windows PowerShell', EventID: 400 };
    const event = (content: unknown) => ({ Event: { System, EventData: { Data: content } } });
    expect(fires(data, event({ '#text': ['a', 'xb'] }))).toBe(true);
    expect(fires(data, event([{ '#text': 'a' }, { '#text': 'xb' }]))).toBe(true);
    expect(fires(data, event({ '#text': ['a', null] }))).toBe(false);
  });
  test('nested EVTX, with a qualified number', () => {
    const System = { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: { '#attributes': {}, '#text': 1 } };
    const event = { Event: { System, EventData: { Image: 'C:\\cmd.exe' } } };
    expect(fires(creation, event)).toBe(true);
  });
  test('hints in the event or beside it', () => {
    const event = { Image: 'C:\\cmd.exe' };
    const reference = createReference([creation]);
    expect(fires(creation, { ...event, product: 'windows', category: 'process_creation' })).toBe(true);
    expect(fires(creation, { ...event, product: 'linux', category: 'process_creation' })).toBe(false);
    expect(reference.match(event, undefined, { product: 'linux' })).toEqual([]);
    expect(reference.match(event, undefined, { product: 'windows' })).toEqual([0]);
  });
});
