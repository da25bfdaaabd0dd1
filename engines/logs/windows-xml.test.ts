import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventObject } from './windows-event.ts';
import { createWindowsXmlReader, isWindowsXml } from './windows-xml-stream.ts';
import { parseWindowsXml, readWindowsXml, type WindowsXmlEvent } from './windows-xml.ts';

const xmlns = "xmlns='http://schemas.microsoft.com/win/2004/08/events/event'";
const logon = `<Event ${xmlns}><System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/><EventID>4625</EventID><Version>0</Version><Level>0</Level><Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime='2026-02-03T04:05:06.789012300Z'/><EventRecordID>17</EventRecordID><Correlation/><Channel>Security</Channel><Computer>máy-01</Computer><Security/></System><EventData><Data Name='TargetUserName'>Nguyễn &amp; Con</Data><Data Name='Status'>0xc000006d</Data><Data Name='Product Name'></Data></EventData><RenderingInfo Culture='en-US'><Message>An account failed to log on.\r\n</Message><Level>Information</Level></RenderingInfo></Event>`;

test('an event of wevtutil is the nested event, its sentence beside it', () => {
  expect(readWindowsXml(logon)).toEqual({
    event: {
      Event: {
        System: {
          Provider: {
            '#attributes': {
              Name: 'Microsoft-Windows-Security-Auditing',
              Guid: '{54849625-5478-4994-a5ba-3e3b0328c30d}',
            },
          },
          EventID: 4625,
          Version: 0,
          Level: 0,
          Keywords: '0x8010000000000000',
          TimeCreated: { '#attributes': { SystemTime: '2026-02-03T04:05:06.789012300Z' } },
          EventRecordID: 17,
          Correlation: null,
          Channel: 'Security',
          Computer: 'máy-01',
          Security: null,
        },
        EventData: { TargetUserName: 'Nguyễn & Con', Status: '0xc000006d', 'Product Name': '' },
      },
    },
    message: 'An account failed to log on.\r\n',
  });
});

test('data without names, qualifiers, user data, CDATA, comments and references', () => {
  expect(
    parseWindowsXml(`<Event>
  <System><EventID Qualifiers="16384">7036</EventID></System>
  <EventData Name="X"><Data>one</Data><Data/><!-- <Data>no</Data> --><Binary>00ff</Binary></EventData>
  <UserData><Cleared a="&quot;&#39;&#x1F4A9;"><Who><![CDATA[<&amp;>]]>&lt;</Who><Who>x</Who><?pi ?></Cleared></UserData>
</Event>`),
  ).toEqual({
    Event: {
      System: { EventID: { '#attributes': { Qualifiers: '16384' }, '#text': '7036' } },
      EventData: { Data: { '#text': ['one', ''] }, Binary: '00ff' },
      UserData: { Cleared: { '#attributes': { a: '"\'💩' }, Who: ['<&amp;><', 'x'] } },
    },
  });
  expect(parseWindowsXml('<Event><EventData/></Event>')).toEqual({ Event: { EventData: {} } });
});

const refusals: [text: string, why: string][] = [
  ['', 'no event'],
  ['<Events/>', 'no event'],
  ['<Event>', 'no end'],
  ['<Event><a></b></Event>', 'closing tag'],
  ['<Event><a></ab></Event>', 'closing tag'],
  ['<Event/><Event/>', 'text behind the event'],
  ['<Event>&user;</Event>', 'entity'],
  ['<Event>&toString;</Event>', 'entity'],
  ['<Event>& </Event>', 'reference'],
  ['<Event>&#0;</Event>', 'reference'],
  ['<Event>&#xD800;</Event>', 'reference'],
  ['<Event>&#1114112;</Event>', 'reference'],
  ['<Event a="1" a="2"/>', 'attribute twice'],
  ['<Event a="<"/>', 'attribute'],
  ['<Event a=1/>', 'attribute'],
  ['<Event a/>', 'attribute'],
  ['<Event a="1"b="2"/>', 'tag'],
  ['<Event><!DOCTYPE a></Event>', 'name'],
  ['<Event><![CDATA[</Event>', 'no end'],
  [`<Event>${'<a>'.repeat(60)}${'</a>'.repeat(60)}</Event>`, 'depth'],
  [`<Event>${' '.repeat(1 << 20)}</Event>`, 'too long'],
];

test.each(refusals.map(([text, why]) => ({ text, why })))('refused for: $why', ({ text, why }) => {
  expect(readWindowsXml(text)).toBe(why);
});

test('names of Object.prototype are names', () => {
  const event = parseWindowsXml(
    '<Event><EventData><Data Name="__proto__">a</Data><Data Name="constructor">b</Data></EventData></Event>',
  );
  expect(JSON.stringify(event)).toBe('{"Event":{"EventData":{"__proto__":"a","constructor":"b"}}}');
  expect(({} as { a?: string }).a).toBeUndefined();
});

