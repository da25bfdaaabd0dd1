import { type CommunityRules, expectThat, type HostileCase } from './case.ts';

const MIB = 2 ** 20;
const sysmon = { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1, Image: 'C:\\Windows\\System32\\cmd.exe' };
const script = { Channel: 'Microsoft-Windows-PowerShell/Operational', EventID: 4104 };
const whoami = { ...sysmon, Image: 'C:\\Windows\\System32\\whoami.exe', CommandLine: 'whoami /all' };

/** As an event comes: from bytes. */
const parsed = (text: string): object => JSON.parse(text) as object;

/** Several events, one after the other, through the same matcher; then an honest one must still be seen. */
const afterwards =
  (events: () => Iterable<object>): HostileCase['prepare'] =>
  (rules) => {
    const { match } = rules();
    const expected = match(whoami).join();
    const some = events();
    return () => {
      for (const event of some) match(event);
      expectThat(
        expected !== '' && match(whoami).join() === expected,
        'an honest event matches differently afterwards',
      );
    };
  };

const one = (event: () => object) => afterwards(() => [event()]);

function* counted(count: number, make: (index: number) => object): Iterable<object> {
  for (let index = 0; index < count; index += 1) yield make(index);
}

const nested = (depth: number, open: string, inside: string, close: string): string =>
  open.repeat(depth) + inside + close.repeat(depth);

const titles = ({ match, titles: all }: CommunityRules, event: object) => match(event).map((index) => all[index]);

const longTexts: [string, string][] = [
  ['one letter', 'a'],
  ['spaces', ' '],
  ['dashes', ' -'],
  ['backslashes', '\\'],
  ['beginnings of what rules look for', 'powershell -enc rundll32 '],
  ['beginnings of paths', 'C:\\Windows\\System32\\'],
  ['letters of Base64', 'JABzAD0A'],
  ['letters beyond ASCII', 'Đ'],
  ['half symbols', '\ud83d'],
];

