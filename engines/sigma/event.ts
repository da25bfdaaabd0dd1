import { DEEPEST } from './match/limits.ts';

/** What a field holds in one event. */
export interface FieldValues {
  /** Whether any path leads to a key, whatever stands there. */
  present: boolean;
  /** Every value as text. Empty where the field is absent, null or an empty array: then it counts as null. */
  values: readonly string[];
}

/**
 * The values of a field of an event, over all of its paths (`pathsOf`): numbers and booleans as text, every element of
 * arrays on the way and at the end, an object as its JSON text, an EVTX element `{"#text": …}` as what it holds. A
 * segment `*` is any key; spaces in an event's keys do not count. Reads own properties only and no deeper than 64 levels.
 */
export function fieldValues(event: object, paths: readonly (readonly string[])[]): FieldValues {
  const found: unknown[] = [];
  for (const path of paths) collect(event, path, 0, 0, found);
  return { present: found.length > 0, values: found.flatMap((value) => texts(value, 0)) };
}

function collect(node: unknown, path: readonly string[], at: number, depth: number, found: unknown[]): void {
  if (at === path.length) {
    found.push(node);
    return;
  }
  if (typeof node !== 'object' || node === null || depth >= DEEPEST) return;
  if (Array.isArray(node)) {
    for (const element of node) collect(element, path, at, depth + 1, found);
    return;
  }
  const wanted = path[at] as string;
  for (const key of Object.keys(node)) {
    if (wanted !== '*' && key !== wanted && !(key.includes(' ') && key.replaceAll(' ', '') === wanted)) continue;
    collect((node as Record<string, unknown>)[key], path, at + 1, depth + 1, found);
  }
}

function texts(value: unknown, depth: number): string[] {
  if (value === null || value === undefined || depth > DEEPEST) return [];
  if (typeof value !== 'object') return [String(value)];
  if (Array.isArray(value)) return value.flatMap((element) => texts(element, depth + 1));
  return Object.hasOwn(value, '#text')
    ? texts((value as Record<string, unknown>)['#text'], depth + 1)
    : [jsonOf(value)];
}

/** Nested deeper than JSON.stringify can go: no text. */
function jsonOf(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
