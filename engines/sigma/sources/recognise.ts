import type { LogSource } from '../rule.ts';
import schemas from './schemas.json' with { type: 'json' };

/** What an unlabelled record looks like. */
export interface Recognised {
  /** Name in schemas.json. */
  schema: string;
  /** 0 to 100: how sure the marks of this schema are; the surest wins. */
  specificity: number;
  logsource: LogSource;
}

interface Test {
  path?: readonly string[];
  any?: readonly (readonly string[])[];
  is?: readonly string[];
  isFold?: readonly string[];
  prefix?: string;
  suffix?: string;
  suffixFold?: string;
  contains?: string;
  shape?: string;
}

interface Schema extends Recognised {
  first: readonly string[];
  tests: readonly ((event: Fields) => boolean)[];
  serviceFrom?: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const ordered: readonly Schema[] = schemas
  .map((one: Recognised & { all: readonly Test[]; serviceFrom?: readonly string[] }) => ({
    ...one,
    first: keysOf(one.all[0] ?? {}),
    tests: one.all.map(compile),
  }))
  .sort((a, b) => b.specificity - a.specificity);

/** Schemas by each key at the top of which one must be there: an event that is nothing known costs a look per key. */
const byKey = new Map<string, Schema[]>();
for (const schema of ordered) {
  for (const key of schema.first) byKey.set(key, [...(byKey.get(key) ?? []), schema]);
}

/** Keys looked at per event: the marks stand among few, and an event may have a million. */
const keyLimit = 256;

/** The log source that an event without hints and without a Windows channel has, or undefined. */
export function recognise(event: object): LogSource | undefined {
  return recogniseSchema(event)?.logsource;
}

/** As {@link recognise}, with the schema's name and how sure its marks are. */
export function recogniseSchema(event: object): Recognised | undefined {
  const fields = event as Fields;
  let best: Schema | undefined;
  let left = keyLimit;
  for (const key in fields) {
    const list = byKey.get(key);
    if (list !== undefined) {
      for (const schema of list) {
        if (best !== undefined && schema.specificity <= best.specificity) break;
        if (schema.tests.every((test) => test(fields))) best = schema;
      }
    }
    if (--left === 0) break;
  }
  if (best === undefined) return undefined;
  const { schema, specificity, logsource, serviceFrom } = best;
  const service = serviceFrom === undefined ? undefined : valueAt(fields, serviceFrom);
  return {
    schema,
    specificity,
    logsource: typeof service === 'string' ? { ...logsource, service: service.toLowerCase() } : logsource,
  };
}

function compile(test: Test): (event: Fields) => boolean {
  const paths = test.any ?? [test.path ?? []];
  const fits = comparison(test);
  return (event) => paths.some((path) => fits(valueAt(event, path)));
}

function comparison(test: Test): (value: unknown) => boolean {
  const { is, isFold, prefix, suffix, suffixFold, contains } = test;
  const shape = test.shape === undefined ? undefined : new RegExp(test.shape);
  if (is !== undefined) return (value) => textsOf(value).some((text) => is.includes(text));
  if (isFold !== undefined) return (value) => textsOf(value).some((text) => isFold.includes(text.toLowerCase()));
  if (prefix !== undefined) return (value) => textsOf(value).some((text) => text.startsWith(prefix));
  if (suffix !== undefined) return (value) => textsOf(value).some((text) => text.endsWith(suffix));
  if (suffixFold !== undefined)
    return (value) => textsOf(value).some((text) => text.toLowerCase().endsWith(suffixFold));
  if (contains !== undefined) return (value) => textsOf(value).some((text) => text.includes(contains));
  if (shape !== undefined) return (value) => textsOf(value).some((text) => text.length <= 64 && shape.test(text));
  return (value) => value !== undefined;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function keysOf(test: Test): string[] {
  return [...new Set((test.any ?? [test.path ?? []]).map((path) => path[0] ?? ''))];
}

function valueAt(event: Fields, path: readonly string[]): unknown {
  let at: unknown = event;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Fields)[key];
  }
  return at;
}
