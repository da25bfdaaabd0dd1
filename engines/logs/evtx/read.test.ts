import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Binary,
  chunkOf,
  logOf,
  noValue,
  sealed,
  text,
  u16,
  u32,
  u64,
  usualTemplate,
  usualValues,
  utf16,
  type Value,
  written,
} from './build.testing.ts';
import { createEvtxReader, readEvtx, readEvtxXml } from './read.ts';
import { emptyReport } from './records.ts';

const none = 0xffff;

/** EventData of named values, as a fragment with a template of its own. */
const eventData = (fields: Readonly<Record<string, Value>>): Value => ({
  type: 0x21,
  bytes: (b) => {
    const names = Object.keys(fields);
    b.instance(Object.values(fields), (t) => {
      t.element(
        'EventData',
        {},
        () => {
          names.forEach((name, i) => {
            t.element('Data', name === '' ? {} : { Name: (a) => a.text(name) }, () => t.hole(i), none);
          });
        },
        none,
      );
    });
  },
});

const usual = (fields: Readonly<Record<string, Value>>) => (b: Binary) => {
  b.instance(usualValues(4688, eventData(fields)), usualTemplate);
};
const read = (log: Uint8Array, paddedHex = false) => [...readEvtx(log, { paddedHex })];
const dataOf = (log: Uint8Array, paddedHex = false): unknown =>
  (read(log, paddedHex)[0]?.event as { Event?: { EventData: unknown } } | undefined)?.Event?.EventData;

test('a record is a nested event with id and time', () => {
  const report = emptyReport();
  const log = logOf(chunkOf(usual({ SubjectUserName: text('Nguyễn Văn An'), 'Product Name': text('') })));
  const records = [...readEvtx(log, { report })];
  expect(records).toEqual([
    {
      id: 1,
      time: Date.parse('2024-02-29T12:34:56.789Z'),
      ticks: 123,
      event: {
        Event: {
          System: {
            Provider: { '#attributes': { Name: 'Test-Provider' } },
            EventID: 4688,
            TimeCreated: { '#attributes': { SystemTime: '2024-02-29T12:34:56.789012300Z' } },
            Keywords: '0x8020000000000000',
            Channel: 'Test & more',
          },
          EventData: { SubjectUserName: 'Nguyễn Văn An', 'Product Name': '' },
        },
      },
    },
  ]);
  expect(report).toEqual({ ...emptyReport(), evtx: true, chunks: 1, records: 1 });
});

test('the same record as XML', () => {
  const [record] = readEvtxXml(logOf(chunkOf(usual({ A: text('<&">'), B: text('') }))));
  expect(record?.xml).toBe(`<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
  <System>
    <Provider Name="Test-Provider"/>
    <EventID>4688</EventID>
    <TimeCreated SystemTime="2024-02-29T12:34:56.789012300Z"/>
    <Keywords>0x8020000000000000</Keywords>
    <Channel>Test &amp; more</Channel>
  </System>
  <EventData>
    <Data Name="A">&lt;&amp;"&gt;</Data>
    <Data Name="B"/>
  </EventData>
</Event>
`);
});

