import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { fold } from '../fold.ts';
import { stepsPerCharacter } from './linear.ts';
import { compileRegex, readRegex, requiredLiterals } from './regex.ts';
import { printRegex } from './regex-print.ts';
import { parseRegex } from './regex-read.ts';
import { type Regex, trim } from './regex-tree.ts';

test.each([
  // Linear by proof, some because the outer ends of a search need not be repeated.
  ['net\\s+user', 'v8'],
  ['^C:\\\\Users\\\\[^\\\\]+\\\\NTUSER\\.DAT$', 'v8'],
  ['[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}', 'v8'],
  ['\\$env:ComSpec\\[(\\s*\\d{1,3}\\s*,){2}', 'v8'],
  ['.+:assumed-role/aws:.+', 'v8'],
  ['[^/]{100,}$', 'v8'],
  ['(.){200,}', 'v8'],
  ['(^0oa.*|[a-z0-9.]+@[a-z0-9.-]+\\.[a-z]{2,10})', 'v8'],
  ['^a*b', 'v8'],
  // Quadratic or worse by backtracking.
  ['(a+)+$', 'v8'],
  ['x(a+)+$', 're2'],
  ['x(a|aa)*$', 're2'],
  ['x(a|b|ab)*c', 're2'],
  ['foo.*bar', 're2'],
  ['^.*foo.*bar$', 're2'],
  ['x(a?){30}a{30}y', 're2'],
  ['x(?:\\w+\\s?)*$', 're2'],
  ['a\\s+\\s+b', 're2'],
  ['[ab]\\d*\\d*x', 're2'],
  ['(?i:K)\\p{L}', 're2'],
])('%s runs on %s', (source, engine) => {
  const read = readRegex(source, '');
  expect(compileRegex(read.source, read.flags).engine).toBe(engine);
});

test.each([
  '(',
  'a)',
  '[a',
  'a**',
  'a{2}{3}',
  '*a',
  '(?=a)b',
  '(?<!a)b',
  '(a)\\1',
  'a\\Z',
  'a++',
  '\\y',
  'a{3,2}',
  '[b-a]',
  '(?>a)',
  '(a{1000}){1000}b+c*b',
  '(?:a{10}b.*){500}c',
  'a{1001}.*b.*c',
  '\\p{L}{500}\\p{N}{500}',
  '(?a)b',
])('%s is refused', (source) => {
  expect(() => readRegex(source, '', 7)).toThrow(expect.objectContaining({ code: 'regex', line: 7 }));
});

test('options at the beginning become flags', () => {
  expect(readRegex('(?is)a.b', '')).toEqual({ source: 'a.b', flags: 'is' });
  expect(readRegex('(?i)a', 'i')).toEqual({ source: 'a', flags: 'i' });
});

test.each([
  ['found anywhere', 'b', '', 'abc', true],
  ['minds case', 'B', '', 'abc', false],
  ['ignores case', 'B', 'i', 'abc', true],
  ['case of Vietnamese letters', 'đ', 'i', 'Đ', true],
  ['case in ranges', '[a-c]x', 'i', 'BX', true],
  ['not in a class, case ignored', '[^b]', 'i', 'B', false],
  ['a dot is no line feed', 'a.c', '', 'a\nc', false],
  ['a dot is a carriage return', 'a.c', '', 'a\rc', true],
  ['a dot is all', 'a.c', 's', 'a\nc', true],
  ['lines', '^b$', 'm', 'a\nb\nc', true],
  ['no lines', '^b$', '', 'a\nb\nc', false],
  ['lines end at line feeds only', 'b$', 'm', 'b\rc', false],
  ['lines on RE2', '^b.*c.*d$', 'm', 'a\nbcd\nc', true],
  ['start and end of all', '\\Ab\\z', 'm', 'a\nb', false],
  ['spaces of Unicode', 'a\\sb', '', 'a\u00a0b', true],
  ['spaces of Unicode on RE2', 'a\\s.*x.*b', '', 'a\u00a0xb', true],
  ['a bracket first', '[]a]x', '', ']x', true],
  ['POSIX', '[[:digit:]x]y', '', '7y', true],
  ['quoted', '\\Qa.b\\E', '', 'a.b', true],
  ['quoted is no dot', '\\Qa.b\\E', '', 'axb', false],
  ['hexadecimal', '\\x41\\x{42}\\u0043', '', 'ABC', true],
  ['options of a group', '(?i:a)b', '', 'Ab', true],
  ['options end with the group', '(?i:a)b', '', 'AB', false],
  ['options taken away', '(?-i:a)b', 'i', 'aB', true],
  ['options in the middle', 'a(?i)b', '', 'aB', true],
  ['named groups', '(?P<x>a)(?<y>b)', '', 'ab', true],
  ['a brace alone', 'a{b', '', 'a{b', true],
  ['lazy', 'a.+?b', '', 'axb', true],
  ['pairs', '^😀{2}$', '', '😀😀', true],
  ['pairs in a class', '^[😀a]+$', '', 'a😀', true],
  ['properties', '^\\p{Lu}$', '', 'Đ', true],
  ['empty', '', '', '', true],
  ['all optional', 'a*', '', 'b', true],
  ['hyphens in classes', '[\\w-]-[a-]', '', '---', true],
])('%s', (_, source, flags, text, expected) => {
  const read = readRegex(source, flags);
  expect(compileRegex(read.source, read.flags).test(text)).toBe(expected);
});

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const atom = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'K', 's', 'đ', '/', ' ', '.', '-', '\n').map(escape) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('.', '\\d', '\\w', '\\s', '\\S', '\\W', '[ab]', '[^a]', '[a-cK]', '[^/\\s]'),
  },
  { weight: 1, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B') },
);
const pattern: fc.Arbitrary<string> = fc.letrec<{ alternatives: string; sequence: string; part: string }>((tie) => ({
  alternatives: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((of) => of.join('|')),
  sequence: fc.array(tie('part'), { minLength: 0, maxLength: 4 }).map((of) => of.join('')),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc
      .tuple(
        fc.oneof(
          tie('alternatives'),
          atom.filter((text) => !/^(?:\^|\$|\\b|\\B)$/.test(text)),
        ),
        fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'),
      )
      .map(([of, times]) => `(?:${of})${times}`),
  ),
})).alternatives;
const subject = fc
  .array(
    fc.constantFrom('a', 'b', 'c', 'A', 'B', 'k', 'K', 'S', '\u212a', 'ſ', 'đ', 'Đ', '/', ' ', '.', '-', '\n', '7'),
    { maxLength: 24 },
  )
  .map((units) => units.join(''));
