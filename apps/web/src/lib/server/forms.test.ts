import { expect, test } from 'vitest';
import { compact, faultsOf, textOf } from './forms.ts';

const problem = (errors?: { path: string; code: string; message: string }[]) => ({
  title: 'Có chỗ chưa đúng.',
  status: 422,
  code: 'input.invalid',
  ...(errors ? { errors } : {}),
});

test('a fault goes to the control of the longest matching path', () => {
  const fields = { 'body.contact': 'phone', 'body.contact.email': 'email' };
  const errors = [
    { path: 'body.contact.email', code: 'format', message: 'thư' },
    { path: 'body.contact.phone', code: 'format', message: 'số' },
    { path: 'body.contactless', code: 'unknown', message: 'lạ' },
  ];
  expect(faultsOf(problem(errors), fields, 'text')).toEqual([
    { field: 'email', message: 'thư' },
    { field: 'phone', message: 'số' },
    { field: 'text', message: 'lạ' },
  ]);
});

test('a problem without a list of faults still says what is wrong', () => {
  expect(faultsOf(problem(), {}, 'code')).toEqual([{ field: 'code', message: 'Có chỗ chưa đúng.' }]);
});

test('text of a field is trimmed and has one kind of line end; a file is no text', () => {
  const form = new FormData();
  form.set('a', '  dòng 1\r\ndòng 2\r ');
  form.set('b', new File(['x'], 'x.png'));
  expect(textOf(form, 'a')).toBe('dòng 1\ndòng 2');
  expect(textOf(form, 'b')).toBe('');
  expect(textOf(form, 'c')).toBe('');
});

test('compact leaves out what is empty, and all of it when nothing is left', () => {
  expect(compact({ a: '', b: 0, c: undefined, d: 'x' })).toEqual({ b: 0, d: 'x' });
  expect(compact({ a: '', b: undefined })).toBeUndefined();
});
