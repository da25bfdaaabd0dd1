import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoTime, readTime, recent, utc } from './time.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

test('isoTime equals Date', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      (date) => {
        expect(isoTime(date.getTime())).toBe(date.toISOString());
      },
    ),
  );
  expect(isoTime(Number.NaN)).toBe('1970-01-01T00:00:00.000Z');
});

test('utc equals Date and refuses days that do not exist', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      (d) => {
        const whole = Math.floor(d.getTime() / 1_000) * 1_000;
        const parts = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()] as const;
        expect(utc(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate(), ...parts)).toBe(whole);
      },
    ),
  );
  expect(utc(2025, 2, 29, 0, 0, 0)).toBeUndefined();
  expect(utc(2024, 2, 29, 0, 0, 0)).toBe(Date.UTC(2024, 1, 29));
  expect(utc(2024, 13, 1, 0, 0, 0)).toBeUndefined();
  expect(utc(2024, 4, 31, 0, 0, 0)).toBeUndefined();
  expect(utc(2024, 4, 30, 24, 0, 0)).toBeUndefined();
});

describe('dates without a year', () => {
  test('are never more than a day in the future', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: -720, max: 840 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (reference, zone, month, day) => {
          const ms = recent(month, day, 12, 0, 0, { now: reference, zone }) ?? Number.NaN;
          expect(ms).toBeLessThanOrEqual(reference + 86_400_000);
          expect(ms).toBeGreaterThan(reference - 366 * 86_400_000);
        },
      ),
    );
  });
  test('belong to last year after New Year', () => {
    expect(recent(12, 31, 23, 59, 59, { now })).toBe(Date.UTC(2025, 11, 31, 23, 59, 59));
    expect(recent(1, 2, 3, 4, 5, { now })).toBe(now);
    expect(recent(1, 1, 0, 0, 1, { now: Date.UTC(2025, 11, 31, 23, 59, 59) })).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
  });
  test('find the last 29 February', () => {
    expect(recent(2, 29, 0, 0, 0, { now })).toBe(Date.UTC(2024, 1, 29));
    expect(recent(2, 30, 0, 0, 0, { now })).toBeUndefined();
  });
});

test.each([
  ['2026-03-01T00:00:00.123+07:00', '2026-02-28T17:00:00.123Z'],
  ['2026-03-01 00:00:00,123', '2026-03-01T00:00:00.123Z'],
  ['2026/03/01 00:00:00', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T00:00:00.999999999Z', '2026-03-01T00:00:00.999Z'],
  ['Mar  1 2026 00:00:00', '2026-03-01T00:00:00.000Z'],
  ['Sun Mar 01 00:00:00.5 2026', '2026-03-01T00:00:00.500Z'],
  ['apr 15, 2013 8:34:08 PM', '2013-04-15T20:34:08.000Z'],
  ['apr 15, 2013 12:34:08 AM', '2013-04-15T00:34:08.000Z'],
  ['01/Mar/2026:00:00:00 +0700', '2026-02-28T17:00:00.000Z'],
  ['11-Aug-2013 03:36:11.372', '2013-08-11T03:36:11.372Z'],
  ['03/01/2026 - 00:00:00', '2026-03-01T00:00:00.000Z'],
  ['260301  0:00:00', '2026-03-01T00:00:00.000Z'],
  ['Mar-01-26 00:00:00', '2026-03-01T00:00:00.000Z'],
  ['2026:03:01-00:00:00', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01 00:00:00.008 +01:00', '2026-02-28T23:00:00.008Z'],
  ['CEST Aug  6 2025 10:14:52', '2025-08-06T08:14:52.000Z'],
  ['1772323200.25', '2026-03-01T00:00:00.250Z'],
  ['@400000004c91b0440774a7d4', '2010-09-16T05:50:50.125Z'],
  ['Dec 10 06:55:46', '2025-12-10T06:55:46.000Z'],
])('%s', (text, expected) => {
  const read = readTime(`x${text} y`, 1, { now });
  expect(isoTime(read?.ms ?? Number.NaN)).toBe(expected);
  expect(read?.end).toBe(text.length + 1);
});

test('local times are taken by the given zone', () => {
  expect(isoTime(readTime('2026-03-01 07:00:00', 0, { now, zone: 420 })?.ms ?? 0)).toBe('2026-03-01T00:00:00.000Z');
  expect(isoTime(readTime('Dec 31 07:00:00', 0, { now, zone: 420 })?.ms ?? 0)).toBe('2025-12-31T00:00:00.000Z');
});

test('no text breaks it', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(50), (text, at) => {
      const read = readTime(text, at, { now });
      expect(read === undefined || Number.isFinite(read.ms)).toBe(true);
    }),
  );
});
