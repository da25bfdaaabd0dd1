import { describe, expect, it } from 'vitest';
import type { Search } from '../rule.ts';
import { loadRules } from './load.ts';
import { loadText, refusals, ruleText, warnings } from './samples.ts';

const SELECTION = 'selection:\n  Image: x\ncondition: selection';

function detectionOf(text: string): Record<string, Search> {
  const set = loadText(text);
  expect(refusals(set)).toEqual([]);
  return Object.fromEntries(set.rules[0]?.rule.detection ?? []);
}

describe('headings', () => {
  it('are read whole', () => {
    const set = loadText(
      ruleText(SELECTION, {
        title: "'A title'",
        id: '5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f',
        name: 'a_name',
        status: 'test',
        level: 'high',
        description: 'What it is',
        author: 'Somebody',
        license: 'MIT',
        date: '2024-01-02',
        modified: '2024-02-03',
        references: '[https://example.org/a]',
        tags: '[attack.t1059.001]',
        falsepositives: '[None known]',
        fields: '[CommandLine]',
        anything: 'else',
      }),
    );
    expect(set.warnings).toEqual([]);
    expect(set.rules[0]?.rule).toMatchObject({
      kind: 'rule',
      own: { anything: 'else' },
      title: 'A title',
      id: '5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f',
      name: 'a_name',
      status: 'test',
      level: 'high',
      description: 'What it is',
      author: 'Somebody',
      license: 'MIT',
      date: '2024-01-02',
      modified: '2024-02-03',
      references: ['https://example.org/a'],
      tags: ['attack.t1059.001'],
      falsepositives: ['None known'],
      fields: ['CommandLine'],
      place: { file: 'sample.yml', document: 1, line: 1 },
    });
  });

  it.each([
    ['date', '2024/3/9', 'date is "2024/3/9" instead of "2024-03-09"'],
    ['references', 'https://example.org', 'references is one text instead of a list'],
    ['references', '', 'references is empty'],
    ['tags', '', 'tags is empty'],
    ['falsepositives', '[None, None]', '"None" stands twice in falsepositives'],
    ['tags', '[attack.T1059]', 'the tag "attack.T1059" is not of the form namespace.name'],
    ['id', 'my-rule-1', 'the id "my-rule-1" is no UUID'],
    ['author', '[A, B]', 'author is a list instead of one text'],
    ['level', '', 'level is empty'],
  ])('take %s: %s with a warning', (key, value, reason) => {
    const set = loadText(ruleText(SELECTION, { [key]: value }));
    expect(set.rules).toHaveLength(1);
    expect(warnings(set)).toEqual([`1:3 ${reason}`]);
  });

  it.each([
    ['level', 'severe', 'schema level must be one of informational, low, medium, high, critical'],
    ['status', 'done', 'schema status must be one of stable, test, experimental, deprecated, unsupported'],
    ['date', '2024-13-01', 'schema date must be a day as YYYY-MM-DD, not "2024-13-01"'],
    ['description', '[a]', 'schema description must be a text'],
    ['id', '12', 'schema id must be a text'],
    ['name', `"${'n'.repeat(257)}"`, 'schema name is longer than 256 characters'],
    ['taxonomy', 'ecs', 'taxonomy the taxonomy "ecs" is not known; only "sigma" is'],
    [
      'related',
      '[{ id: 5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f, type: cousin }]',
      'schema the type of an entry of related must be one of derived, obsolete, merged, renamed, similar',
    ],
  ])('refuse %s: %s', (key, value, reason) => {
    expect(refusals(loadText(ruleText(SELECTION, { [key]: value })))).toEqual([`1:3 ${reason}`]);
  });

  it('count symbols, not code units', () => {
    expect(loadText(ruleText(SELECTION, { title: '😀'.repeat(256) })).rules).toHaveLength(1);
    expect(loadText(ruleText(SELECTION, { title: '😀'.repeat(257) })).rules).toHaveLength(0);
  });

  it('tell all that is wrong at once, in the order of the lines, with what names the rule', () => {
    const set = loadText(
      'id: abc\nlevel: severe\nlogsource: {}\ndetection:\n  selection:\n    A: [x, null]\n  condition: selektion\n',
    );
    expect(set.refused).toEqual([
      {
        place: { file: 'sample.yml', document: 1, line: 1 },
        id: 'abc',
        code: 'schema',
        reason: expect.stringMatching(
          /^title is missing; line 2: level .*; line 3: logsource names no .*; line 6: null .*; line 7: the condition names "selektion"/,
        ) as string,
      },
    ]);
  });

  it('tell all that cannot be lowered as well', () => {
    const set = loadText(ruleText('selection:\n  A|nonsense: x\n  B|re: "("\n  C|cidr: x\ncondition: selection'));
    expect(set.rules).toEqual([]);
    expect(set.refused).toHaveLength(1);
    expect(set.refused[0]).toMatchObject({
      code: 'modifier',
      place: { line: 5 },
      reason: expect.stringMatching(/line 6: .*; line 7: /) as string,
    });
  });
});

