import { DEEPEST } from './match/limits.ts';
import type { Shape } from './sources/index.ts';

/** What a field holds in one event. */
export interface FieldValues {
  /** Whether any path leads to a key, whatever stands there. */
  present: boolean;
  /** Every value as text. Empty where the field is absent, null or an empty array: then it counts as null. */
  values: readonly string[];
}

/**
 * The values of a field of an event of this shape, over all of its paths (`pathsOf`): numbers and booleans as text, every
 * element of arrays on the way and at the end; an object, or an array that holds one, as its JSON text; in EVTX an element
 * `{"#text": …}` as what it holds. A segment `*` is any key; spaces in an event's keys do not count. Reads own properties
 * only and no deeper than 64 levels.
 */
export function fieldValues(event: object, paths: readonly (readonly string[])[], shape: Shape): FieldValues {
  const found: unknown[] = [];
  for (const path of paths) collect(event, path, 0, 0, found);
  return { present: found.length > 0, values: found.flatMap((value) => texts(value, shape, 0)) };
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

function texts(value: unknown, shape: Shape, depth: number): string[] {
  if (value === null || value === undefined || depth > DEEPEST) return [];
  if (typeof value !== 'object') return [String(value)];
  if (Array.isArray(value)) {
    if (value.some((element) => isPlainObject(element, shape))) return [jsonOf(value)];
    return value.flatMap((element) => texts(element, shape, depth + 1));
  }
  if (isPlainObject(value, shape)) return [jsonOf(value)];
  return texts((value as Record<string, unknown>)['#text'], shape, depth + 1);
}

function isPlainObject(value: unknown, shape: Shape): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return shape !== 'evtx' || !Object.hasOwn(value, '#text');
}

/** Nested deeper than JSON.stringify can go: no text. */
function jsonOf(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
