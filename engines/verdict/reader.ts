import { fold } from '../text/index.ts';
import { toSymbols } from './automaton.ts';
import type { Judged } from './checker.ts';
import { createNotices } from './notices.ts';
import { type CompiledBook, type Feature, type Hit, findHits, holds } from './rules.ts';
import type { CheckerParts, CheckInput, Quote } from './types.ts';

/** What the words of a message say. */
export interface Reading {
  hits: Hit[];
  seen: Uint8Array;
  /** for features that come from an observable: which one */
  where: Map<number, number>;
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
  const isNotice = createNotices(book);
  const lead = book.numberOf('@link-lead');
  const goLink = book.numberOf('@go-link');

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
    const strangeLinks = judged.filter((one) => isLink(one) && one.owner === undefined);
    const leads = (end: number, within = 4): boolean =>
      strangeLinks.some(({ seen }) => seen.start >= end - 1 && seen.start - end <= within);
    const demanded = (to: number): boolean => strangeLinks.length > 0 && leads(endOf(to), 40);
    const hits = findHits(book, symbols, length, sentenceEnds(folded.ascii, at, length), demanded);
    // "vào https://…": any leading word right in front of a strange link sends the reader there.
    for (const { group, from, to } of hits) {
      if (group === lead && leads(endOf(to))) hits.push({ group: goLink, from, to });
    }
    const seen = new Uint8Array(book.groups.length);
    for (const { group } of hits) seen[group] = 1;
    const where = new Map<number, number>();
    const set = (feature: Feature, holds: boolean): void => {
      if (holds) seen[book.numberOf(`+${feature}`)] = 1;
    };
    const setBy = (feature: Feature, test: (one: Judged) => boolean): void => {
      const index = judged.findIndex(test);
      if (index < 0) return;
      set(feature, true);
      where.set(book.numberOf(`+${feature}`), index);
    };

    setBy('link', isLink);
    setBy('unknown-link', (one) => strangeLinks.includes(one));
    setBy('cheap-link', (one) => strangeLinks.includes(one) && cheap.has(suffixOf(one.seen.registrable)));
    setBy('shortener', ({ seen: { host } }) => host !== undefined && shorteners.has(host));
    setBy('lookalike', (one) => one.seen.lookalike !== undefined);
    setBy('chat-account', (one) => one.seen.kind === 'social');
    setBy('phone', (one) => isStrange(one, 'phone') && /^\+84[35789]/.test(one.seen.value));
    setBy('premium-number', (one) => isStrange(one, 'phone') && /^(?:\+84|0)?1900/.test(one.seen.value));
    setBy('foreign-number', (one) => isStrange(one, 'phone') && /^\+(?!84)/.test(one.seen.value));
    setBy('account', (one) => isStrange(one, 'bank-account') || isStrange(one, 'vietqr'));
    const { homoglyph, zeroWidth, leet, separated, foreignMarks } = folded.tricks;
    set('disguise', homoglyph + zeroWidth + leet + foreignMarks > 1 || separated > 2);
    set('personal-sender', sender?.kind === 'number');
    set('code', /(?<!\d)\d{4,8}(?!\d)/.test(text));

    const reading: Reading = { hits, seen, where, book, hints: [], quoteOf: (hit) => quote(hit) };
    if (isNotice(seen)) return reading;
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
}

const isLink = ({ seen }: Judged): boolean => seen.host !== undefined && seen.kind !== 'email';
const isStrange = ({ seen, official }: Judged, kind: string): boolean => seen.kind === kind && !official;
const suffixOf = (registrable = ''): string => registrable.slice(registrable.indexOf('.') + 1);

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
