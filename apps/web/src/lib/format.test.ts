import { expect, test } from 'vitest';
import {
  formatCall,
  formatDay,
  formatDayOrTime,
  formatMoney,
  formatRelative,
  formatTime,
  readLocalTime,
  readMoney,
  toLocalInput,
} from './format.ts';

test('time is written the Vietnamese way in the time of the province', () => {
  expect(formatTime('2026-11-21T07:05:00Z')).toBe('21/11/2026 14:05');
  expect(formatDay('2026-11-21T20:00:00Z')).toBe('22/11/2026');
  expect(formatDayOrTime('2026-11-21')).toBe('21/11/2026');
  expect(formatDayOrTime('2026-11-21T20:00:00Z')).toBe('22/11/2026 03:00');
  expect(toLocalInput('2026-11-21T17:30:00Z')).toBe('2026-11-22T00:30');
});

test.each([
  ['2026-11-21T14:05', '2026-11-21T14:05:00+07:00'],
  ['2026-11-21T14:05:30', '2026-11-21T14:05:00+07:00'],
  ['21/11/2026 14:05', '2026-11-21T14:05:00+07:00'],
  [' 1/2/2026 9h05 ', '2026-02-01T09:05:00+07:00'],
  ['31/02/2026 10:00', undefined],
  ['21/11/2026 25:00', undefined],
  ['hôm qua', undefined],
  ['', undefined],
])('a time in a form: %s', (typed, iso) => {
  expect(readLocalTime(typed)).toBe(iso);
});

test.each([
  ['5.000.000', 5_000_000],
  ['5,000,000 đ', 5_000_000],
  ['5 000 000 VND', 5_000_000],
  ['5000000đ', 5_000_000],
  ['300', 300],
  ['5.000,000', undefined],
  ['5.00', undefined],
  ['0', undefined],
  ['năm triệu', undefined],
  ['99999999999999999999', undefined],
])('an amount in a form: %s', (typed, amount) => {
  expect(readMoney(typed)).toBe(amount);
});

test('money has dots and the đồng', () => {
  expect(formatMoney(1_250_000)).toBe('1.250.000 đ');
  expect(formatMoney(500)).toBe('500 đ');
});

test('how long ago, and how long is left', () => {
  const now = Date.parse('2026-11-21T07:05:00Z');
  expect(formatRelative('2026-11-21T04:00:00Z', now, 'vi')).toBe('3 giờ trước');
  expect(formatRelative('2026-11-23T08:00:00Z', now, 'en')).toBe('in 2 days');
  expect(formatRelative('2026-11-21T07:04:40Z', now, 'vi')).toBe('phút này');
});

test.each([
  ['1900545413', '1900 545 413'],
  ['1900 54 54 13', '1900 545 413'],
  ['19001234', '1900 12 34'],
  ['18001', '18001'],
  ['02438243524', '024 3824 3524'],
  ['0912345678', '0912 345 678'],
  ['156', '156'],
  ['+84 24 3824 3524', '+84 24 3824 3524'],
])('a number to call: %s', (phone, printed) => {
  expect(formatCall(phone)).toBe(printed);
});
