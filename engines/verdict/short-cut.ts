import type { CompiledBook } from './book.ts';
import type { Judged } from './checker.ts';
import { createRules } from './rules.ts';
import { createSuffixes } from './suffixes.ts';
import type { CheckerParts, CheckInput } from './types.ts';

/**
 * Prepares the question whether an input is a plain link alone of which nothing is known: not listed, nobody's, like
 * nobody's, of an ordinary ending, not shortened. All such links have the same answer, as long as no rule or hint speaks
 * of links alone.
 * @returns undefined when some rule does
 */
export function createShortCut(
  book: CompiledBook,
  { brands, shorteners = [] }: CheckerParts,
): ((input: CheckInput, one: Judged) => boolean) | undefined {
  const order = [book.feature.link, book.feature['unknown-link']];
  const seen = new Uint8Array(book.groups.length);
  for (const group of order) seen[group] = 1;
  const isFeature = (group: number): boolean => book.groups[group]?.role === 'feature';
  if (createRules([...book.rules, ...book.hints], isFeature)(order, seen, []).length > 0) return undefined;

  const isCheap = createSuffixes(brands.cheapSuffixes);
  const short = new Set(shorteners);
  return ({ text, sender }, { seen: link, owner, official }) => {
    const { raw, kind, host, registrable } = link;
    return (
      raw.length === text.length &&
      (kind === 'domain' || kind === 'url') &&
      host !== undefined &&
      owner === undefined &&
      !official &&
      link.listing === undefined &&
      link.lookalike === undefined &&
      sender === undefined &&
      !short.has(host) &&
      !host.includes('xn--') &&
      !(registrable !== undefined && isCheap(registrable, registrable.indexOf('.') + 1))
    );
  };
}