describe('log sources', () => {
  it('are normalised, with a warning', () => {
    const set = loadText(
      ruleText(SELECTION, { logsource: '{ category: Process Creation, product: windows, definition: D }' }),
    );
    expect(set.rules[0]?.rule.logsource).toEqual({ category: 'process_creation', product: 'windows' });
    expect(warnings(set)).toEqual(['1:2 the category "Process Creation" is read as "process_creation"']);
  });

  it.each([
    ['{}', 'logsource logsource names no category, product or service'],
    ['{ definition: x }', 'logsource logsource names no category, product or service'],
    ['windows', 'schema logsource must be a map'],
  ])('%s is refused', (logsource, reason) => {
    expect(refusals(loadText(ruleText(SELECTION, { logsource })))).toEqual([`1:2 ${reason}`]);
  });
});

describe('detection', () => {
  it('makes maps conjunctions, lists of maps alternatives, lists of values keywords', () => {
    const text = ruleText(
      'a:\n  F|contains|all: [x, y]\n  G: 1\nb:\n  - H: null\n  - { I: "", J: true }\nc: [word, 7]\nd:\n  "|all": [u, v]\ne:\n  - K: k\n  - loose\ncondition: 1 of *',
    );
    expect(detectionOf(text)).toEqual({
      a: {
        all: [
          { item: { field: 'F', modifiers: ['contains', 'all'], values: ['x', 'y'], line: 5 } },
          { item: { field: 'G', modifiers: [], values: [1], line: 6 } },
        ],
      },
      b: {
        any: [
          { item: { field: 'H', modifiers: [], values: [null], line: 8 } },
          {
            all: [
              { item: { field: 'I', modifiers: [], values: [''], line: 9 } },
              { item: { field: 'J', modifiers: [], values: [true], line: 9 } },
            ],
          },
        ],
      },
      c: { item: { field: undefined, modifiers: [], values: ['word', 7], line: 10 } },
      d: { item: { field: undefined, modifiers: ['all'], values: ['u', 'v'], line: 12 } },
      e: {
        any: [
          { item: { field: 'K', modifiers: [], values: ['k'], line: 14 } },
          { item: { field: undefined, modifiers: [], values: ['loose'], line: 15 } },
        ],
      },
    });
  });

  it('reads an empty list under a field as null', () => {
    expect(detectionOf(ruleText('a: { F: [] }\ncondition: a'))).toMatchObject({ a: { item: { values: [null] } } });
  });

  it('gives aliases of modifiers their short name and takes spaces out of names of fields', () => {
    const set = loadText(ruleText('a: { F|re|ignorecase|multiline|dotall: x, New Value: y }\ncondition: a'));
    expect(Object.fromEntries(set.rules[0]?.rule.detection ?? [])).toMatchObject({
      a: { all: [{ item: { field: 'F', modifiers: ['re', 'i', 'm', 's'] } }, { item: { field: 'NewValue' } }] },
    });
    expect(warnings(set)).toEqual(['1:4 the field of "New Value" is read as NewValue: names in Sigma have no spaces']);
  });

  it('warns of numbers whose text would be another one, and only of these', () => {
    const set = loadText(
      ruleText("a: { F: 0x17, G: '0x17', H: 23, I: [1.50, 007, 4625], J: -1, K: 1.5 }\ncondition: a"),
    );
    expect(warnings(set)).toEqual([
      "1:4 0x17 is read as the number 23; write '0x17' if the text is meant",
      "1:4 1.50 is read as the number 1.5; write '1.50' if the text is meant",
      "1:4 007 is read as the number 7; write '007' if the text is meant",
    ]);
  });

  it('takes one plain keyword and a truth value as a keyword with a warning', () => {
    const set = loadText(ruleText('a: word\nb: [true, x]\ncondition: a or b'));
    expect(set.rules).toHaveLength(1);
    expect(warnings(set)).toEqual([
      '1:4 a is one keyword instead of a list',
      '1:5 the keyword true should stand in quotes',
    ]);
  });

  it('warns of what the condition does not use', () => {
    expect(warnings(loadText(ruleText('a: [x]\nb: [y]\ncondition: a')))).toEqual(['1:5 the condition does not use b']);
  });

  it.each([
    ['a: {}\ncondition: a', '1:4 value an empty map selects nothing'],
    ['a: []\ncondition: a', '1:4 value an empty list selects nothing'],
    ['a:\ncondition: a', '1:4 value a must be a map or a list'],
    ['a: [[x]]\ncondition: a', '1:4 value a list inside a list is not allowed'],
    ['a: [x, null]\ncondition: a', '1:4 value null cannot be a keyword'],
    ['a: { F: { G: x } }\ncondition: a', '1:4 value F has a map for a value'],
    ['a: { F: [[x]] }\ncondition: a', '1:4 value F has a list inside its list of values'],
    [
      'a:\n  F:\n    - x\n    - null\ncondition: a',
      '1:7 value null cannot stand in a list of values (F); give it a search identifier of its own',
    ],
    [
      'a: { F: [~] }\ncondition: a',
      '1:4 value null cannot stand in a list of values (F); give it a search identifier of its own',
    ],
    ['a: [x]', '1:4 condition condition is missing'],
    ['a: [x]\ncondition: 5', '1:5 condition condition must be a text'],
    ['a: [x]\ncondition: []', '1:5 condition condition must be a text'],
    ['a: [x]\ncondition: b', '1:5 unknown-identifier the condition names "b", which detection does not define'],
    [
      'a: [x]\ncondition: a and 1 of b*',
      '1:5 pattern-matches-nothing "1 of b*" means no search identifier of the rule',
    ],
  ])('%s is refused', (detection, reason) => {
    expect(refusals(loadText(ruleText(detection)))).toEqual([reason]);
  });

  it('refuses the timeframe and the aggregation of Sigma 1 together', () => {
    const [reason] = refusals(loadText(ruleText('a: [x]\ntimeframe: 5m\ncondition: a | count() > 3')));
    expect(reason).toMatch(/^1:5 aggregation timeframe .*; line 6: aggregations after a pipe/);
  });

  it('takes a list of conditions as alternatives', () => {
    const set = loadText(ruleText('a: [x]\nb: [y]\ncondition: [a, not b]'));
    expect(set.rules[0]?.rule.condition).toEqual({
      op: 'or',
      of: [
        { op: 'search', name: 'a' },
        { op: 'not', of: { op: 'search', name: 'b' } },
      ],
    });
    expect(set.warnings).toEqual([]);
  });
});

