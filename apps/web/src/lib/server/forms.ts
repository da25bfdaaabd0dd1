import type { Problem } from './api.ts';

/** One thing to correct: `field` is the id of the control, so that the list on top can link to it. */
export interface Fault {
  field: string;
  message: string;
}

/** Text of a field as one line or many, without what browsers add. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : '';
}

/**
 * The problem of the API as faults of a form.
 *
 * @param fields  from the API's path (`body.contact.phone`, or its beginning) to the id of the control
 * @param rest    the control that gets what fits nowhere else
 */
export function faultsOf(problem: Problem, fields: Record<string, string>, rest: string): Fault[] {
  const own = (problem.errors ?? []).map(({ path, message }) => {
    const known = Object.keys(fields)
      .filter((p) => path === p || path.startsWith(`${p}.`))
      .sort((a, b) => b.length - a.length)[0];
    return { field: (known && fields[known]) || rest, message };
  });
  return own.length > 0 ? own : [{ field: rest, message: problem.detail ?? problem.title }];
}

/** `{ text: 'a', contact: {} }` with everything empty left out, because the API takes absence for absence. */
export function compact<T extends Record<string, unknown>>(value: T): Partial<T> | undefined {
  const kept = Object.entries(value).filter(([, v]) => v !== undefined && v !== '' && v !== null);
  return kept.length > 0 ? (Object.fromEntries(kept) as Partial<T>) : undefined;
}