test('every type of value', () => {
  const float = (n: number): number[] => [...new Uint8Array(new Float32Array([n]).buffer)];
  const double = (n: number): number[] => [...new Uint8Array(new Float64Array([n]).buffer)];
  const sid = [1, 2, 0, 0, 0, 0, 0, 5, ...u32(32), ...u32(544)];
  const bytes = [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff];
  const cases: Readonly<Record<string, [value: Value, text: unknown]>> = {
    string: [text('text\0\0'), 'text'],
    ansi: [{ type: 0x02, bytes: [0x63, 0x61, 0x66, 0xe9, 0] }, 'café'],
    int8: [{ type: 0x03, bytes: [0xff] }, '-1'],
    uint8: [{ type: 0x04, bytes: [0xff] }, '255'],
    int16: [{ type: 0x05, bytes: u16(0x8000) }, '-32768'],
    uint16: [{ type: 0x06, bytes: u16(0x8000) }, '32768'],
    int32: [{ type: 0x07, bytes: u32(0xffff_ffff) }, '-1'],
    uint32: [{ type: 0x08, bytes: u32(0xffff_ffff) }, '4294967295'],
    int64: [{ type: 0x09, bytes: u64(0x8000_0000_0000_0000n) }, '-9223372036854775808'],
    uint64: [{ type: 0x0a, bytes: u64(0xffff_ffff_ffff_ffffn) }, '18446744073709551615'],
    real32: [{ type: 0x0b, bytes: float(0.1) }, '0.1'],
    real64: [{ type: 0x0c, bytes: double(-2.5) }, '-2.5'],
    bool: [{ type: 0x0d, bytes: u32(1) }, 'true'],
    binary: [{ type: 0x0e, bytes: [0, 0xab] }, '00AB'],
    guid: [{ type: 0x0f, bytes }, '{33221100-5544-7766-8899-AABBCCDDEEFF}'],
    size4: [{ type: 0x10, bytes: u32(0x1f) }, '0x1f'],
    size8: [{ type: 0x10, bytes: u64(0x1_0000_001fn) }, '0x10000001f'],
    filetime: [{ type: 0x11, bytes: u64(written) }, '2024-02-29T12:34:56.789012300Z'],
    systemtime: [{ type: 0x12, bytes: [2024, 2, 4, 29, 12, 34, 56, 7].flatMap(u16) }, '2024-02-29T12:34:56.007Z'],
    sid: [{ type: 0x13, bytes: sid }, 'S-1-5-32-544'],
    hex32: [{ type: 0x14, bytes: u32(0x17) }, '0x17'],
    hex64: [{ type: 0x15, bytes: u64(0xc000_006dn) }, '0xc000006d'],
    strings: [{ type: 0x81, bytes: utf16('a\0\0b\0') }, ['a', '', 'b']],
    oneString: [{ type: 0x81, bytes: utf16('alone\0') }, 'alone'],
    noString: [{ type: 0x81, bytes: [] }, ''],
    numbers: [{ type: 0x86, bytes: [...u16(1), ...u16(65535)] }, ['1', '65535']],
    sids: [{ type: 0x93, bytes: [...sid, ...sid] }, ['S-1-5-32-544', 'S-1-5-32-544']],
    null: [noValue, ''],
    wrongSize: [{ type: 0x14, bytes: [1, 2, 3] }, '010203'],
    wrongSid: [{ type: 0x13, bytes: [1, 200, 0, 0, 0, 0, 0, 5, 1] }, '01C800000000000501'],
    shortSid: [{ type: 0x13, bytes: [1] }, '01'],
    unknown: [{ type: 0x70, bytes: [0xfe] }, 'FE'],
    cutArray: [{ type: 0x86, bytes: [1, 0, 2] }, ['1', '02']],
    nullArray: [{ type: 0x80, bytes: [5] }, '05'],
    lastTime: [{ type: 0x11, bytes: u64(0x7fff_ffff_ffff_ffffn) }, '+030828-09-14T02:48:05.477580700Z'],
  };
  const names = Object.keys(cases);
  const log = logOf(chunkOf(usual(Object.fromEntries(names.map((name) => [name, cases[name]![0]])))));
  expect(dataOf(log)).toEqual(Object.fromEntries(names.map((name) => [name, cases[name]![1]])));
  expect(dataOf(log, true)).toMatchObject({ hex32: '0x00000017', hex64: '0x00000000c000006d', size4: '0x0000001f' });
});

