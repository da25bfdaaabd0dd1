import { type Item, RuleError } from '../rule.ts';
import type { LikePart } from '../predicate.ts';
import { type Pattern, readPattern } from './value.ts';

export type Placeholders = Readonly<Record<string, readonly string[]>>;

/** `%name%`, unless a backslash stands before it. */
const PLACEHOLDER = /(?<!\\)%([^%]+)%/g;
const MOST_VARIANTS = 100_000;

/**
 * Puts the values of placeholders into a pattern: one pattern for each value (every combination where there are several
 * placeholders). Values may hold wildcards. Throws 'placeholder' where values are missing: the specification demands
 * that such a rule is refused.
 */
export function expandPattern(pattern: Pattern, placeholders: Placeholders, item: Item): Pattern[] {
  let variants: LikePart[][] = [[]];
  const append = (choices: readonly Pattern[]) => {
    if (variants.length * choices.length > MOST_VARIANTS) {
      throw new RuleError('placeholder', `placeholders make more than ${MOST_VARIANTS} values`, item.line);
    }
    variants = variants.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  };
  for (const part of pattern) {
    if (typeof part !== 'string') {
      append([[part]]);
      continue;
    }
    for (const piece of pieces(part)) {
      if (piece.name === undefined) append([[piece.text]]);
      else append(valuesOf(piece.name, placeholders, item).map(readPattern));
    }
  }
  return variants;
}

/** The same for a regular expression, in which the whole value is plain text: wildcards are not a matter of `re`. */
export function expandRegex(source: string, placeholders: Placeholders, item: Item): string[] {
  let variants = [''];
  for (const piece of pieces(source)) {
    const choices =
      piece.name === undefined
        ? [piece.text]
        : valuesOf(piece.name, placeholders, item).map((value) => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    if (variants.length * choices.length > MOST_VARIANTS) {
      throw new RuleError('placeholder', `placeholders make more than ${MOST_VARIANTS} values`, item.line);
    }
    variants = variants.flatMap((before) => choices.map((choice) => before + choice));
  }
  return variants;
}

function pieces(text: string): { text: string; name?: string }[] {
  const found: { text: string; name?: string }[] = [];
  let from = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > from) found.push({ text: plain(text.slice(from, match.index)) });
    found.push({ text: '', name: match[1] as string });
    from = match.index + match[0].length;
  }
  if (from < text.length || found.length === 0) found.push({ text: plain(text.slice(from)) });
  return found;
}

function plain(text: string): string {
  return text.replaceAll('\\%', '%');
}

function valuesOf(name: string, placeholders: Placeholders, item: Item): readonly string[] {
  const values = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
  if (values === undefined || values.length === 0) {
    throw new RuleError('placeholder', `no values are given for the placeholder %${name}%`, item.line);
  }
  return values;
}
