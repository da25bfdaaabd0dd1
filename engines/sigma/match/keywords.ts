import { DEEPEST } from './limits.ts';

/**
 * Keywords are looked for in every value of an event. One native expression over the event's JSON text tells for nearly
 * all events that no keyword is in it, without a look at any value.
 */
export interface KeywordFilter {
  /** False: no keyword is in the values of the event with this JSON text. */
  mayBeIn(json: string): boolean;
}

/** `literals`: folded; at least one of them is in every value that a keyword is found in. */
export function keywordFilter(literals: readonly string[]): KeywordFilter {
  const distinct = [...new Set(literals)];
  const alternatives = distinct.map((text) => pattern(text)).join('|');
  // Another writer of JSON may spell any character as \u0041: then the values must be asked. Printable ASCII is \u0020 to
  // \u007e; asking for no more than is needed matters, because a path such as "C:\\Users" has a \U.
  const escape = distinct.every((text) => /^[\x20-\x7e]*$/.test(text)) ? '\\\\u00[2-7]' : '\\\\u';
  const either = new RegExp(`${alternatives}|${escape}`, 'i');
  return { mayBeIn: (json) => either.test(json) };
}

const pattern = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => jsonUnit(text[at] as string)).join('');

function plainUnit(symbol: string): string {
  // What case means beyond ASCII differs between an expression's `i` and ours: any unit may stand there.
  if (symbol > '\x7f') return '[^]';
  // The Kelvin sign folds to k.
  if (symbol === 'k' || symbol === 'K') return '[k\u212a]';
  return /[\w ]/.test(symbol) ? symbol : `\\x${symbol.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function jsonUnit(symbol: string): string {
  if (symbol === '/') return '\\\\?\\x2f';
  if (symbol > '\x7f') return '[^]';
  const escaped = JSON.stringify(symbol).slice(1, -1);
  return Array.from({ length: escaped.length }, (_, at) => plainUnit(escaped[at] as string)).join('');
}

/** The text of every value anywhere in an event, each alone. */
export function allValues(event: object): string[] {
  const values: string[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (typeof value === 'string') values.push(value);
    else if (typeof value === 'number' || typeof value === 'boolean') values.push(String(value));
    else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
      if (Array.isArray(value)) for (const element of value) walk(element, depth + 1);
      else for (const key in value) walk((value as Record<string, unknown>)[key], depth + 1);
    }
  };
  walk(event, 0);
  return values;
}