test('data without a name, a name twice, and names of Object.prototype', () => {
  const shaped = (b: Binary): void => {
    const data = (name: string | undefined, value: string) =>
      b.element('Data', name === undefined ? {} : { Name: (a) => a.text(name) }, () => b.text(value));
    b.element('Event', {}, () => {
      b.element('System', {}, () => b.element('EventID', { Qualifiers: (a) => a.text('16384') }, () => b.text('7036')));
      b.element('EventData', {}, () => {
        data(undefined, 'first');
        data(undefined, 'second');
        data('twice', '1');
        data('twice', '2');
        data('twice', '3');
        data('__proto__', 'polluted');
        data('constructor', 'x');
        b.element('Binary', {});
      });
    });
  };
  const [record] = read(logOf(chunkOf(shaped)));
  expect(JSON.parse(JSON.stringify(record?.event))).toEqual({
    Event: {
      System: { EventID: { '#attributes': { Qualifiers: '16384' }, '#text': '7036' } },
      EventData: JSON.parse(
        '{"Data":{"#text":["first","second"]},"twice":["1","2","3"],"__proto__":"polluted","constructor":"x","Binary":null}',
      ) as unknown,
    },
  });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('user data, CDATA, references and instructions', () => {
  const log = logOf(
    chunkOf((b) => {
      b.element('Event', {}, () => {
        b.element('UserData', {}, () => {
          b.element('LogFileCleared', { xmlns: (a) => a.text('urn:x'), kind: (a) => a.text('k') }, () => {
            b.element('Empty', {});
            b.element('Text', {}, () => {
              b.put(0x08, ...u16(0x41), 0x09).name('amp');
              b.put(0x07, ...u16(3), ...utf16('<b>'));
            });
            b.put(0x0a).name('target');
            b.put(0x0b, ...u16(2), ...utf16('hi'));
          });
        });
      });
    }),
  );
  expect(read(log)[0]?.event).toEqual({
    Event: {
      UserData: { LogFileCleared: { '#attributes': { kind: 'k' }, Empty: null, Text: 'A&<b>' } },
    },
  });
  const [{ xml } = { xml: '' }] = readEvtxXml(log);
  expect(xml).toContain('<Text>A&amp;<![CDATA[<b>]]></Text>');
  expect(xml).toContain('<?target hi?>');
});

test('times over the whole range of honest logs are those of the calendar', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2_650_467_743_999_999_999n }), (ticks) => {
      const log = logOf(chunkOf(usual({ T: { type: 0x11, bytes: u64(ticks) } })));
      const ms = Number((ticks - (ticks % 10_000n)) / 10_000n) - 11_644_473_600_000;
      const expected = new Date(ms).toISOString().replace('Z', `${ticks % 10_000n}`.padStart(4, '0'));
      expect(dataOf(log)).toEqual({ T: `${expected}00Z` });
    }),
    { numRuns: 300 },
  );
});

test('text of any UTF-16 comes out as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 6000 }), (value) => {
      expect(dataOf(logOf(chunkOf(usual({ T: text(`${value}.`) }))))).toEqual({ T: `${value}.` });
    }),
    { numRuns: 100 },
  );
});

test('a broken record costs itself, a broken checksum nothing', () => {
  const chunk = chunkOf(usual({ A: text('one') }), usual({ A: text('two') }), usual({ A: text('three') }));
  const second = chunk.findIndex(
    (byte, at) => at > 520 && byte === 0x2a && chunk[at + 1] === 0x2a && chunk[at + 2] === 0,
  );
  const broken = chunk.slice();
  broken.fill(0xee, second + 24, second + 34);
  const report = emptyReport();
  expect([...readEvtx(logOf(broken), { report })].map(({ id }) => id)).toEqual([1, 3]);
  expect(report).toMatchObject({ badChunks: 1, records: 2, damaged: new Map([['token', 1]]) });

  const resized = chunk.slice();
  resized.fill(0xff, second + 4, second + 8);
  const resizedReport = emptyReport();
  expect([...readEvtx(logOf(sealed(resized)), { report: resizedReport })].map(({ id }) => id)).toEqual([1, 3]);
  expect(resizedReport.badChunks).toBe(0);
  expect(resizedReport.skippedBytes).toBeGreaterThan(100);
});

test('blocks that are no chunks are passed over; zeros are not damage', () => {
  const junk = new Uint8Array(65_536).fill(7);
  const report = emptyReport();
  const log = logOf(new Uint8Array(65_536), junk, chunkOf(usual({})));
  expect([...readEvtx(log, { report })]).toHaveLength(1);
  expect(report).toMatchObject({ chunks: 1, notChunks: 1, records: 1 });
  const cut = emptyReport();
  expect([...readEvtx(logOf(chunkOf(usual({}))).subarray(0, 4096 + 700), { report: cut })]).toHaveLength(0);
  expect(cut).toMatchObject({ chunks: 1, badChunks: 1 });
  expect(read(new Uint8Array(10))).toEqual([]);
});

test('a log in pieces gives the same records and the same report', () => {
  const one = chunkOf(usual({ A: text('one') }), usual({ A: text('two') }));
  const logs = [
    logOf(one, new Uint8Array(65_536).fill(7), chunkOf(usual({ A: text('three') }))),
    logOf(one).subarray(0, 4096 + 2000),
    logOf(one).subarray(0, 100),
    logOf(),
    new Uint8Array(70_000).fill(1),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...logs),
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }),
      (log, sizes) => {
        const whole = emptyReport();
        const wanted = [...readEvtx(log, { report: whole })];
        const report = emptyReport();
        const reader = createEvtxReader({ report });
        const found = [];
        for (let at = 0, i = 0; at < log.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          // The caller may use its piece again.
          const piece = log.slice(at, at + size);
          found.push(...reader.push(piece));
          piece.fill(0xff);
          at += size;
        }
        found.push(...reader.end());
        expect(found).toEqual(wanted);
        expect(report).toEqual(whole);
      },
    ),
    { numRuns: 60 },
  );
});

