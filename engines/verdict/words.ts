import { findPhrases, toSymbols } from './automaton.ts';
import type { CompiledBook } from './book.ts';

/** One occurrence of a group of phrases, in symbols (both ends inside). */
export interface Hit {
  group: number;
  from: number;
  to: number;
}

/** Longest text that is searched for phrases, in symbols; observables behind it still count. */
const longestText = 20_480;
/** A message of thousands of key words says no more than one of hundreds. */
const mostHits = 1_000;
/** How many symbols a denial reaches, and how many the report of what scammers do, when no sentence ends before. */
const denialReach = 80;
const reportReach = 400;

/** A folded text with its phrases. */
export interface Words {
  hits: Hit[];
  /** first and last position of a hit in the folded text, the last one outside */
  spanOf: (hit: Hit) => [from: number, end: number];
}

/**
 * Prepares the search of a book's phrases in folded texts.
 * @returns a function of the folded text and of `demanded`: whether a strange link follows right behind a place of the
 * folded text. Such a demand is live even behind a denial ("không chia sẻ mã, hãy vào http://…").
 */
export function createWords(book: CompiledBook): (ascii: string, demanded: (end: number) => boolean) => Words {
  const { automaton, groupsOf, groups } = book;
  const symbols = new Uint8Array(longestText);
  const at = new Int32Array(longestText);
  const denial = book.numberOf('@denial');
  const reported = book.numberOf('@reported');

  return (ascii, demanded) => {
    const hits: Hit[] = [];
    const length = toSymbols(ascii, symbols, at);
    let deniedFrom = -1;
    let deniedTo = -1;
    findPhrases(automaton, symbols, length, (phrase, from, to) => {
      const owners = groupsOf[phrase] as number[];
      for (let i = 0; i < owners.length; i++) {
        const group = owners[i] as number;
        if (group === denial || group === reported) {
          if (from > deniedTo) deniedFrom = from;
          const reach = to + (group === denial ? denialReach : reportReach);
          deniedTo = Math.max(deniedTo, Math.min(reach, sentenceEnd(ascii, to, length)));
        }
        const denied =
          from <= deniedTo && from >= deniedFrom && groups[group]?.deniable === true && !demanded(at[to] as number);
        if (!denied && hits.length < mostHits) hits.push({ group, from, to });
      }
    });
    return { hits, spanOf: ({ from, to }) => [at[from + 1] as number, at[to] as number] };
  };

  /** The first symbol at or behind `from` at which a sentence ends. */
  function sentenceEnd(ascii: string, from: number, length: number): number {
    for (let i = from; i < length; i++) {
      if (symbols[i] !== 0) continue;
      const place = at[i] as number;
      const sign = ascii[place];
      if ((sign === '.' || sign === '!' || sign === '?' || sign === ';') && (ascii[place + 1] ?? ' ') === ' ') return i;
    }
    return length;
  }
}
