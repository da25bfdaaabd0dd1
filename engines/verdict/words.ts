import type { Folded } from '../text/index.ts';
import type { CompiledBook } from './book.ts';
import { findPhrases } from './phrases.ts';

/** One occurrence of a group of phrases in the folded text; `end` is outside. */
export interface Hit {
  group: number;
  from: number;
  end: number;
}

/** A message of thousands of key words says no more than one of hundreds. */
const mostHits = 1_000;
/** How many letters a denial reaches, and how many the report of what scammers do, when no sentence ends before. */
const denialReach = 80;
const reportReach = 400;

/**
 * Prepares the search of a book's phrases in folded texts.
 * @returns a function of a folded text and of `demanded`: whether a strange link follows right behind a place of the
 * folded text. Such a demand is live even behind a denial ("không chia sẻ mã, hãy vào http://…").
 */
export function createWords(book: CompiledBook): (folded: Folded, demanded: (end: number) => boolean) => Hit[] {
  const { phrases, groupsOf, groups } = book;
  const denial = book.numberOf('@denial');
  const reported = book.numberOf('@reported');
  const neutral = book.numberOf('@neutral');

  const isDeniedBy = (hit: Hit, from: number): boolean => hit.from >= from && groups[hit.group]?.deniable === true;

  return (folded, demanded) => {
    const { ascii } = folded;
    const hits: Hit[] = [];
    let deniedFrom = -1;
    let deniedTo = -1;
    let neutralFrom = -1;
    let neutralEnd = -1;
    findPhrases(phrases, folded, (phrase, from, end) => {
      const owners = groupsOf[phrase] as number[];
      for (let i = 0; i < owners.length; i++) {
        const group = owners[i] as number;
        // "miễn phí vận chuyển" is no "phí vận chuyển": a neutral phrase takes back what it contains.
        if (group === neutral) {
          neutralFrom = from;
          neutralEnd = end;
          while (hits.length > 0 && (hits.at(-1) as Hit).from >= from) hits.pop();
          continue;
        }
        if (from >= neutralFrom && end <= neutralEnd) continue;
        if (group === denial || group === reported) {
          // "không chuyển tiền" denies its own "chuyển" too.
          while (hits.length > 0 && isDeniedBy(hits.at(-1) as Hit, from)) hits.pop();
          if (from > deniedTo) deniedFrom = from;
          const reach = end + (group === denial ? denialReach : reportReach);
          deniedTo = Math.max(deniedTo, Math.min(reach, sentenceEnd(ascii, end, reach)));
        }
        const denied = from <= deniedTo && from >= deniedFrom && groups[group]?.deniable === true && !demanded(end);
        if (!denied && hits.length < mostHits) hits.push({ group, from, end });
      }
    });
    return hits;
  };
}

/** The first place from `from` on at which a sentence ends, at most `reach`. */
function sentenceEnd(ascii: string, from: number, reach: number): number {
  const last = Math.min(reach, ascii.length);
  for (let i = from; i < last; i++) {
    const sign = ascii[i];
    if ((sign === '.' || sign === '!' || sign === '?' || sign === ';') && (ascii[i + 1] ?? ' ') === ' ') return i;
  }
  return reach;
}
