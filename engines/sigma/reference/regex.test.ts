import { expect, test } from 'vitest';
import { readRegex } from './regex.ts';

test.each<[source: string, flags: string, text: string, found: boolean]>([
  ['a.c', '', 'xabcx', true],
  ['a.c', '', 'a\nc', false],
  ['a.c', '', 'a\rc', true],
  ['a.c', 's', 'a\nc', true],
  ['^b$', '', 'a\nb\nc', false],
  ['^b$', 'm', 'a\nb\nc', true],
  ['^b$', 'm', 'a\rb\rc', false],
  ['(?i)AB', '', 'ab', true],
  ['(?ims)^A.', '', 'x\na\n', true],
  ['[]x]+$', '', ']', true],
  ['[^]x]', '', ']', false],
  ['[.$^]', '', 'a', false],
  ['[a\\].]', '', '.', true],
  ['\\.exe', '', 'axexe', false],
  ['\\\\.', '', '\\\n', false],
  ['\\A(?P<name>a)\\z', '', 'a', true],
  ['\\Aa', 'm', 'b\na', false],
])('%s with %j in %j: %s', (source, flags, text, found) => {
  expect(readRegex(source, new Set(flags)).test(text)).toBe(found);
});
