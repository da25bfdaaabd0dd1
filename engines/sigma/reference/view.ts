import { pathsOf, type Shape } from '../sources/index.ts';
import { lower } from './glob.ts';

/** What one field of one event holds. */
export interface FieldView {
  /** Some key of that name is there, whatever it holds. */
  present: boolean;
  /** Missing, or nothing but JSON null in it. */
  empty: boolean;
  values: readonly Text[];
}

export interface Text {
  raw: string;
  lower: string;
}

const text = (raw: string): Text => ({ raw, lower: lower(raw) });

/** The tables of {@link pathsOf}, looked up once for each field, shape and mapping. */
export type Paths = ReturnType<typeof createPaths>;

export function createPaths() {
  const known = new Map<string, readonly (readonly string[])[]>();
  return (name: string, shape: Shape, mapping: string | undefined) => {
    const key = `${shape} ${mapping ?? ''} ${name}`;
    let paths = known.get(key);
    if (paths === undefined) {
      paths = pathsOf(name, shape, mapping);
      known.set(key, paths);
    }
    return paths;
  };
}

/** Sources write spaces into names ("Product Name"); Sigma's names have none. */
const withoutSpaces = (name: string): string => name.replaceAll(' ', '');

/** One event while the rules look at it: every field is read once. */
export function createView(event: object, shape: Shape, paths: Paths) {
  const fields = new Map<string, FieldView>();
  let all: Text[] | undefined;
  return {
    field(name: string, mapping: string | undefined): FieldView {
      const key = `${mapping ?? ''} ${name}`;
      let view = fields.get(key);
      if (view === undefined) {
        const found: unknown[] = [];
        for (const path of paths(name, shape, mapping)) collect(event, path, 0, found);
        const values = found.flatMap((value) => texts(value, shape)).map(text);
        view = { present: found.length > 0, empty: values.length === 0, values };
        fields.set(key, view);
      }
      return view;
    },
    everything(): readonly Text[] {
      all ??= scalars(event).map(text);
      return all;
    },
  };
}

export type View = ReturnType<typeof createView>;

/** Walks the path; arrays on the way and at its end stand for each of their elements. */
function collect(node: unknown, path: readonly string[], at: number, found: unknown[]): void {
  if (at === path.length) {
    found.push(node);
  } else if (Array.isArray(node)) {
    for (const element of node) collect(element, path, at, found);
  } else if (typeof node === 'object' && node !== null) {
    const wanted = path[at] as string;
    for (const key of Object.keys(node)) {
      if (wanted === '*' || key === wanted || (key.includes(' ') && withoutSpaces(key) === wanted)) {
        collect((node as Record<string, unknown>)[key], path, at + 1, found);
      }
    }
  }
}

/**
 * Scalars as they are written; of an EVTX element what is in it; the elements of an array each. An object is its JSON
 * text, and so is an array that holds one.
 */
function texts(value: unknown, shape: Shape): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  if (Array.isArray(value) && !value.some((element) => isPlainObject(element, shape))) {
    return value.flatMap((element) => texts(element, shape));
  }
  if (Array.isArray(value) || isPlainObject(value, shape)) return [JSON.stringify(value)];
  return texts((value as Record<string, unknown>)['#text'], shape);
}

function isPlainObject(value: unknown, shape: Shape): boolean {
  const isElement = (object: object) => shape === 'evtx' && Object.hasOwn(object, '#text');
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isElement(value);
}

/** Every scalar of the event, however deep. */
function scalars(event: object): string[] {
  const found: string[] = [];
  const open: unknown[] = [event];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node === 'object' && node !== null) for (const value of Object.values(node)) open.push(value);
    else if (node !== null && node !== undefined) found.push(String(node));
  }
  return found;
}
