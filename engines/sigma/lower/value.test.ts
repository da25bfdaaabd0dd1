import { expect, test } from 'vitest';
import { readPattern, textPredicate } from './value.ts';

const any = { any: true } as const;

test.each([
  [String.raw`\x`, [String.raw`\x`]],
  [String.raw`\\x`, [String.raw`\x`]],
  [String.raw`\*`, ['*']],
  [String.raw`\\*`, ['\\', any]],
  [String.raw`\\\*`, [String.raw`\*`]],
  [String.raw`\\` + '\\', [String.raw`\\`]],
  [String.raw`\\\\`, [String.raw`\\`]],
  [String.raw`C:\Windows\a?.exe`, [String.raw`C:\Windows\a`, { skip: 1 }, '.exe']],
  [String.raw`a\?b`, ['a?b']],
  ['end\\', ['end\\']],
  ['', []],
  ['*', [any]],
  ['a%b', ['a%b']],
])('value %s', (value, parts) => {
  expect(readPattern(value)).toEqual(parts);
});

test.each([
  ['Cmd.EXE', { op: 'equals', text: 'cmd.exe' }],
  ['', { op: 'equals', text: '' }],
  ['Cmd*', { op: 'prefix', text: 'cmd' }],
  ['**Cmd', { op: 'suffix', text: 'cmd' }],
  ['*Cmd**', { op: 'contains', text: 'cmd' }],
  [String.raw`\*cmd\*`, { op: 'equals', text: '*cmd*' }],
  [String.raw`*\*`, { op: 'suffix', text: '*' }],
  ['*', { op: 'like', parts: [any] }],
  ['***', { op: 'like', parts: [any] }],
  ['??', { op: 'like', parts: [{ skip: 2 }] }],
  ['a*?*?B', { op: 'like', parts: ['a', { skip: 2 }, any, 'b'] }],
  ['*a*b', { op: 'like', parts: [any, 'a', any, 'b'] }],
  ['?a', { op: 'like', parts: [{ skip: 1 }, 'a'] }],
])('predicate of %s', (value, predicate) => {
  expect(textPredicate('F', readPattern(value), false)).toEqual({ field: 'F', cased: false, ...predicate });
});

test('cased text is kept as written', () => {
  expect(textPredicate('F', readPattern('Cmd*'), true)).toEqual({ op: 'prefix', field: 'F', text: 'Cmd', cased: true });
});
