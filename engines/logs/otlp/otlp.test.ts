import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOtlpJson } from './json.ts';
import { readOtlpProtobuf } from './protobuf.ts';

/** A value of a record; `big` and `raw` are what JSON cannot hold as such. */
type Any =
  | string
  | boolean
  | number
  | null
  | { big: bigint }
  | { raw: number[] }
  | { list: Any[] }
  | { map: [string, Any][] };

interface Model {
  resource: [string, Any][];
  scope: string;
  records: { time: bigint; severity: string; body: Any; attributes: [string, Any][]; trace: number[] }[];
}

// Protocol Buffers written by hand, from the published description of the wire format and of the messages.
const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const varint = (value: bigint): number[] => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
};
const field = (number: number, wireType: number, content: number[]): number[] => [
  ...varint(BigInt(number * 8 + wireType)),
  ...(wireType === 2 ? varint(BigInt(content.length)) : []),
  ...content,
];
const eight = (write: (view: DataView) => void): number[] => {
  const view = new DataView(new ArrayBuffer(8));
  write(view);
  return [...new Uint8Array(view.buffer)];
};
const anyBytes = (value: Any): number[] => {
  if (value === null) return [];
  if (typeof value === 'string') return field(1, 2, text(value));
  if (typeof value === 'boolean') return field(2, 0, [Number(value)]);
  if (typeof value === 'number')
    return field(
      4,
      1,
      eight((view) => view.setFloat64(0, value, true)),
    );
  if ('big' in value) return field(3, 0, varint(value.big));
  if ('raw' in value) return field(7, 2, value.raw);
  if ('list' in value)
    return field(
      5,
      2,
      value.list.flatMap((one) => field(1, 2, anyBytes(one))),
    );
  return field(
    6,
    2,
    value.map.flatMap((pair) => field(1, 2, pairBytes(pair))),
  );
};
const pairBytes = ([key, value]: [string, Any]): number[] => [
  ...field(1, 2, text(key)),
  ...field(2, 2, anyBytes(value)),
];

const toProtobuf = (models: Model[]): Uint8Array =>
  new Uint8Array(
    models.flatMap((model) =>
      field(1, 2, [
        // Fields in another order than their numbers, and one that nobody knows.
        ...field(2, 2, [
          ...field(99, 0, varint(5n)),
          ...model.records.flatMap((record) =>
            field(2, 2, [
              ...field(5, 2, anyBytes(record.body)),
              ...field(
                1,
                1,
                eight((view) => view.setBigUint64(0, record.time, true)),
              ),
              ...field(2, 0, varint(9n)),
              ...field(8, 5, [0, 0, 0, 1]),
              ...field(3, 2, text(record.severity)),
              ...record.attributes.flatMap((pair) => field(6, 2, pairBytes(pair))),
              ...field(9, 2, record.trace),
            ]),
          ),
          ...field(1, 2, field(1, 2, text(model.scope))),
        ]),
        ...field(
          1,
          2,
          model.resource.flatMap((pair) => field(1, 2, pairBytes(pair))),
        ),
      ]),
    ),
  );

const anyJson = (value: Any): unknown => {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  if ('big' in value) return { intValue: String(value.big) };
  if ('raw' in value) return { bytesValue: Buffer.from(value.raw).toString('base64') };
  if ('list' in value) return { arrayValue: { values: value.list.map(anyJson) } };
  return { kvlistValue: { values: value.map.map(pairJson) } };
};
const pairJson = ([key, value]: [string, Any]) => ({ key, value: anyJson(value) });
const toJson = (models: Model[]): string =>
  JSON.stringify({
    resourceLogs: models.map((model) => ({
      resource: { attributes: model.resource.map(pairJson) },
      scopeLogs: [
        {
          scope: { name: model.scope },
          logRecords: model.records.map((record) => ({
            timeUnixNano: String(record.time),
            severityNumber: 9,
            severityText: record.severity,
            body: anyJson(record.body),
            attributes: record.attributes.map(pairJson),
            traceId: Buffer.from(record.trace).toString('hex').toUpperCase(),
          })),
        },
      ],
    })),
  });

const both = (models: Model[]) => {
  const result = readOtlpProtobuf(toProtobuf(models));
  expect(readOtlpJson(toJson(models))).toEqual(result);
  expect(result).toMatchObject({ ok: true });
  return result.ok ? result.events : [];
};