const flags = fc.subarray(['i', 'm', 's']).map((of) => of.join(''));

describe('any expression', () => {
  test('means the same as it does to V8, on either engine, trimmed or not', () => {
    fc.assert(
      fc.property(pattern, flags, fc.array(subject, { minLength: 4, maxLength: 12 }), (source, flags, subjects) => {
        const tree = parseRegex(source, flags) as Regex;
        expect(tree).toBeDefined();
        const tests = [tree, trim(tree)].flatMap((form) => {
          const re2 = RE2JS.compile(printRegex(form, 're2'));
          return [new RegExp(printRegex(form, 'v8')), { test: (text: string) => re2.test(text) }];
        });
        const plain = new RegExp(source, flags);
        for (const text of subjects) {
          const expected = plain.test(text);
          expect(tests.map((form) => form.test(text))).toEqual([expected, expected, expected, expected]);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('is found only where one of its literals stands', () => {
    fc.assert(
      fc.property(pattern, flags, fc.array(subject, { minLength: 6, maxLength: 16 }), (source, flags, subjects) => {
        const literals = requiredLiterals(source, flags);
        const regex = new RegExp(source, flags);
        for (const text of subjects) {
          if (literals === undefined || !regex.test(text)) continue;
          expect(literals.some((literal) => fold(text).includes(literal))).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
  });

  test('takes no more steps than were proved, in the worst text', () => {
    let proved = 0;
    fc.assert(
      fc.property(pattern, fc.array(subject, { minLength: 1, maxLength: 3 }), (source, texts) => {
        const tree = trim(parseRegex(source, '') as Regex);
        const bound = stepsPerCharacter(tree);
        if (bound === Infinity) return;
        proved += 1;
        // Repeated, a text brings out what grows faster than its length.
        for (const text of texts.map((of) => of.repeat(8))) {
          expect(countSteps(tree, text)).toBeLessThanOrEqual(2 * bound * (text.length + 1));
        }
      }),
      { numRuns: 1_000 },
    );
    expect(proved).toBeGreaterThan(200);
  });
});

test.each([
  ['net\\s+user', '', ['user']],
  ['(?:powershell|pwsh)\\.exe', '', ['powershell.exe', 'pwsh.exe']],
  ['colou?r', 'i', ['color', 'colour']],
  ['[Cc][Mm][Dd]', '', ['cmd']],
  ['a.bc', '', ['bc']],
  ['(?:abc)+x', '', ['abc']],
  ['abc|.', '', undefined],
  ['.*', '', undefined],
  ['\\d+', '', undefined],
  ['ΑΣ', 'i', ['ασ', 'ας']],
])('literals of %s', (source, flags, expected) => {
  expect(requiredLiterals(source, flags)).toEqual(expected);
});

/** Steps of a backtracking search that tries everything, as one does that fails only at the very end. */
function countSteps(tree: Regex, text: string): number {
  let steps = 0;
  const go = (node: Regex, at: number, next: (at: number) => void): void => {
    steps += 1;
    const before = /\w/.test(text[at - 1] ?? '');
    const after = /\w/.test(text[at] ?? '');
    switch (node.op) {
      case 'set': {
        const unit = text.charCodeAt(at);
        if (node.set.some((from, i) => i % 2 === 0 && from <= unit && unit <= (node.set[i + 1] as number)))
          next(at + 1);
        return;
      }
      case 'pair':
        if (text.startsWith(node.text, at)) next(at + 2);
        return;
      case 'seq': {
        const step = (index: number, from: number): void => {
          if (index === node.of.length) next(from);
          else go(node.of[index] as Regex, from, (to) => step(index + 1, to));
        };
        step(0, at);
        return;
      }
      case 'alt':
        for (const child of node.of) go(child, at, next);
        return;
      case 'repeat': {
        const turn = (count: number, from: number): void => {
          if (count < node.max)
            go(node.of, from, (to) => (to > from || count < node.min ? turn(count + 1, to) : undefined));
          if (count >= node.min) next(from);
        };
        turn(0, at);
        return;
      }
      case 'start':
        if (at === 0) next(at);
        return;
      case 'end':
        if (at === text.length) next(at);
        return;
      case 'edge':
        if (before !== after) next(at);
        return;
      case 'no-edge':
        if (before === after) next(at);
        return;
      default:
        next(at);
    }
  };
  for (let at = 0; at <= text.length; at += 1) go(tree, at, () => undefined);
  return steps;
}
