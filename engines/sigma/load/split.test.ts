import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { readDocuments } from './split.ts';

function outline(text: string, limits = LIMITS): string[] {
  return readDocuments(text, limits).map((one) =>
    'root' in one
      ? `${one.number} ${one.root.kind} ${one.root.line}`
      : `${one.number} ${one.error.code} ${one.error.line}`,
  );
}

describe('documents of a file', () => {
  it.each([
    ['a: 1', ['1 map 1']],
    ['a: 1\n---\nb: 2\n', ['1 map 1', '2 map 3']],
    ['---\na: 1\n---\n\nb: 2\n---\n', ['1 map 2', '2 map 5']],
    ['# c\n---\na: 1\n', ['1 map 3']],
    ['---\n---\na: 1', ['2 map 3']],
    ['--- # c\na: 1\n--- b\n', ['1 map 2', '2 scalar 3']],
    ['---\r\na: 1\r\n---\r\nb: 2\r\n', ['1 map 2', '2 map 4']],
    ['%YAML 1.2\n---\na: 1\n...\n---\nb: 2\n', ['1 map 3', '2 map 6']],
    ['a: |\n  x\n  ---\n---\nb: 1', ['1 map 1', '2 map 5']],
    ['a: ---x\n---x: 1\n', ['1 map 1']],
    ['a: 1\n--- \nb: 2\n---\t\nc: 3', ['1 map 1', '2 map 3', '3 map 5']],
    ['', []],
    ['---', []],
    ['\n\n', []],
  ])('%j', (text, expected) => {
    expect(outline(text)).toEqual(expected);
  });

  it.each(['---\n---\na: 1', '# c\n---\na: 1\n---\n\n---\nb: 1', 'a\n---\nb\n---\nc', '--- a\n--- b\n---\nc'])(
    'have the numbers that the whole file gives them: %j',
    (text) => {
      const whole = loadAll(text);
      const found = readDocuments(text, LIMITS);
      expect(found.map(({ number }) => number)).toEqual(whole.flatMap((one, at) => (one === null ? [] : [at + 1])));
    },
  );

  it('fail one by one', () => {
    expect(outline('a: 1\n---\na: 1\na: 2\n---\nb: "x\n---\nc: 1\n')).toEqual([
      '1 map 1',
      '2 not-yaml 4',
      '3 not-yaml 7',
      '4 map 8',
    ]);
  });

  it('have limits of their own and together', () => {
    const text = 'a: 1\n---\nb: [1, 2, 3, 4]\n---\nc: 1\n';
    expect(outline(text, { ...LIMITS, nodes: 4 })).toEqual(['1 map 1', '2 too-large 3', '3 map 5']);
    expect(outline(text, { ...LIMITS, document: 10 })).toEqual(['1 map 1', '2 too-large 3', '3 map 5']);
    expect(outline(text, { ...LIMITS, total: 10 })).toEqual(['1 map 1', '2 map 3', '3 too-large 5']);
    expect(outline(text, { ...LIMITS, file: 10 })).toEqual(['1 too-large 1']);
  });
});
