import { expect, test } from 'vitest';
import { fieldValues } from './event.ts';

const a = [['a']];
const deep = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((of) => [of], 'x');

test.each<[string, object, readonly (readonly string[])[], boolean, string[]]>([
  ['text', { a: 'x' }, a, true, ['x']],
  ['missing', {}, a, false, []],
  ['null', { a: null }, a, true, []],
  ['empty', { a: '' }, a, true, ['']],
  ['number', { a: 4688 }, a, true, ['4688']],
  ['boolean', { a: false }, a, true, ['false']],
  ['array', { a: ['x', 1, null] }, a, true, ['x', '1']],
  ['empty array', { a: [] }, a, true, []],
  ['array in an array', { a: [['x'], 'y'] }, a, true, ['x', 'y']],
  ['object', { a: { b: 1 } }, a, true, ['{"b":1}']],
  ['array of objects', { a: [{ b: 1 }, 'x'] }, a, true, ['[{"b":1},"x"]']],
  ['EVTX element', { a: { '#attributes': { n: 1 }, '#text': 3 } }, a, true, ['3']],
  ['EVTX elements', { a: [{ '#text': 'x' }, { '#text': ['y', 'z'] }] }, a, true, ['x', 'y', 'z']],
  ['path', { a: { b: 'x' } }, [['a', 'b']], true, ['x']],
  ['path through arrays', { a: [{ b: 'x' }, [{ b: 'y' }], 3] }, [['a', 'b']], true, ['x', 'y']],
  ['path that ends early', { a: 'x' }, [['a', 'b']], false, []],
  ['several paths', { a: 'x', b: { c: 'y' } }, [['a'], ['b', 'c'], ['d']], true, ['x', 'y']],
  ['any key', { a: { p: { b: 'x' }, q: { b: 'y' } } }, [['a', '*', 'b']], true, ['x', 'y']],
  ['spaces in keys', { 'Product Name': 'x' }, [['ProductName']], true, ['x']],
  ['a key of the prototype', {}, [['constructor'], ['toString'], ['__proto__']], false, []],
  ['a key that looks like it', JSON.parse('{"__proto__": "x"}') as object, [['__proto__']], true, ['x']],
  ['nested too deep', { a: deep(200) }, a, true, []],
])('%s', (_, event, paths, present, values) => {
  expect(fieldValues(event, paths, 'evtx')).toEqual({ present, values });
});

test('an element of EVTX is an object anywhere else', () => {
  expect(fieldValues({ a: { '#text': 3 } }, a, 'flat').values).toEqual(['{"#text":3}']);
});

test('no depth of nesting breaks it', () => {
  let nested: Record<string, unknown> = {};
  for (let level = 0; level < 100_000; level += 1) nested = { a: nested };
  expect(fieldValues({ a: nested }, a, 'flat')).toEqual({ present: true, values: [''] });
  expect(fieldValues(nested, [['*', '*', 'a']], 'flat').present).toBe(true);
});