const model = (record: Partial<Model['records'][number]>, resource: Model['resource'] = []): Model => ({
  resource,
  scope: '',
  records: [{ time: 0n, severity: '', body: null, attributes: [], trace: [], ...record }],
});

describe('OTLP logs', () => {
  it('makes one flat event of a record and what stands around it', () => {
    const events = both([
      {
        resource: [
          ['host.name', 'pc1'],
          ['x', 'outer'],
          ['service.instance', { big: 2n ** 60n }],
        ],
        scope: 'lib',
        records: [
          {
            time: 1_772_323_200_123_456_789n,
            severity: 'WARN',
            body: 'Đăng nhập thất bại',
            attributes: [
              ['x', 'inner'],
              ['port', { big: 22n }],
              ['raw', { raw: [0, 255, 16] }],
              ['ratio', 0.5],
            ],
            trace: [0xab, 0x01],
          },
        ],
      },
    ]);
    expect(events).toEqual([
      {
        'host.name': 'pc1',
        'service.instance': '1152921504606846976',
        'scope.name': 'lib',
        x: 'inner',
        port: 22,
        raw: 'AP8Q',
        ratio: 0.5,
        '@timestamp': '2026-03-01T00:00:00.123Z',
        severity_text: 'WARN',
        trace_id: 'ab01',
        message: 'Đăng nhập thất bại',
      },
    ]);
  });

  it('takes the fields of a body that is a map or the JSON of one', () => {
    const map: Any = {
      map: [
        ['Image', 'a.exe'],
        ['list', { list: [{ big: 1n }, null, { map: [['k', true]] }] }],
      ],
    };
    expect(both([model({ body: map, attributes: [['Image', 'other']] })])).toEqual([
      { Image: 'a.exe', list: [1, null, { k: true }] },
    ]);
    expect(both([model({ body: ' {"Image":"a.exe"}' })])).toEqual([{ Image: 'a.exe' }]);
    expect(both([model({ body: '{"cut":' })])).toEqual([{ message: '{"cut":' }]);
    expect(both([model({ body: { list: ['a'] } })])).toEqual([{ message: ['a'] }]);
  });

  it('names the fields of Windows events as rules do', () => {
    const body: Any = {
      map: [
        ['channel', 'Security'],
        ['computer', 'pc1'],
        [
          'event_id',
          {
            map: [
              ['id', { big: 4688n }],
              ['qualifiers', { big: 0n }],
            ],
          },
        ],
        [
          'provider',
          {
            map: [
              ['name', 'Microsoft-Windows-Security-Auditing'],
              ['guid', ''],
            ],
          },
        ],
        ['system_time', '2026-03-01T00:00:00.1Z'],
        [
          'event_data',
          {
            map: [
              [
                'data',
                { list: [{ map: [['NewProcessName', 'a.exe']] }, { map: [['', 'one']] }, { map: [['', 'two']] }] },
              ],
              ['Channel', 'forged'],
            ],
          },
        ],
      ],
    };
    expect(both([model({ body })])).toEqual([
      {
        Channel: 'Security',
        Computer: 'pc1',
        EventID: 4688,
        Provider_Name: 'Microsoft-Windows-Security-Auditing',
        TimeCreated: '2026-03-01T00:00:00.1Z',
        NewProcessName: 'a.exe',
        Data: ['one', 'two'],
      },
    ]);
  });

  it('keeps __proto__ a name', () => {
    const [event] = both([
      model({ attributes: [['__proto__', 'x']], body: { map: [['a', { map: [['__proto__', 'y']] }]] } }),
    ]);
    expect(Object.keys(event ?? {})).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
  });

  it('reads what two independent writers write of the same records', () => {
    const { any } = fc.letrec<{ any: Any }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
        fc.constant(null),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((big) => ({ big })),
        fc.array(fc.nat(255)).map((raw) => ({ raw })),
        fc.array(tie('any'), { maxLength: 3 }).map((list) => ({ list })),
        fc.array(fc.tuple(fc.string(), tie('any')), { maxLength: 3 }).map((map) => ({ map })),
      ),
    }));
    const attributes = fc.array(fc.tuple(fc.string(), any), { maxLength: 4 });
    const record = fc.record({
      time: fc.bigInt({ min: 0n, max: 2n ** 63n }),
      severity: fc.string(),
      body: any,
      attributes,
      trace: fc.array(fc.nat(255), { minLength: 16, maxLength: 16 }),
    });
    const models = fc.array(
      fc.record({ resource: attributes, scope: fc.string(), records: fc.array(record, { maxLength: 3 }) }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(models, (all) => {
        expect(both(all)).toHaveLength(all.flatMap((one) => one.records).length);
      }),
    );
  });

  it('refuses what is cut off or is something else', () => {
    const whole = toProtobuf([model({ body: 'x', attributes: [['a', 'b']] })]);
    expect(readOtlpProtobuf(new Uint8Array(0))).toEqual({ ok: true, events: [] });
    for (let length = 1; length < whole.length; length++) {
      expect(readOtlpProtobuf(whole.subarray(0, length))).toMatchObject({ ok: false, code: 'not-otlp' });
    }
    expect(readOtlpProtobuf(new Uint8Array([0x0b]))).toMatchObject({ ok: false, code: 'not-otlp' });
    expect(readOtlpProtobuf(new Uint8Array(12).fill(0xff))).toMatchObject({ ok: false, code: 'not-otlp' });
    for (const bad of ['', '[]', '5', '{"a":1}', '{"resourceLogs":{}}', '{"resourceLogs":[{"scopeLogs":[1]}]}']) {
      expect(readOtlpJson(bad)).toMatchObject({ ok: false, code: 'not-otlp' });
    }
    expect(readOtlpJson('{}')).toEqual({ ok: true, events: [] });
  });

  it('keeps to its limits', () => {
    const deep = (depth: number): Any => {
      let value: Any = 'x';
      for (let i = 1; i < depth; i++) value = { list: [value] };
      return value;
    };
    expect(both([model({ body: deep(63) })])).toHaveLength(1);
    for (const body of [deep(64), deep(500)]) {
      expect(readOtlpProtobuf(toProtobuf([model({ body })]))).toMatchObject({ code: 'too-deep' });
      expect(readOtlpJson(toJson([model({ body })]))).toMatchObject({ code: 'too-deep' });
    }
    const attributes = Array.from({ length: 1025 }, (_, i): [string, Any] => [`a${i}`, null]);
    expect(readOtlpJson(toJson([model({ attributes })]))).toMatchObject({ code: 'too-many-attributes' });
    expect(readOtlpProtobuf(toProtobuf([model({ attributes })]))).toMatchObject({ code: 'too-many-attributes' });
    // A resource with many attributes before very many empty records: small on the wire, large in memory.
    const resource = attributes.slice(1).flatMap((pair) => field(1, 2, pairBytes(pair)));
    const records = Array.from({ length: 3000 }, () => field(2, 2, [])).flat();
    const bomb = new Uint8Array(field(1, 2, [...field(1, 2, resource), ...field(2, 2, records)]));
    expect(readOtlpProtobuf(bomb)).toMatchObject({ code: 'too-many-attributes' });
    const empty = new Uint8Array(200_002);
    for (let i = 0; i < empty.length; i += 2) empty.set([0x12, 0], i);
    const inner = new Uint8Array(field(1, 2, field(2, 2, [...empty])));
    expect(readOtlpProtobuf(inner)).toMatchObject({ code: 'too-many-records' });
  });

  it('takes any bytes and any JSON without an exception', () => {
    const whole = [
      ...toProtobuf([model({ body: { map: [['k', { list: ['x', 5, { big: 3n }] }]] }, attributes: [['a', 'b']] })]),
    ];
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(edits, fc.uint8Array({ maxLength: 40 }), fc.jsonValue(), (changes, noise, json) => {
        const bytes = new Uint8Array(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        for (const one of [bytes, noise]) expect(typeof readOtlpProtobuf(one).ok).toBe('boolean');
        const wrapped = {
          resourceLogs: [{ resource: json, scopeLogs: [{ logRecords: [{ body: json, attributes: json }] }] }],
        };
        for (const one of [json, wrapped]) expect(typeof readOtlpJson(JSON.stringify(one)).ok).toBe('boolean');
      }),
    );
  });
});
