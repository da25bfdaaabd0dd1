import { describe, expect, test } from 'vitest';
import { date, dateTime, money, relative } from './format.ts';

const now = Date.parse('2026-11-21T07:05:00Z');

describe('figures as people write them', () => {
  test('money', () => {
    expect(money(1_250_000, 'vi')).toBe('1.250.000 đ');
    expect(money(1_250_000, 'en')).toBe('1,250,000 đ');
  });

  test('times are those of the province, whatever the machine thinks', () => {
    expect(dateTime('2026-11-21T07:05:00Z')).toBe('21/11/2026 14:05');
    expect(dateTime('2026-12-31T17:00:00Z')).toBe('01/01/2027 00:00');
    expect(date('2026-11-20T18:00:00Z')).toBe('21/11/2026');
  });

  test('how long ago and how long left', () => {
    expect(relative('2026-11-21T04:00:00Z', now, 'vi')).toBe('3 giờ trước');
    expect(relative('2026-11-23T08:00:00Z', now, 'en')).toBe('in 2 days');
    expect(relative('2026-11-21T07:04:40Z', now, 'vi')).toBe('phút này');
  });
});
