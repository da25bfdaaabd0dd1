import { type Item, RuleError } from '../rule.ts';
import type { Pattern } from './value.ts';

const DASHES = ['-', '/', '–', '—', '―'];
/** A `-` or `/` that begins a word: `\B[-/]\b`, with the letters of every script. */
const PLACE = /(?<![\p{L}\p{N}_])[-/](?=[\p{L}\p{N}_])/gu;
/** Five places at once: more in one value is a mistake, not a command line. */
const MOST_VARIANTS = 5 ** 5;

/** Every way to write the dashes of command-line options, each place by itself; the way of the rule comes first. */
export function dashVariants(pattern: Pattern, item: Item): Pattern[] {
  let variants: Pattern[] = [[]];
  for (const part of pattern) {
    const texts = typeof part === 'string' ? dashTexts(part, item) : [part];
    if (variants.length * texts.length > MOST_VARIANTS) throw tooMany(item);
    variants = variants.flatMap((before) => texts.map((text) => [...before, text]));
  }
  return variants;
}

function dashTexts(text: string, item: Item): string[] {
  let texts = [''];
  let from = 0;
  for (const match of text.matchAll(PLACE)) {
    if (texts.length * DASHES.length > MOST_VARIANTS) throw tooMany(item);
    const before = text.slice(from, match.index);
    const dashes = [match[0], ...DASHES.filter((dash) => dash !== match[0])];
    texts = texts.flatMap((start) => dashes.map((dash) => start + before + dash));
    from = match.index + 1;
  }
  return texts.map((start) => start + text.slice(from));
}

function tooMany(item: Item): RuleError {
  return new RuleError('value', `windash makes more than ${MOST_VARIANTS} variants of one value`, item.line);
}