function readAll(pieces: Iterable<Uint8Array | string>): { found: WindowsXmlEvent[]; refused: Record<string, number> } {
  const reader = createWindowsXmlReader();
  const found: WindowsXmlEvent[] = [];
  for (const piece of pieces) found.push(...reader.push(piece));
  found.push(...reader.end());
  return { found, refused: Object.fromEntries(reader.refused) };
}

const encoded = {
  'utf-8': (text: string) => new TextEncoder().encode(text),
  'utf-16le': (text: string) => wide(text, 0),
  'utf-16be': (text: string) => wide(text, 1),
};

function wide(text: string, high: 0 | 1): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i + 1 - high] = text.charCodeAt(i) >> 8;
    bytes[2 * i + high] = text.charCodeAt(i) & 0xff;
  }
  return bytes;
}

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

test('a file gives the same events in any encoding, cut anywhere', () => {
  const file = `<?xml version="1.0"?>\r\n<!DOCTYPE Events [<!ENTITY a "b">]><Events>${logon}\r\n<Event><EventData><Data Name="a"><![CDATA[</Event><!-- ]]></Data><!-- </Event> --></EventData></Event><EventX/><Event>&a;</Event>${logon}</Events>`;
  const whole = readAll([file]);
  expect(whole.found).toHaveLength(3);
  expect(whole.refused).toEqual({ entity: 1 });
  expect(whole.found[2]).toEqual(whole.found[0]);
  fc.assert(
    fc.property(
      fc.constantFrom('utf-8', 'utf-16le', 'utf-16be' as const),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 5 }),
      (encoding, mark, sizes) => {
        const bytes = encoded[encoding](`${mark ? '\ufeff' : ''}${file}`);
        expect(readAll(cut(bytes, sizes))).toEqual(whole);
      },
    ),
    { numRuns: 150 },
  );
});

test('a file of events is known by its beginning', () => {
  for (const [encoding, encode] of Object.entries(encoded)) {
    for (const text of [
      logon,
      `\ufeff${logon}`,
      `<?xml version="1.0" encoding="${encoding}"?>\r\n<Events>${logon}</Events>`,
    ]) {
      expect(isWindowsXml(text)).toBe(true);
      expect(isWindowsXml(String.fromCharCode(...encode(text).subarray(0, 200)))).toBe(true);
    }
  }
  for (const text of ['', '<EventData/>', '<html>', 'x<Event>', '{"a": "<Event>"}'])
    expect(isWindowsXml(text)).toBe(false);
});

test('an event that is too long, or not closed, costs itself', () => {
  const long = `<Event><EventData><Data>${'x'.repeat(3 << 20)}</Data></EventData></Event>`;
  expect(readAll([`${logon}${long}${logon}`])).toMatchObject({ found: [{}, {}], refused: { 'too long': 1 } });
  expect(readAll(['<Event><System>'])).toEqual({ found: [], refused: { 'no end': 1 } });
  expect(readAll([])).toEqual({ found: [], refused: {} });
  expect(readAll([new Uint8Array([0x3c])])).toEqual({ found: [], refused: {} });
});

test('a long event in small pieces is read in linear time', () => {
  const bytes = encoded['utf-8'](
    `<Event><EventData><Data>${'&amp;<![CDATA[</Event>]]>'.repeat(30_000)}</Data></EventData></Event>`,
  );
  const start = process.cpuUsage();
  expect(readAll(cut(bytes, [3])).found).toHaveLength(1);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(5);
});

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

test('fields of any names and values come back', () => {
  const field = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.dictionary(field, field, { maxKeys: 8 }), (fields) => {
      const data = Object.entries(fields)
        .map(([name, value]) => `<Data Name="${escape(name)}">${escape(value)}</Data>`)
        .join('');
      const event = parseWindowsXml(`<Event><EventData>${data}</EventData></Event>`) as {
        Event: { EventData: EventObject };
      };
      expect(Object.entries(event.Event.EventData).sort()).toEqual(Object.entries(fields).sort());
    }),
    { numRuns: 300 },
  );
});

test('no text makes the reader throw', () => {
  const piece = fc.constantFrom(
    '<Event',
    '<Event>',
    '</Event>',
    '<System>',
    '</System>',
    '<Data Name="',
    '"',
    "'",
    '>',
    '/>',
    '&',
    ';',
    '&lt;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?',
    '?>',
    'x',
    ' ',
    '=',
    '\0',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { found } = readAll(pieces);
      expect(found.length).toBeLessThanOrEqual(pieces.length);
      readWindowsXml(`<Event>${pieces.join('')}`);
    }),
    { numRuns: 3000 },
  );
});

test('an event of nothing but unnamed data costs linear work', () => {
  const start = process.cpuUsage();
  const event = parseWindowsXml(`<Event><EventData>${'<Data/>'.repeat(140_000)}</EventData></Event>`);
  const { user, system } = process.cpuUsage(start);
  expect(event).toMatchObject({ Event: { EventData: { Data: { '#text': { length: 140_000 } } } } });
  expect((user + system) / 1_000).toBeLessThan(1_000);
});
