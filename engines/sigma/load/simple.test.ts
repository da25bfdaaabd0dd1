import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { readSimple } from './simple.ts';
import { readYaml } from './yaml.ts';

const allowance = () => ({ ...LIMITS, left: LIMITS.total });

/** Whether the simple reader answers; if it does, the real parser must say the same, lines included. */
function answers(text: string): boolean {
  const simple = readSimple(text, 0, allowance());
  if (simple) expect([simple], text).toEqual(readYaml(text, 0, allowance()));
  return simple !== undefined;
}

const RULE = `# a comment
title: A rule's title   # with a comment
id: 5f0d2d9c-1b7a-4c55-9d0e-0a1b2c3d4e5f
description: |
    Two lines,
      one deeper

    and one after a gap

references:
    - https://example.org/#part
tags:
- attack.t1059
author: "A \\"B\\" \\\\ C"
logsource:
    category: process_creation
    product: windows
detection:
    selection:
        Image|endswith:
            - '\\cmd.exe'
            - 'it''s'
            - -x
        EventID: 4688
        Empty: ''
        Nothing:
    list:
      - A|contains: x
        B: [1, 2]
      -   C: true
          D:
          - y
    '|all':
        - word
    condition: selection and not list
level: high
`;

describe('the simple reader', () => {
  it.each([
    'a: b',
    'a:\n  b: 1\nc:\n- x\n- y\n',
    '- a\n- b: 1\n  c: 2\n-   d:\n    - e\n',
    'a: \'x # y\' # z\nb: "q\\\\"\nc: x#y\nd: -1\ne: - x\n'.replace('e: - x\n', ''),
    'a: |\n  x\n\n   y\n\n\nb: |-\n  z\n',
    'a: |\n  x',
    'a:\nb:\n',
    '\n\n# c\n  a: b\n  # c\n  c: d\n',
    'a: b: c'.replace(': c', ':c'),
    'a: http://x/y?z=[1]&{2}\n',
    RULE.replace('[1, 2]', '1'),
  ])('answers %j', (text) => {
    expect(answers(text)).toBe(true);
  });

  it.each([
    '',
    '# nothing',
    'text',
    'a: [1]',
    'a: {b: 1}',
    'a: &x 1\nb: *x',
    'a: !!str 1',
    'a: b\n  c',
    'a: "\\n"',
    'a: b: c',
    'a: b:',
    'a:b',
    'a: >\n  x',
    'a: |2\n  x',
    'a: |\n\n  x',
    'a: |\nb: 1',
    'a:\tb',
    'a: 1\r\nb: 2\r\n',
    'a: 1\na: 2',
    ' a: 1\nb: 2',
    'a:\n    b: 1\n  c: 2',
    '- a\nb: 1',
    'a: 1\n- b',
    '- - a',
    '-\n  a: 1',
    '? a\n: b',
    'a: %x',
    'a: @x',
    'a: `x`',
    "a: 'x",
    "a: 'x' y",
    'a: 1\n---\nb: 2',
    'a: x\0y',
    'a: \ud800',
    'a: x\u2028y',
    'é: 1',
  ])('leaves %j to the real parser', (text) => {
    expect(readSimple(text, 0, allowance())).toBeUndefined();
  });

  it('leaves what is too large or too deep', () => {
    const deep = Array.from({ length: 60 }, (_, at) => `${' '.repeat(at)}a:`).join('\n');
    expect(readSimple(deep, 0, allowance())).toBeUndefined();
    expect(readSimple('a: 1\nb: 2\nc: 3', 0, { ...allowance(), nodes: 2 })).toBeUndefined();
    expect(readSimple('a: 1\nb: 2\nc: 3', 0, { ...allowance(), left: 2 })).toBeUndefined();
  });

  const BITS =
    " ,  ,\n,\n\n,:,: , :,#, #,-,- ,\n- ,\n  ,',\",'',|,|-,>,[,],{,},&,*,!,%,@,`,?,? ,\\,\\\\,~,null,0x1,\t,\r,é,\u00a0,---,...,=,<<,12,\n    ,a: ,a:,\n#x,x";
  const bit = fc.constantFrom(...BITS.split(','), ',');

  it('says what the real parser says, however a rule is bent', () => {
    const lines = RULE.replace('[1, 2]', '1').split('\n');
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), put: bit, cut: fc.nat({ max: 5 }) });
    let answered = 0;
    fc.assert(
      fc.property(
        fc.nat({ max: 20 }),
        fc.integer({ min: 3, max: 40 }),
        fc.array(edit, { maxLength: 3 }),
        (from, many, edits) => {
          let text = lines.slice(from, from + many).join('\n');
          for (const { at, put, cut } of edits) {
            const where = Math.floor(at * text.length);
            text = text.slice(0, where) + put + text.slice(where + cut);
          }
          if (answers(text)) answered++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(answered).toBeGreaterThan(300);
  });

  it('says what the real parser says of any text', () => {
    fc.assert(
      fc.property(fc.array(bit), (bits) => {
        answers(bits.join(''));
      }),
      { numRuns: 3000 },
    );
  });
});