export const hostileEvents: HostileCase[] = [
  ...longTexts.flatMap(([what, unit]): HostileCase[] => [
    {
      name: `a command line of 1 MiB of ${what}`,
      cpuMs: 3_000,
      memoryMb: 300,
      prepare: one(() => ({ ...sysmon, CommandLine: unit.repeat(MIB / unit.length), ParentCommandLine: 'x' })),
    },
    {
      name: `a script of 1 MiB of ${what}`,
      cpuMs: 3_000,
      memoryMb: 300,
      prepare: one(() => ({ ...script, ScriptBlockText: unit.repeat(MIB / unit.length) })),
    },
  ]),
  {
    name: 'every field 64 KiB long',
    cpuMs: 3_000,
    memoryMb: 200,
    prepare: one(() => {
      const fields = ['CommandLine', 'ParentCommandLine', 'Image', 'ParentImage', 'OriginalFileName', 'Hashes', 'User'];
      return { ...sysmon, ...Object.fromEntries(fields.map((field) => [field, 'system32\\'.repeat(7_000)])) };
    }),
  },
  {
    name: 'objects 10,000 deep',
    cpuMs: 1_000,
    memoryMb: 100,
    prepare: one(() => parsed(nested(10_000, '{"a":', '1', '}'))),
  },
  {
    name: 'a field 10,000 deep',
    cpuMs: 1_000,
    memoryMb: 100,
    prepare: one(() => ({ ...sysmon, CommandLine: parsed(nested(10_000, '{"a":', '1', '}')) })),
  },
  {
    name: 'arrays 10,000 deep under a field',
    cpuMs: 1_000,
    memoryMb: 100,
    prepare: one(() => ({ ...sysmon, CommandLine: parsed(nested(10_000, '[', '"mimikatz"', ']')) })),
  },
  {
    name: 'EVTX nested 10,000 deep',
    cpuMs: 1_000,
    memoryMb: 100,
    prepare: one(() => ({
      Event: { System: { Channel: sysmon.Channel, EventID: parsed(nested(10_000, '{"#text":', '1', '}')) } },
    })),
  },
  {
    name: 'keys of prototypes',
    cpuMs: 500,
    memoryMb: 50,
    prepare: (rules) => {
      const { match } = rules();
      const plain = match(whoami).join();
      const text = JSON.stringify(whoami).replace(
        /}$/,
        ',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":"x","toString":null}',
      );
      const event = parsed(text);
      return () => {
        expectThat(match(event, text).join() === plain, 'keys of prototypes change what matches');
        expectThat(
          match(Object.assign(Object.create(null), whoami)).join() === plain,
          'no prototype changes what matches',
        );
        expectThat(!('polluted' in {}), 'the prototype of objects was changed');
        for (const key of ['__proto__', 'constructor', 'toString', 'valueOf']) {
          match({ Channel: key, EventID: key });
          match({ product: key, category: key, service: key });
        }
      };
    },
  },
  {
    name: 'NUL and other controls',
    cpuMs: 500,
    memoryMb: 50,
    prepare: (rules) => () => {
      const keyword = 'Mimikatz Use';
      const all = rules();
      if (!all.titles.includes(keyword)) return;
      const seen = (text: string) => titles(all, { ...script, ScriptBlockText: text }).includes(keyword);
      expectThat(seen('x dpapi::masterkey \0'), 'a keyword before NUL is not seen');
      expectThat(seen('\0\u0001\ufeff dpapi::masterkey'), 'a keyword behind NUL is not seen');
      expectThat(!seen('dpapi::\0masterkey'), 'NUL inside a keyword is passed over');
    },
  },
  {
    name: 'broken UTF-8',
    cpuMs: 500,
    memoryMb: 50,
    prepare: (rules) => {
      const { match } = rules();
      const bytes = Buffer.from(JSON.stringify({ ...whoami, User: 'XXXX' }), 'latin1');
      const text = bytes.toString('latin1').replace('XXXX', '\xc0\xaf\xed\xa0');
      const line = new TextDecoder().decode(Buffer.from(text, 'latin1'));
      return () =>
        expectThat(match(parsed(line), line).join() === match(whoami).join(), 'other fields match differently');
    },
  },
  {
    name: '300,000 numbers of events',
    cpuMs: 15_000,
    memoryMb: 150,
    prepare: afterwards(() => counted(3e5, (index) => ({ ...sysmon, EventID: index }))),
  },
  {
    name: '200,000 numbers of events, as text in EVTX',
    cpuMs: 25_000,
    memoryMb: 150,
    prepare: afterwards(() =>
      counted(2e5, (index) => ({ Event: { System: { Channel: 'Security', EventID: { '#text': `${index}x` } } } })),
    ),
  },
  {
    name: '200,000 channels',
    cpuMs: 20_000,
    memoryMb: 150,
    prepare: afterwards(() => counted(2e5, (index) => ({ Channel: `Channel ${index}`, EventID: index % 7 }))),
  },
  {
    name: '50,000 spellings of a channel',
    cpuMs: 20_000,
    memoryMb: 150,
    prepare: afterwards(() =>
      counted(5e4, (index) => ({
        ...sysmon,
        Channel: sysmon.Channel.replace(/[a-z]/gi, (letter, at: number) =>
          (index >> (at % 18)) & 1 ? letter.toUpperCase() : letter.toLowerCase(),
        ),
      })),
    ),
  },
  {
    name: '200,000 kinds of an event',
    cpuMs: 20_000,
    memoryMb: 150,
    prepare: afterwards(() => counted(2e5, (index) => ({ ...sysmon, EventID: 12, EventType: `Type ${index}` }))),
  },
  {
    name: '200,000 hints',
    cpuMs: 30_000,
    memoryMb: 250,
    prepare: afterwards(() =>
      counted(2e5, (index) => ({ product: `p${index}`, category: 'process_creation', service: 's' })),
    ),
  },
  {
    name: 'hints of what exists, in every combination',
    cpuMs: 60_000,
    memoryMb: 800,
    prepare: afterwards(() => {
      const products = 'windows linux macos azure aws gcp okta zeek cisco rpc_firewall github m365'.split(' ');
      const categories = 'process_creation file_event network_connection dns proxy webserver antivirus firewall'.split(
        ' ',
      );
      const services = 'security system sysmon auditd sshd cloudtrail signinlogs aaa okta x'.split(' ');
      return products.flatMap((product) =>
        categories.flatMap((category) => services.map((service) => ({ product, category, service }))),
      );
    }),
  },
  {
    name: 'names of channels of 1 MiB',
    cpuMs: 15_000,
    memoryMb: 150,
    prepare: afterwards(() => counted(300, (index) => ({ Channel: `${index}`.padEnd(MIB, 'c'), EventID: 1 }))),
  },
  {
    name: 'numbers of events of 1 MiB',
    cpuMs: 15_000,
    memoryMb: 150,
    prepare: afterwards(() => counted(300, (index) => ({ ...sysmon, EventID: `${index}`.padEnd(MIB, '1') }))),
  },
  {
    name: 'hints of 1 MiB',
    cpuMs: 15_000,
    memoryMb: 150,
    prepare: afterwards(() => counted(300, (index) => ({ product: 'windows', service: `${index}`.padEnd(MIB, 's') }))),
  },
  {
    name: 'a million names of fields, some of 4 KiB',
    cpuMs: 15_000,
    memoryMb: 350,
    prepare: afterwards(() =>
      counted(10_000, (round) => ({
        ...sysmon,
        ...Object.fromEntries(
          Array.from({ length: 100 }, (_, at) => [`field ${round} ${at}`.padEnd(at ? 20 : 4096), at]),
        ),
      })),
    ),
  },
  {
    name: 'an event of 100,000 fields, with spaces in their names',
    cpuMs: 3_000,
    memoryMb: 150,
    prepare: one(() => ({
      ...sysmon,
      ...Object.fromEntries(Array.from({ length: 1e5 }, (_, at) => [` C o m ${at} `, 'whoami'])),
    })),
  },
  {
    name: 'a field in 80,000 elements, as many as a line of 1 MiB holds',
    cpuMs: 5_000,
    memoryMb: 300,
    prepare: one(() => ({ ...sysmon, CommandLine: Array.from({ length: 8e4 }, (_, at) => `whoami ${at}`) })),
  },
  {
    name: 'a field in 300,000 numbers',
    cpuMs: 5_000,
    memoryMb: 300,
    prepare: one(() => ({
      ...sysmon,
      ProcessId: Array.from({ length: 3e5 }, (_, at) => at),
      CommandLine: [1, [2, [3]]],
    })),
  },
  {
    name: 'two fields of 3,000 elements that a rule compares with each other',
    cpuMs: 5_000,
    memoryMb: 100,
    prepare: one(() => ({
      Channel: 'Security',
      EventID: 4688,
      NewProcessName: Array.from({ length: 3_000 }, (_, at) => `a${at}`),
      ParentProcessName: Array.from({ length: 3_000 }, (_, at) => `b${at}`),
      CommandLine: 'x',
    })),
  },
  {
    name: 'values of no use: empty, null, arrays of nothing, an array as the event',
    cpuMs: 2_000,
    memoryMb: 50,
    prepare: afterwards(() => [
      {},
      [] as object,
      [[['x']]] as object,
      { Channel: null, EventID: null },
      { Channel: [], EventID: [[]] },
      { Channel: sysmon.Channel, EventID: {} },
      { Event: null },
      { Event: { System: null } },
      { Event: { System: [], EventData: 'x' } },
      {
        Event: {
          System: { Channel: {}, EventID: { '#text': {} } },
          EventData: { Data: [null, { '#text': [1, null] }] },
        },
      },
      { winlog: [] },
      { data: { win: null } },
      { product: 1, category: null, service: {} },
      { ...sysmon, CommandLine: -0, Image: Number.MAX_VALUE },
    ]),
  },
];
