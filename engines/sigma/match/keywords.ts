import { DEEPEST } from './limits.ts';

/**
 * Keywords are looked for in every value of an event. One native expression over the raw line tells for nearly all events
 * that no keyword is in it; only then are values looked at one by one.
 */
export interface KeywordFilter {
  /** Whether a keyword may be in the JSON text of an event. */
  mayBeInJson(text: string): boolean;
  mayBeInValues(values: readonly string[]): boolean;
}

export function keywordFilter(literals: readonly string[]): KeywordFilter {
  const distinct = [...new Set(literals)];
  // Another writer of JSON may spell any character as \u0041: then the values must be asked.
  const json = new RegExp(`${distinct.map((text) => pattern(text, jsonUnit)).join('|')}|\\\\u`, 'i');
  const plain = new RegExp(distinct.map((text) => pattern(text, plainUnit)).join('|'), 'i');
  const escaped = new RegExp(distinct.map((text) => pattern(text, jsonUnit)).join('|'), 'i');
  return {
    mayBeInJson: (text) => json.test(text) && (escaped.test(text) || /(?<!\\)(?:\\\\)*\\u/.test(text)),
    mayBeInValues: (values) => values.some((value) => plain.test(value)),
  };
}

const pattern = (text: string, unit: (symbol: string) => string): string =>
  Array.from({ length: text.length }, (_, at) => unit(text[at] as string)).join('');

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
