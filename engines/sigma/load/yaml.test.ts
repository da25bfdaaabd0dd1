import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { readDocuments } from './split.ts';
import type { Yaml } from './yaml.ts';

/** The documents with what could be read of them. */
function roots(text: string, limits = LIMITS): { number: number; root: Yaml }[] {
  return readDocuments(text, limits).flatMap((one) => ('root' in one ? [one] : []));
}

function read(text: string, limits = LIMITS): unknown[] {
  return roots(text, limits).map(({ root }) => plain(root));
}

/** Maps as lists of pairs, so that keys such as __proto__ stay visible. */
function plain(node: Yaml): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return new Map([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** Code and line of the first document that cannot be read. */
function fault(text: string, limits = LIMITS): string {
  for (const one of readDocuments(text, limits)) if ('error' in one) return `${one.error.code} ${one.error.line}`;
  return 'taken';
}

describe('scalars of YAML 1.2', () => {
  it.each([
    ['23', 23],
    ['-7', -7],
    ['+7', 7],
    ['007', 7],
    ['0x17', 23],
    ['0o17', 15],
    ['1.50', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['True', true],
    ['FALSE', false],
    ['yes', 'yes'],
    ['on', 'on'],
    ['~', null],
    ['null', null],
    ['NULL', null],
    ['2024-01-02', '2024-01-02'],
    ['12:30:45', '12:30:45'],
    ["'23'", '23'],
    ['"0x17"', '0x17'],
    ['!!str 23', '23'],
    ['! 23', '23'],
    ['!!int 23', 23],
    ['.inf', '.inf'],
    ['.nan', '.nan'],
    ['1_000', '1_000'],
    ['|-\n  a\n  b', 'a\nb'],
    ['>-\n  a\n  b', 'a b'],
    ['"\\u0041\\n"', 'A\n'],
  ])('%s', (text, value) => {
    expect(read(`v: ${text}`)).toEqual([new Map([['v', value]])]);
  });

  it('keeps numbers that JavaScript would round as the text that they are', () => {
    expect(read('[9007199254740993, 0x8020000000000000, 1e999]')).toEqual([
      ['9007199254740993', '0x8020000000000000', '1e999'],
    ]);
  });
});

describe('lines and documents', () => {
  it('knows the line of keys and values, across documents and line ends', () => {
    const [first, second] = roots('# c\r\na:\r\n  - x\r\n  - y\r\n---\r\n\r\nb: |\r\n  t\r\nc: z\r\n');
    const list = first?.root.kind === 'map' ? first.root.entries.get('a')?.value : undefined;
    expect(list?.kind === 'list' && list.items.map(({ line }) => line)).toEqual([3, 4]);
    expect(second?.number).toBe(2);
    expect(second?.root.kind === 'map' && [...second.root.entries.values()].map(({ line }) => line)).toEqual([7, 9]);
  });

  it('leaves empty documents out and counts them', () => {
    expect(roots('---\n---\na: 1\n---\n# nothing\n').map(({ number }) => number)).toEqual([2]);
    expect(roots('')).toEqual([]);
    expect(roots('\uFEFFa: 1')).toHaveLength(1);
  });
});

describe('traps', () => {
  it('refuses a key that stands twice, with its line', () => {
    expect(fault('a: 1\nb: 2\na: 3\n')).toBe('not-yaml 3');
    expect(fault('x:\n  "a": 1\n  a: 2\n')).toBe('not-yaml 3');
  });

  it('takes __proto__ and its kin as ordinary keys', () => {
    expect(read('__proto__: { a: 1 }\nconstructor: 2')).toEqual([
      new Map<string, unknown>([
        ['__proto__', new Map([['a', 1]])],
        ['constructor', 2],
      ]),
    ]);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it('counts aliases each time, so that a bomb is refused at once', () => {
    const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let at = 1; at < 30; at++)
      bomb.push(`a${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(',')}]`);
    expect(fault(bomb.join('\n'))).toMatch(/^too-large [3-6]$/);
    expect(read('a: &x [1, 2]\nb: *x')).toEqual([
      new Map([
        ['a', [1, 2]],
        ['b', [1, 2]],
      ]),
    ]);
  });

  it('refuses circles, unknown anchors, unknown tags and merge keys', () => {
    expect(fault('a: &x\n  - *x\n')).toBe('not-yaml 2');
    expect(fault('a: 1\nb: *x\n')).toBe('not-yaml 2');
    expect(fault('a: 1\n---\nb: &x 1\n---\nc: *x\n')).toBe('not-yaml 5');
    expect(fault('a: 1\nb: !!js/function x\n')).toBe('not-yaml 2');
    expect(fault('b: !secret x\n')).toBe('not-yaml 1');
    expect(fault('b: !!binary aGk=\n')).toBe('not-yaml 1');
    expect(fault('b: !!int x\n')).toBe('not-yaml 1');
    expect(fault('b: !!map [1]\n')).toBe('not-yaml 1');
    expect(fault('%TAG !! tag:example.org,2000:\n---\nb: 1\n')).toMatch('not-yaml');
    expect(fault('a: &x { b: 1 }\nc:\n  <<: *x\n')).toBe('not-yaml 3');
    expect(fault('? [a, b]\n: 1\n')).toBe('not-yaml 1');
  });

  it('refuses NUL, broken syntax and tabs for indentation with their line', () => {
    expect(fault('a: 1\nb: x\0y\n')).toBe('not-yaml 2');
    expect(fault('a: 1\nb: "x\n')).toMatch('not-yaml');
    expect(fault('a:\n\tb: 1\n')).toBe('not-yaml 2');
    expect(fault('a: 1\nb: x: y\n')).toBe('not-yaml 2');
  });

  it('bounds size, nesting and nesting by aliases', () => {
    expect(fault('a: 1', { ...LIMITS, file: 3 })).toBe('too-large 1');
    expect(fault('[1, 2, 3]', { ...LIMITS, nodes: 3 })).toBe('too-large 1');
    expect(fault(`${'['.repeat(200)}${']'.repeat(200)}`)).toBe('not-yaml 1');
    expect(fault('- '.repeat(100_000))).toBe('not-yaml 1');
    const tower = [
      'a0: &a0 [[[[[[[[x]]]]]]]]',
      ...[1, 2, 3, 4, 5].map((at) => `a${at}: &a${at} [[[[[[[[*a${at - 1}]]]]]]]]`),
    ];
    expect(fault(tower.join('\n'))).toBe('too-large 5');
  });

  it('stays linear on what makes parsers try again', () => {
    const before = process.cpuUsage().user;
    for (const text of [
      '{a: [b, '.repeat(20),
      `${'['.repeat(38)}a${': b]'.repeat(38)}`,
      `${'{? '.repeat(38)}a${'}'.repeat(38)}`,
      `[${'a: b, '.repeat(50_000)}]`,
      `a: "${'\\u0041'.repeat(100_000)}"`,
      `a: ${'x '.repeat(500_000)}`,
      `${'a\n'.repeat(300_000)}`,
      `${'#\n'.repeat(500_000)}`,
      `${'- &a *a\n'.repeat(100_000)}`,
      `${'---\n'.repeat(200_000)}`,
      `[${'a,'.repeat(900_000)}]`,
      `a: |\n${'  x\n'.repeat(300_000)}`,
    ]) {
      fault(text);
    }
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(10);
  });
});
