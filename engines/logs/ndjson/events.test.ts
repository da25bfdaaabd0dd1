import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonEvents, type JsonProblem } from './events.ts';

const encoder = new TextEncoder();

/** Reads the input, cut into pieces of these sizes. */
function read(input: string | Uint8Array, sizes: readonly number[] = [], limit?: number) {
  const bytes = typeof input === 'string' ? encoder.encode(input) : input;
  const events: unknown[] = [];
  const lines: number[] = [];
  const problems: JsonProblem[] = [];
  const reader = createJsonEvents({
    event: (event, text, line) => {
      expect(JSON.parse(text)).toEqual(event);
      events.push(event);
      lines.push(line);
    },
    problem: (one) => problems.push(one),
    ...(limit !== undefined && { limit }),
  });
  let at = 0;
  for (const size of sizes) {
    reader.push(bytes.slice(at, at + size));
    at += size;
  }
  if (at < bytes.length) reader.push(bytes.slice(at));
  reader.end();
  return { events, lines, problems };
}

const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 });

describe('events of JSON input', () => {
  it.each<[string, string, unknown[], number[]]>([
    ['lines', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }], [1, 2]],
    ['CRLF, blank lines, no end', '\r\n{"a":1}\r\n\n  \n{"a":2}', [{ a: 1 }, { a: 2 }], [2, 5]],
    ['an array on one line', '[{"a":"]{"},{"a":"\\"}"}]', [{ a: ']{' }, { a: '"}' }], [1, 1]],
    ['an array over lines', '[\n  {"a":1},\n  {\n"a":[{}]}\n]\n', [{ a: 1 }, { a: [{}] }], [2, 3]],
    ['objects over lines', '{\n  "a": 1\n}\n{\n  "a": 2\n}', [{ a: 1 }, { a: 2 }], [1, 4]],
    ['an object in two halves', '{"a":1,\n"b":2}\n{"c":3}', [{ a: 1, b: 2 }, { c: 3 }], [1, 3]],
    [
      'objects side by side',
      '{"a":1}{"a":2} , {"a":3}\n{"a":4}',
      [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }],
      [1, 1, 1, 2],
    ],
    ['records of a cloud', '{"Records": [{"a":1},\n{"a":{}}]}', [{ a: 1 }, { a: {} }], [1, 2]],
    ['records on each line', '{"x":1}\n{"records":[{"a":1},{"a":2}]}', [{ x: 1 }, { a: 1 }, { a: 2 }], [1, 2, 2]],
    ['an array on a line of its own', '{"x":1}\n[{"a":1},{"a":2}]', [{ x: 1 }, { a: 1 }, { a: 2 }], [1, 2, 2]],
    ['text sequences', '\u001e{"a":1}\n\u001e{"a":2}\n', [{ a: 1 }, { a: 2 }], [1, 2]],
    ['a byte order mark', '\ufeff{"a":"ế"}', [{ a: 'ế' }], [1]],
    ['padding with NUL', '\0\0{"a":1}\0\n\0\n{"a":2}', [{ a: 1 }, { a: 2 }], [1, 3]],
    ['nothing', '', [], []],
    ['nothing in an array', ' [ ]', [], []],
  ])('%s', (_, text, events, lines) => {
    for (const cut of [[], Array<number>(text.length * 3).fill(1)]) {
      expect(read(text, cut)).toEqual({ events, lines, problems: [] });
    }
  });

  it('reads UTF-16 of PowerShell', () => {
    const text = '\ufeff{"a":"điện"}\r\n{"b":1}\r\n';
    const bytes = new Uint8Array(text.length * 2);
    for (let i = 0; i < text.length; i++) bytes.set([text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8], i * 2);
    for (const cut of [[], Array<number>(bytes.length).fill(1)]) {
      expect(read(bytes, cut).events).toEqual([{ a: 'điện' }, { b: 1 }]);
    }
  });

  it('puts U+FFFD for what is not UTF-8', () => {
    const bytes = new Uint8Array([...encoder.encode('{"a":"'), 0xff, 0xc3, ...encoder.encode('"}\n{"b":1}')]);
    expect(read(bytes).events).toEqual([{ a: '\ufffd\ufffd' }, { b: 1 }]);
  });

  it.each<[string, string, unknown[], JsonProblem[]]>([
    ['a bad line', '{"a":1}\nnot json\n{"a":2}', [{ a: 1 }, { a: 2 }], [{ line: 2, bytes: 8, code: 'not-json' }]],
    ['a cut line', '{"a":"x\n{"a":2}', [{ a: 2 }], [{ line: 1, bytes: 7, code: 'not-json' }]],
    ['a scalar', '{"a":1}\n5\n', [{ a: 1 }], [{ line: 2, bytes: 1, code: 'not-an-object' }]],
    [
      'scalars in an array',
      '[1,\n{"a":1},"x{",null]',
      [{ a: 1 }],
      [
        { line: 1, bytes: 1, code: 'not-json' },
        { line: 2, bytes: 2, code: 'not-json' },
        { line: 2, bytes: 8, code: 'not-json' },
      ],
    ],
    ['an array without end', '[{"a":1},{"b":', [{ a: 1 }], [{ line: 1, bytes: 5, code: 'not-json' }]],
    ['a broken element', '[{"a":1},{"b":x},{"c":1}]', [{ a: 1 }, { c: 1 }], [{ line: 1, bytes: 7, code: 'not-json' }]],
    [
      'a string over a line',
      '[{"a":"x\n"},{"b":1}]',
      [{ b: 1 }],
      [
        { line: 1, bytes: 7, code: 'not-json' },
        { line: 2, bytes: 1, code: 'not-json' },
      ],
    ],
  ])('tells %s', (_, text, events, problems) => {
    const found = read(text);
    expect(found.events).toEqual(events);
    expect(found.problems).toEqual(problems);
    expect(read(text, Array<number>(text.length).fill(1))).toEqual(found);
  });

  it('lets long events by and counts their bytes', () => {
    const long = `{"a":"${'x'.repeat(200)}"}`;
    const expected = { events: [{ b: 1 }], problems: [{ line: 1, bytes: long.length, code: 'too-long' }] };
    for (const cut of [[], Array<number>(300).fill(1), [50, 100]]) {
      expect(read(`${long}\n{"b":1}`, cut, 100)).toMatchObject(expected);
      expect(read(`[${long},{"b":1}]`, cut, 100)).toMatchObject(expected);
    }
    expect(read(`{"a":"${'x'.repeat(92)}"}\r\n`, [], 100).problems).toEqual([]);
    expect(read(`{"a":"${'x'.repeat(93)}"}\r\n`, [], 100).problems).toEqual([
      { line: 1, bytes: 101, code: 'too-long' },
    ]);
  });

  it('finds the way again after an object that never ends', () => {
    const lines = Array.from({ length: 40 }, (_, n) => `{"n":${n}}`);
    const { events, problems } = read(`{"a":{\n${lines.join('\n')}`, [], 100);
    expect(problems[0]).toMatchObject({ line: 1, code: 'too-long' });
    expect(events.length).toBeGreaterThan(25);
    expect(events.at(-1)).toEqual({ n: 39 });
  });

  it('refuses what is nested deeper than the matchers go, however deep', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(read(nested(64)).problems).toEqual([]);
    expect(read(nested(65)).problems).toMatchObject([{ code: 'too-deep' }]);
    expect(read(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).problems).toMatchObject([{ code: 'too-deep' }]);
    expect(
      read(JSON.stringify({ wide: Array.from({ length: 200 }, () => ({})), text: '{'.repeat(99) })).problems,
    ).toEqual([]);
  });

  it('keeps a key __proto__ a key', () => {
    const [event] = read('{"__proto__":{"polluted":true}}').events;
    expect(Object.keys(event as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('gives the same events for every form and every cut', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 5 }), sizes, (objects, cut) => {
        const texts = objects.map((one) => JSON.stringify(one));
        const forms = [
          texts.join('\n'),
          `${texts.join('\r\n')}\r\n`,
          `[${texts.join(',')}]`,
          `[\n${texts.join(',\n')}\n]`,
          JSON.stringify(objects, null, 2),
          `{"Records":[${texts.join(', ')}]}`,
        ];
        const parsed = texts.map((text) => JSON.parse(text) as unknown);
        for (const form of forms) expect(read(form, cut)).toMatchObject({ events: parsed, problems: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('takes any bytes without an exception, and the same for every cut', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc
        .constantFrom('{', '}', '[', ']', '"', '\\', '\n', ',', '{"a":1}', '{"a":', '\0', '\r\n')
        .map((text) => encoder.encode(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), sizes, fc.integer({ min: 4, max: 60 }), (pieces, cut, limit) => {
        const bytes = new Uint8Array(pieces.flatMap((one) => [...one]));
        const whole = read(bytes, [], limit);
        expect(read(bytes, cut, limit)).toEqual(whole);
      }),
    );
  });
});
