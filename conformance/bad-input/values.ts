import fc from 'fast-check';

/** The parts of a JSON Schema that zod writes for our routes. */
export interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  format?: string;
  pattern?: string;
}

/** Things that exist on the server that is attacked: only with them does a request get to the inner rooms. */
export interface Known {
  ids: readonly string[];
  codes: readonly string[];
  /** Ids by the step of the path in front of them: `leads`, `users`. */
  of: Readonly<Record<string, readonly string[]>>;
  /** Leave out whatever may be left out. */
  bare?: boolean;
}

/** Values that the schema most likely takes, so that a request gets as far into the server as it can. */
export function fitting(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.length) return fc.oneof(...choices.map((choice) => fitting(choice, known)));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(
        ([name, of]) => [name, fitting(of, known)] as const,
      );
      const needed = schema.required ?? [];
      const kept = known.bare ? properties.filter(([name]) => needed.includes(name)) : properties;
      return fc.record(Object.fromEntries(kept), { requiredKeys: needed });
    }
    case 'array':
      return fc.array(fitting(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, Math.max(5, schema.minItems ?? 0)),
      });
    case 'integer':
      // Small ones more often: a lead's version must be the very one.
      return fc.oneof(
        fc.integer({
          min: Math.max(schema.minimum ?? 0, 0),
          max: Math.min(schema.maximum ?? 4, Math.max(schema.minimum ?? 0, 4)),
        }),
        fc.integer({
          min: Math.max(schema.minimum ?? 0, -(2 ** 31)),
          max: Math.min(schema.maximum ?? 1_000, 2 ** 31),
        }),
      );
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return fittingText(schema, known);
    default:
      return fc.jsonValue();
  }
}

function fittingText(schema: Schema, known: Known): fc.Arbitrary<string> {
  if (schema.format === 'uuid')
    return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known.ids) }, { weight: 1, arbitrary: fc.uuid() });
  if (schema.format === 'date-time') return fc.constantFrom('2026-11-21T07:05:00Z', '2027-05-01T00:00:00.000Z');
  if (schema.format === 'email') return fc.emailAddress();
  if (schema.pattern) {
    try {
      return fc.stringMatching(new RegExp(schema.pattern, 'u'));
    } catch {
      return fc.string();
    }
  }
  const most = schema.maxLength ?? 20_000;
  const least = schema.minLength ?? 0;
  const fits = (texts: string[]) => {
    const list = texts.filter((text) => text.length >= least && text.length <= most);
    return list.length > 0 ? list : ['x'.repeat(least)];
  };
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...fits([...sayings, ...known.codes, ...known.codes])) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: least, maxLength: Math.min(most, 60 + least) }) },
    // As long as is allowed, of pieces that make a careless search slow.
    { weight: 2, arbitrary: fc.constantFrom(...pumps).map((piece) => pump(piece, Math.max(most, least))) },
  );
}

const sayings = [
  'Vietcombank: TK cua quy khach bi khoa. Vao ngay https://vietcombank.vn-ms.top de xac minh',
  'Goi 0912 345 678 hoac chuyen khoan 0123456789 VCB',
  'xin chào',
  '0000-000-0000',
  '11',
  '03328',
  'hxxps://evil[.]example/a?b=c',
  '00020101021238570010A00000072701270006970436011301234567890120208QRIBFTTA53037045802VN6304ABCD',
];

/** Pieces that texts are pumped up with: what searches go back and forth over. */
export const pumps = [
  ...' a1.-_/:@,([{<"\'%#?&=+*|\\\n\t',
  'a.',
  '1 ',
  '0 9',
  'a@',
  'a@a.',
  'http://',
  'https://a.',
  '[.]',
  ' dot ',
  '%2e',
  'xn--',
  '\u200b',
  'ắ',
  'a\u0306\u0301',
  '𝟎',
  '🏦',
  'STK 0123456789 ',
  '00020101',
  '1,000.',
  'tài khoản ',
  'ы',
  'l.1.',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.',
];

export const pump = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

/** What nobody should send. */
export const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER + 2,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202e\u2066',
    '\ufeff',
    "'; drop table report; --",
    '../../etc/passwd',
    '%00',
    '__proto__',
    'NaN',
    '2026-13-45T99:99:99Z',
    '00000000-0000-0000-0000-000000000000',
    [],
    {},
    [[]],
    { constructor: 1 },
    nested(30),
    Array.from({ length: 2_000 }, () => 0),
    Array.from({ length: 500 }, () => ({ type: 'x' })),
    'x'.repeat(30_000),
    Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i])),
  ),
  fc.constantFrom(...pumps).map((piece) => pump(piece, 20_000)),
  fc.jsonValue({ maxDepth: 5 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** A fitting value with one or more places changed to something wrong, left out or added. */
export function spoilt(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  return fc
    .tuple(fitting(schema, known), fc.array(fc.tuple(fc.nat(), wrong, fc.nat(5)), { minLength: 1, maxLength: 4 }))
    .map(([value, changes]) => {
      let spoiled = structuredClone(value);
      for (const [place, other, how] of changes) spoiled = change(spoiled, place, other, how);
      return spoiled;
    });
}

function change(value: unknown, place: number, other: unknown, how: number): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  if (keys.length === 0 || how === 0) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  const key = keys[place % keys.length] ?? '';
  if (how === 1) delete copy[key];
  else if (how === 2 && !Array.isArray(value)) copy[`${key}x`] = other;
  else copy[key] = change(copy[key], Math.floor(place / keys.length), other, how);
  return copy;
}

/** The places of free text in a body, as paths, and how long each may be. */
export function textPlaces(schema: Schema, path: readonly string[] = []): { path: readonly string[]; max: number }[] {
  if (schema.const !== undefined || schema.enum || schema.format || schema.pattern) return [];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap((choice) => textPlaces(choice, path));
  if (schema.type === 'string') return [{ path, max: schema.maxLength ?? 60_000 }];
  if (schema.type === 'array')
    return textPlaces(schema.items ?? {}, [...path, `*${Math.min(schema.maxItems ?? 100, 200)}`]);
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => textPlaces(of, [...path, name]));
}

/** The same value with another one at a path, in every item of the lists on the way; what is missing is made. */
export function withAt(value: unknown, [step, ...rest]: readonly string[], other: unknown): unknown {
  if (step === undefined) return other;
  if (step.startsWith('*')) {
    const one = withAt(Array.isArray(value) ? value[0] : undefined, rest, other);
    return Array.from({ length: Number(step.slice(1)) }, () => one);
  }
  const before = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return { ...before, [step]: withAt(before[step], rest, other) };
}
