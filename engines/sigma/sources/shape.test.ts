import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelOf, eventIdOf, eventTypeOf, hintsOf, shapeOf, textOfId, windowsKey } from './shape.ts';

const sysmon = 'Microsoft-Windows-Sysmon/Operational';

/** One registry event as four shippers carry it. */
const carried = {
  flat: { EventID: 12, Channel: sysmon, EventType: 'CreateKey', Hostname: 'pc1' },
  evtx: {
    Event: {
      System: { EventID: { '#attributes': { Qualifiers: 0 }, '#text': 12 }, Channel: sysmon },
      EventData: { EventType: 'CreateKey' },
    },
  },
  ecs: {
    '@timestamp': '2026-01-01T00:00:00Z',
    event: { code: '12' },
    winlog: { channel: sysmon, event_data: { EventType: 'CreateKey' } },
  },
  wazuh: { data: { win: { system: { channel: sysmon, eventID: '12' }, eventdata: { eventType: 'CreateKey' } } } },
} as const;

describe('shapes', () => {
  it.each(Object.entries(carried))('knows %s and reads its key', (shape, event) => {
    expect(shapeOf(event)).toBe(shape);
    expect(windowsKey(event, shapeOf(event))).toEqual({
      channel: sysmon.toLowerCase(),
      eventId: '12',
      eventType: 'CreateKey',
    });
  });

  it('reads flattened ECS names', () => {
    const event = { 'winlog.channel': 'Security', 'event.code': '4688', 'winlog.event_data.EventType': 'x' };
    expect(shapeOf(event)).toBe('ecs');
    expect(windowsKey(event, 'ecs')).toEqual({ channel: 'security', eventId: '4688', eventType: 'x' });
  });

  it('finds the channel of a provider where a flat event has none', () => {
    const event = { EventID: 4688, SourceName: 'Microsoft-Windows-Security-Auditing' };
    expect(channelOf(event, 'flat')).toBe('Security');
    expect(channelOf({ EventID: 1, Provider_Name: 'Somebody' }, 'flat')).toBeUndefined();
  });

  it('takes EventLog for the channel where an event has an EventID', () => {
    expect(channelOf({ EventID: 4688, EventLog: 'Security' }, 'flat')).toBe('Security');
    expect(channelOf({ EventLog: 'Security' }, 'flat')).toBeUndefined();
  });

  it('tells no key without a channel', () => {
    expect(windowsKey({ EventID: 1, product: 'windows' }, 'flat')).toBeUndefined();
    expect(windowsKey({ Channel: '' }, 'flat')).toBeUndefined();
    expect(windowsKey({ Channel: 'Security' }, 'flat')).toEqual({ channel: 'security', eventId: '' });
  });

  it('reads ids as text', () => {
    expect([4688, '4688', { '#text': '4688' }, { '#text': 4688 }].map(textOfId)).toEqual(Array(4).fill('4688'));
    expect([undefined, null, true, {}, []].map(textOfId)).toEqual(Array(5).fill(''));
  });

  it('never throws, whatever stands where', () => {
    const keys = fc.constantFrom(
      'Event',
      'System',
      'winlog',
      'data',
      'win',
      'system',
      'Channel',
      'EventID',
      '__proto__',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, fc.jsonValue({ maxDepth: 1 }), fc.dictionary(keys, tie('tree'))),
    }));
    fc.assert(
      fc.property(fc.dictionary(keys, tree), (event) => {
        const shape = shapeOf(event);
        windowsKey(event, shape);
        hintsOf(event);
        for (const other of ['flat', 'evtx', 'ecs', 'wazuh'] as const) {
          channelOf(event, other);
          textOfId(eventIdOf(event, other));
          eventTypeOf(event, other);
        }
      }),
    );
  });
});

describe('hints', () => {
  it('takes product, category and service', () => {
    const hints = { product: 'cisco', service: 'aaa' };
    expect(hintsOf({ message: 'x', ...hints })).toEqual(hints);
    expect(hintsOf({ category: 'process_creation', service: 'sysmon' })).toEqual({
      category: 'process_creation',
      service: 'sysmon',
    });
  });

  it('takes no fields for hints that other logs call so', () => {
    expect(hintsOf({ _path: 'conn', service: 'dns' })).toEqual({});
    expect(hintsOf({ category: 'SignInLogs' })).toEqual({});
    expect(hintsOf({ product: { name: 'x' }, category: 1, service: null })).toEqual({});
  });
});
