import { fold } from '../fold.ts';
import type { LikePart, Predicate } from '../predicate.ts';

/** A value while its modifiers are applied: literal text as written (not folded) and wildcards between. */
export type Pattern = readonly LikePart[];

export const ANY: LikePart = { any: true };

/**
 * Reads a value of a rule: `*` is any run, `?` one character, a backslash makes `*`, `?` and `\` plain and is itself
 * plain before anything else (Sigma specification, "Escaping").
 */
export function readPattern(value: string): Pattern {
  if (value === '') return [];
  if (isPlain(value)) return [value];
  const parts: LikePart[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') parts.push(text);
    text = '';
  };
  for (let at = 0; at < value.length; at += 1) {
    const unit = value[at] as string;
    const next = value[at + 1];
    if (unit === '\\' && (next === '*' || next === '?' || next === '\\')) {
      text += next;
      at += 1;
    } else if (unit === '*' || unit === '?') {
      flush();
      parts.push(unit === '*' ? ANY : { skip: 1 });
    } else {
      text += unit;
    }
  }
  flush();
  return parts;
}

/** Whether a value is its own text: no wildcard, and no backslash that another one makes plain. */
export function isPlain(value: string): boolean {
  return !/[*?]|\\\\/.test(value);
}

/** The text of a pattern without wildcards; undefined if it has any. */
export function plainText(pattern: Pattern): string | undefined {
  let text = '';
  for (const part of pattern) {
    if (typeof part !== 'string') return undefined;
    text += part;
  }
  return text;
}

/** Applies a change to the literal parts only. */
export function mapLiterals(pattern: Pattern, change: (text: string, index: number) => string): Pattern {
  return pattern.map((part, index) => (typeof part === 'string' ? change(part, index) : part));
}

/** Neighbouring texts joined; a run of wildcards becomes at most one `skip` followed by at most one `any`. */
export function tidy(pattern: Pattern): LikePart[] {
  const tidied: LikePart[] = [];
  let skip = 0;
  let any = false;
  const flush = () => {
    if (skip > 0) tidied.push({ skip });
    if (any) tidied.push(ANY);
    skip = 0;
    any = false;
  };
  for (const part of pattern) {
    if (typeof part !== 'string') {
      if ('any' in part) any = true;
      else skip += part.skip;
      continue;
    }
    if (part === '') continue;
    flush();
    const last = tidied.at(-1);
    if (typeof last === 'string') tidied[tidied.length - 1] = last + part;
    else tidied.push(part);
  }
  flush();
  return tidied;
}

/** The cheapest predicate that means the pattern. `field` undefined: a keyword. */
export function textPredicate(field: string | undefined, pattern: Pattern, cased: boolean): Predicate {
  const parts = tidy(pattern).map((part) => (typeof part === 'string' && !cased ? fold(part) : part));
  const [first, second, third] = parts;
  if (first === undefined) return { op: 'equals', field, text: '', cased };
  if (typeof first === 'string') {
    if (parts.length === 1) return { op: 'equals', field, text: first, cased };
    if (parts.length === 2 && isAny(second)) return { op: 'prefix', field, text: first, cased };
  } else if (isAny(first) && typeof second === 'string') {
    if (parts.length === 2) return { op: 'suffix', field, text: second, cased };
    if (parts.length === 3 && isAny(third)) return { op: 'contains', field, text: second, cased };
  }
  return { op: 'like', field, parts, cased };
}

export function isAny(part: LikePart | undefined): boolean {
  return typeof part === 'object' && 'any' in part;
}