/** CPU milliseconds of a reading: what other work does on the machine does not count. */
function cost(log: Uint8Array): number {
  const start = process.cpuUsage();
  for (const _ of readEvtx(log)) continue;
  for (const _ of readEvtxXml(log)) continue;
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

test('a template that holds itself ends', () => {
  const log = logOf(
    chunkOf((b) => {
      b.instance([noValue], (t) => {
        const self = t.start - 24;
        t.element(
          'Event',
          {},
          () => {
            for (let i = 0; i < 40; i++) t.instance([], self);
          },
          none,
        );
      });
    }),
  );
  const report = emptyReport();
  expect([...readEvtx(log, { report })]).toEqual([]);
  expect([...report.damaged.values()]).toEqual([1]);
  expect(cost(log)).toBeLessThan(1000);
});

test('a template that names one long value thousands of times ends', () => {
  let known = 0;
  const log = logOf(
    chunkOf(
      (b) => {
        known = b.instance([text('x'.repeat(10_000))], (t) => {
          t.element(
            'Event',
            {},
            () => {
              for (let i = 0; i < 7000; i++) t.hole(0);
            },
            none,
          );
        });
      },
      ...Array.from({ length: 200 }, () => (b: Binary) => {
        b.instance([text('small')], known);
      }),
    ),
  );
  const report = emptyReport();
  const records = [...readEvtx(log, { report })];
  expect(records.length).toBeGreaterThan(10);
  expect(report.damaged).toEqual(new Map([['too much work', 201 - records.length]]));
  expect(cost(log)).toBeLessThan(2000);
});

test('a template that opens one table of values thousands of times ends', () => {
  const nothing = Array.from({ length: 8_000 }, () => noValue);
  const log = logOf(
    chunkOf((b) => {
      const inner = (f: Binary): void => {
        f.instance(nothing, (t) => t.element('Inner', {}, undefined, none));
      };
      b.instance([{ type: 0x21, bytes: inner }], (t) => {
        t.element(
          'Event',
          {},
          () => {
            for (let i = 0; i < 7_000; i++) t.hole(0, 0x21);
          },
          none,
        );
      });
    }),
  );
  const report = emptyReport();
  const start = process.cpuUsage();
  expect([...readEvtx(log, { report })]).toEqual([]);
  const { user, system } = process.cpuUsage(start);
  expect(report.damaged).toEqual(new Map([['too much work', 1]]));
  expect((user + system) / 1_000).toBeLessThan(50);
});

test('zeros between signatures are read once', () => {
  const chunk = new Uint8Array(65_536);
  chunk.set(chunkOf(usual({})));
  chunk[65_535] = 0x2a;
  for (let at = 40_000; at < 60_000; at += 1 + (at % 17)) chunk[at] = 0x2a;
  expect(cost(logOf(chunk))).toBeLessThan(1000);
});

test('no change of bytes makes the reader throw, hang or grow', () => {
  const whole = logOf(
    chunkOf(
      usual({
        A: text('one'),
        B: { type: 0x13, bytes: [1, 1, 0, 0, 0, 0, 0, 5, ...u32(18)] },
        C: { type: 0x81, bytes: utf16('a\0b\0') },
      }),
      usual({ D: { type: 0x15, bytes: u64(99n) }, '': text('x') }),
      usual({}),
    ),
  );
  const end = 4096 + new DataView(whole.buffer).getUint32(4096 + 48, true);
  const place = fc.oneof(fc.integer({ min: 4096 + 512, max: end }), fc.integer({ min: 0, max: end }));
  const change = fc.tuple(
    place,
    fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x0c, 0x0d, 0x21, 0x2a, 0x41, 0xff)),
  );
  const start = process.cpuUsage();
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const log = whole.slice();
      for (const [at, byte] of changes) log[at] = byte;
      const report = emptyReport();
      const records = [...readEvtx(log, { report })];
      expect(records.length).toBe(report.records);
      expect([...readEvtxXml(log)].length).toBeLessThan(100);
      for (const { event } of records) expect(JSON.stringify(event).length).toBeLessThan(4_000_000);
    }),
    { numRuns: 1500 },
  );
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(30);
});