describe('files', () => {
  const rule = (title: string, more: Readonly<Record<string, string>> = {}) => ruleText(SELECTION, { title, ...more });

  it('may hold several documents, each taken or refused for itself', () => {
    const set = loadText([rule('one'), 'just text', rule('two', { level: 'x' }), '', rule('three')].join('\n---\n'));
    expect(set.rules.map(({ rule: { title, place } }) => [title, place.document, place.line])).toEqual([
      ['one', 1, 1],
      ['three', 5, 22],
    ]);
    expect(refusals(set)).toEqual([
      '2:9 not-sigma a Sigma document is a map with a title',
      '3:13 schema level must be one of informational, low, medium, high, critical',
    ]);
  });

  it('that are no YAML are refused whole, with document and line', () => {
    expect(refusals(loadText(`# c\n---\n${rule('one')}---\ntitle: a\ntitle: b\n`))).toEqual([
      '2:11 not-yaml the key "title" stands twice in one map',
    ]);
    expect(refusals(loadRules([{ name: 'a', text: 'x'.repeat(11) }], { limits: { file: 10 } }))).toEqual([
      '1:1 too-large the file has more than 10 characters',
    ]);
  });

  it('of collections of Sigma 1 are refused whole', () => {
    const set = loadText(`action: global\nlevel: low\n---\n${rule('one')}`);
    expect(set.rules).toEqual([]);
    expect(refusals(set).map((reason) => reason.split(' ').slice(0, 2))).toEqual([
      ['1:1', 'not-sigma'],
      ['2:4', 'not-sigma'],
    ]);
  });

  it('must say which kind of document they hold', () => {
    expect(refusals(loadText('title: x'))).toEqual(['1:1 not-sigma there is no detection, correlation or filter']);
    expect(refusals(loadText(`${rule('one')}correlation: {}\n`))).toEqual([
      '1:1 not-sigma a document is one of rule, correlation and filter; this has detection and correlation',
    ]);
    expect(refusals(loadText('title: x\nlogsource: { product: windows }'))).toEqual([
      '1:1 schema detection is missing',
    ]);
  });

  it('that were broken UTF-8 are told', () => {
    expect(warnings(loadText(rule('bro\uFFFDken')))).toEqual([
      '1:1 the file holds U+FFFD, which is what is left of broken UTF-8',
    ]);
  });

  it('may be without any document', () => {
    const set = loadRules([
      { name: 'a', text: '' },
      { name: 'b', text: '# nothing' },
    ]);
    expect([set.rules, set.refused, set.warnings]).toEqual([[], [], []]);
  });

  it('may not repeat an id or a name, whatever the case of the id', () => {
    const id = '5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f';
    const set = loadRules([
      { name: 'a.yml', text: rule('one', { id, name: 'x' }) },
      { name: 'b.yml', text: rule('two', { id: id.toUpperCase() }) },
      { name: 'c.yml', text: rule('three', { name: 'x' }) },
      { name: 'd.yml', text: rule('four', { name: 'X' }) },
    ]);
    expect(set.rules.map(({ rule: { title } }) => title)).toEqual(['one', 'four']);
    expect(set.refused.map(({ place, code, reason }) => [place.file, code, reason])).toEqual([
      ['b.yml', 'duplicate', `the id ${id.toUpperCase()} is already that of "one" (a.yml:1)`],
      ['c.yml', 'duplicate', 'the name x is already that of "one" (a.yml:1)'],
    ]);
  });

  it('a document that was refused does not take its id', () => {
    const id = '5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f';
    const set = loadText(`${rule('one', { id, level: 'x' })}---\n${rule('two', { id })}`);
    expect(set.rules.map(({ rule: { title } }) => title)).toEqual(['two']);
  });

  it('get the values of placeholders', () => {
    const text = ruleText('a: { Computer|expand: "%Servers%" }\ncondition: a');
    expect(refusals(loadText(text))[0]).toMatch(/^1:4 placeholder /);
    expect(loadText(text, { placeholders: { Servers: ['srv1', 'srv2'] } }).rules).toHaveLength(1);
  });
});
