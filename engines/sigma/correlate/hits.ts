import { clip, joinKey, numberIn } from './key.ts';
import { isTemporal, type Target } from './plan.ts';

/** What has fields: a hit or a firing. */
export interface Fields {
  field(name: string): string | readonly string[] | undefined;
}

/** Of one hit and one correlation: more are not counted, but told in the statistics. */
const MOST_COMBINATIONS = 64;

/** The different values of a field, of bounded length. */
export function valuesOf(fields: Fields, name: string): readonly string[] {
  const value = fields.field(name);
  if (value === undefined) return [];
  if (typeof value === 'string') return [clip(value)];
  return [...new Set(value.map(clip))];
}

/** All ways to take one value from each list, with a bound; undefined if a list is empty. */
function combine(fields: Fields, names: readonly string[], tooMany: () => void): string[] | undefined {
  let lists: string[][] = [[]];
  for (const name of names) {
    const values = valuesOf(fields, name);
    if (values.length === 0) return undefined;
    if (lists.length * values.length > MOST_COMBINATIONS) tooMany();
    lists = lists.flatMap((list) => values.map((value) => [...list, value])).slice(0, MOST_COMBINATIONS);
  }
  return lists.map(joinKey);
}

/** The groups that a hit belongs to; undefined if it lacks a field of `group-by`. */
export function keysOf(target: Target, fields: Fields, tooMany: () => void): string | string[] | undefined {
  const names = target.groupFields;
  if (names.length === 0) return '';
  if (names.length > 1) return combine(fields, names, tooMany);
  const value = fields.field(names[0]!);
  if (typeof value === 'string') return clip(value);
  if (value?.length === 1) return clip(value[0]!);
  return value === undefined ? undefined : combine(fields, names, tooMany);
}

const ONE: readonly number[] = [0];

/** What a hit adds to a group; undefined if it lacks what the condition is about. */
export function measuresOf(
  target: Target,
  fields: Fields,
  tooMany: () => void,
): readonly (string | number)[] | undefined {
  const { correlation } = target.plan;
  if (correlation.type === 'event_count' || isTemporal(correlation)) return ONE;
  const first = fields.field(target.valueFields[0]!);
  if (correlation.type === 'value_count') {
    if (target.valueFields.length === 1 && typeof first === 'string') return [clip(first)];
    return combine(fields, target.valueFields, tooMany);
  }
  const texts = first === undefined ? [] : typeof first === 'string' ? [first] : first;
  const numbers = texts.flatMap((text) => numberIn(text) ?? []);
  if (numbers.length > MOST_COMBINATIONS) tooMany();
  return numbers.length === 0 ? undefined : numbers.slice(0, MOST_COMBINATIONS);
}
