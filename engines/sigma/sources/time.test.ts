import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeOf } from './time.ts';

const at = (text: string) => Date.parse(text);

describe('the time of an event', () => {
  it.each<[string, object, string]>([
    ['NXLog', { EventTime: '2026-03-01 05:30:00' }, '2026-02-28T22:30:00Z'],
    [
      'a collector that names the zone',
      { EventTime: '2026-03-01 05:30:00', '@timestamp': '2026-02-28T22:30:02.5Z' },
      '2026-02-28T22:30:02.5Z',
    ],
    [
      'Sysmon',
      { UtcTime: '2026-03-01 05:30:00.123', '@timestamp': '2026-03-01T06:00:00Z' },
      '2026-03-01T05:30:00.123Z',
    ],
    ['EVE', { timestamp: '2026-03-01T05:30:00.1230+0700' }, '2026-02-28T22:30:00.123Z'],
    ['Zeek', { ts: 1588205199.5 }, '2020-04-30T00:06:39.500Z'],
    ['Zeek as text', { ts: '1588205199.5' }, '2020-04-30T00:06:39.500Z'],
    ['Docker', { time: 1705312200 }, '2024-01-15T09:50:00Z'],
    ['nanoseconds', { time: 1705312200000000000 }, '2024-01-15T09:50:00Z'],
    ['milliseconds', { '@timestamp': 1705312200000 }, '2024-01-15T09:50:00Z'],
    ['CloudTrail', { eventTime: '2026-03-01T05:30:00Z' }, '2026-03-01T05:30:00Z'],
    ['m365, UTC without a word', { CreationTime: '2026-03-01T05:30:00' }, '2026-03-01T05:30:00Z'],
    ['nginx', { time: '01/Mar/2026:05:30:00 +0700' }, '2026-02-28T22:30:00Z'],
    ['a leap second', { time: '2016-12-31T23:59:60Z' }, '2017-01-01T00:00:00Z'],
  ])('%s', (_, event, expected) => {
    expect(timeOf(event, 'flat', 7 * 60)).toBeCloseTo(at(expected), 2);
  });

  it('reads nested events', () => {
    const system = { TimeCreated: { '#attributes': { SystemTime: '2026-03-01T05:30:00.123456700Z' } } };
    expect(timeOf({ Event: { System: system } }, 'evtx')).toBeCloseTo(at('2026-03-01T05:30:00Z') + 123.4567, 3);
    expect(timeOf({ '@timestamp': '2026-03-01T05:30:00.123Z' }, 'ecs')).toBe(at('2026-03-01T05:30:00.123Z'));
    const win = { win: { system: { systemTime: '2026-03-01T05:30:00.5Z' } } };
    expect(timeOf({ data: win, timestamp: '2030-01-01T00:00:00Z' }, 'wazuh')).toBe(at('2026-03-01T05:30:00.5Z'));
  });

  it.each([
    'yesterday',
    '',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01',
    '12',
    12,
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    true,
    {},
    [],
    '01/Foo/2026:00:00:00',
    '2026-01-01T00:00:00Zx',
    '1'.repeat(99),
  ])('tells no time for %j', (time) => {
    expect(timeOf({ time }, 'flat')).toBeUndefined();
  });

  it('reads back every instant in every zone', () => {
    const instant = fc.integer({ min: 0, max: 4_102_444_799_999 });
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        fc.constantFrom('T', ' '),
        (ms, zone, between) => {
          const local = new Date(ms + zone * 60_000).toISOString().replace('Z', '').replace('T', between);
          if (!/^(19[7-9]|[2-9])/.test(local)) return;
          const sign = zone < 0 ? '-' : '+';
          const [hours, minutes] = [Math.trunc(Math.abs(zone) / 60), Math.abs(zone) % 60].map((n) =>
            String(n).padStart(2, '0'),
          );
          expect(timeOf({ timestamp: `${local}${sign}${hours}:${minutes}` }, 'flat')).toBeCloseTo(ms, 3);
          expect(timeOf({ timestamp: local }, 'flat', zone)).toBeCloseTo(ms, 3);
        },
      ),
    );
  });

  it('never throws', () => {
    const key = fc.constantFrom('time', 'ts', 'UtcTime', '@timestamp', 'Event', 'TimeCreated');
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.anything()),
        fc.constantFrom('flat', 'evtx', 'ecs', 'wazuh' as const),
        (event, shape) => {
          const time = timeOf(event, shape);
          if (time !== undefined) expect(Number.isFinite(time)).toBe(true);
        },
      ),
    );
  });
});
