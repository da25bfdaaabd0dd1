import { fold } from '../text/index.ts';
import { toSymbols } from './automaton.ts';
import type { Judged } from './checker.ts';
import { type CompiledBook, type Feature, type Hit, findHits, holds } from './rules.ts';
import type { CheckerParts, CheckInput, Quote } from './types.ts';

/** What the words of a message say. */
export interface Reading {
  hits: Hit[];
  seen: Uint8Array;
  book: CompiledBook;
  /** the heaviest rule that holds */
  best?: { scheme: string; weight: number; groups: number[] };
  /** reasons of the hints that hold, with the groups they rest on */
  hints: { reason: string; groups: number[] }[];
  quoteOf: (hit: Hit) => Quote;
}

/** Longest text that is searched for phrases, in symbols; observables behind it still count. */
const longestText = 20_480;
const mark = /[\p{M}\u200b-\u200f\u2060\ufeff]/u;

/** Prepares the buffers; the returned function reads one message. */
export function createReader(book: CompiledBook, parts: CheckerParts) {
  const symbols = new Uint8Array(longestText);
  const at = new Int32Array(longestText);
  const shorteners = new Set(parts.shorteners ?? []);
  const cheap = new Set(parts.brands.cheapSuffixes);
  const denial = book.numberOf('@denial');
  const warns = book.numberOf('@warns');

  return ({ text, sender }: CheckInput, judged: Judged[]): Reading => {
    const folded = fold(text);
    const length = toSymbols(folded.ascii, symbols, at);
    const origin = (index: number): number => (index < folded.at.length ? (folded.at[index] as number) : text.length);
    const endOf = (to: number): number => {
      const last = Math.max(0, (at[to] as number) - 1);
      let end = origin(last) + 1;
      if (end < text.length && /[\ud800-\udbff]/.test(text[end - 1] as string)) end += 1;
      while (end < text.length && mark.test(text[end] as string)) end += 1;
      return end;
    };
    const strangeLinks = judged.filter(({ seen, owner }) => seen.host !== undefined && seen.kind !== 'email' && !owner);
    const demanded = (to: number): boolean => {
      if (strangeLinks.length === 0) return false;
      const end = endOf(to);
      return strangeLinks.some(({ seen }) => seen.start >= end - 1 && seen.start - end <= 40);
    };
    const hits = findHits(book, symbols, length, sentenceEnds(folded.ascii, at, length), demanded);
    const seen = new Uint8Array(book.groups.length);
    for (const { group } of hits) seen[group] = 1;
    const set = (feature: Feature, value: boolean): void => {
      if (value) seen[book.numberOf(`+${feature}`)] = 1;
    };

    const unknownLink = strangeLinks.length > 0;
    set(
      'link',
      judged.some((one) => one.seen.host !== undefined && one.seen.kind !== 'email'),
    );
    set('unknown-link', unknownLink);
    set(
      'cheap-link',
      strangeLinks.some(({ seen: { registrable = '' } }) => cheap.has(registrable.slice(registrable.indexOf('.') + 1))),
    );
    set(
      'shortener',
      judged.some((one) => shorteners.has(one.seen.host ?? '')),
    );
    set(
      'lookalike',
      judged.some((one) => one.seen.lookalike !== undefined),
    );
    set(
      'chat-account',
      judged.some((one) => one.seen.kind === 'social'),
    );
    set(
      'phone',
      judged.some((one) => one.seen.kind === 'phone' && !one.official && one.seen.value.length > 8),
    );
    set(
      'premium-number',
      judged.some((one) => one.seen.kind === 'phone' && !one.official && /^(?:\+84|0)?1900/.test(one.seen.value)),
    );
    set(
      'foreign-number',
      judged.some((one) => one.seen.kind === 'phone' && /^\+(?!84)/.test(one.seen.value)),
    );
    set(
      'account',
      judged.some((one) => one.seen.kind === 'bank-account' && !one.official),
    );
    const { homoglyph, zeroWidth, leet, separated, foreignMarks } = folded.tricks;
    set('disguise', homoglyph + zeroWidth + leet + foreignMarks > 1 || separated > 2);
    set('personal-sender', sender?.kind === 'number');
    set('code', /(?<!\d)\d{4,8}(?!\d)/.test(text));
    set('warning', (seen[warns] !== 0 || seen[denial] !== 0) && !handsOver(seen));

    const reading: Reading = { hits, seen, book, hints: [], quoteOf: (hit) => quote(hit) };
    for (const rule of book.rules) {
      if (rule.weight <= (reading.best?.weight ?? 0) || !holds(rule, seen, hits)) continue;
      reading.best = { scheme: rule.scheme as string, weight: rule.weight, groups: groupsOf(rule) };
    }
    for (const hint of book.hints) {
      if (holds(hint, seen, hits)) reading.hints.push({ reason: hint.reason as string, groups: groupsOf(hint) });
    }
    return reading;

    function quote({ from, to }: Hit): Quote {
      const start = origin(at[from + 1] as number);
      const end = Math.max(start, endOf(to));
      return { start, end, text: text.slice(start, end) };
    }
  };

  function handsOver(seen: Uint8Array): boolean {
    return ['+unknown-link', '+phone', '+account', '+chat-account'].some((name) => seen[book.numberOf(name)] !== 0);
  }
}

const groupsOf = (rule: CompiledBook['rules'][number]): number[] => [
  ...rule.all,
  ...rule.near.flatMap(({ a, b }) => [a, b]),
  ...rule.any,
  ...rule.atLeast.of,
];

/** Positions, in symbols, behind which a new sentence begins. */
function sentenceEnds(ascii: string, at: Int32Array, length: number): number[] {
  const ends: number[] = [];
  for (let i = 1; i < length; i++) {
    const index = at[i] as number;
    const character = ascii[index];
    const closes = character === '.' || character === '!' || character === '?' || character === ';';
    if (closes && (ascii[index + 1] === ' ' || index + 1 >= ascii.length)) ends.push(i);
  }
  return ends;
}
