import { buildFinder } from './grams.ts';
import { DEEPEST } from './limits.ts';

/**
 * Keywords are looked for in every value of an event. A look at the event's JSON text tells for nearly all events that no
 * keyword is in it, without a look at any value.
 */
export interface KeywordFilter {
  /** False: no keyword is in the values of the event with this JSON text. */
  mayBeIn(json: string): boolean;
}

/**
 * `literals`: folded; at least one of them is in every value that a keyword is found in. undefined where JSON would spell
 * one of them in too many ways.
 */
export function keywordFilter(literals: readonly string[]): KeywordFilter | undefined {
  const pieces: string[] = [];
  for (const literal of literals) {
    // What JSON writes as it is.
    const plain = literal.match(/[\x20\x21\x23-\x2e\x30-\x5b\x5d-\x7e]+/g) ?? [];
    const piece = plain.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
    if (piece.length < LEAST || canBeNumber(literal)) return undefined;
    pieces.push(piece);
  }
  const finder = buildFinder([...new Set([...pieces, ...ESCAPES])].map((text, id) => ({ text, id })));
  let found = false;
  const hit = (): void => {
    found = true;
  };
  return {
    mayBeIn(json) {
      found = false;
      finder.scan(json, hit);
      return found;
    },
  };
}

const LEAST = 5;
/** JSON writes 100000 as 1e5, too, and 1e999 is Infinity. */
const canBeNumber = (literal: string): boolean => /^[-+.\de]+$/.test(literal) || 'infinity'.includes(literal);
/**
 * Another writer of JSON may spell any printable character as \u0020 to \u007e, and the sign of kelvin, which folds to k, as
 * \u212a: then the values must be asked.
 */
const ESCAPES = ['\\u212a', ...Array.from({ length: 96 }, (_, place) => `\\u00${(place + 32).toString(16)}`)];

/** The text of every value anywhere in an event, each alone. */
export function allValues(event: object): string[] {
  const values: string[] = [];
  collect(event, 0, values);
  return values;
}

function collect(value: unknown, depth: number, values: string[]): void {
  if (typeof value === 'string') values.push(value);
  else if (typeof value === 'number' || typeof value === 'boolean') values.push(String(value));
  else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    if (Array.isArray(value)) for (const element of value) collect(element, depth + 1, values);
    else for (const key in value) collect((value as Record<string, unknown>)[key], depth + 1, values);
  }
}
