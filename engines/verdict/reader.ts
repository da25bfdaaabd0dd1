import { type Folded, fold } from '../text/index.ts';
import type { CompiledBook, CompiledRule, Feature } from './book.ts';
import type { Judged } from './checker.ts';
import { mixesScripts } from './idn.ts';
import { createNotices } from './notices.ts';
import type { Scored, TextModel } from './model.ts';
import { createRules } from './rules.ts';
import { createSignals, placesOf } from './signals.ts';
import { createSuffixes } from './suffixes.ts';
import type { CheckerParts, CheckInput, Quote } from './types.ts';
import { createWords, type Hit } from './words.ts';

/** What the words of a message say, together with what it points to. Valid until the next message is read. */
export interface Reading {
  hits: Hit[];
  /** group or feature → 1 or 0 */
  seen: Uint8Array;
  /** for a feature that an observable gave: which one */
  where: Int32Array;
  /** an official warning or a one-time code, by what it leaves out */
  notice: boolean;
  /** the heaviest rule that holds */
  best: CompiledRule | undefined;
  hints: readonly CompiledRule[];
  /** how much it reads like a scam, by the text model; absent without words */
  scored: Scored | undefined;
  /** the words that speak most for it */
  explain: () => Quote[];
  quoteOf: (place: Pick<Hit, 'from' | 'end'>) => Quote;
}

const mark = /[\p{M}\u200b-\u200f\u2060\ufeff]/u;
const noHits: Hit[] = [];
const noRules: readonly CompiledRule[] = [];
const noQuote = (): Quote => ({ start: 0, end: 0, text: '' });
/** How far behind a word that sends to a link ("vào", "bấm") the link stands, and behind any demand for it to be live. */
const leadReach = 4;
const demandReach = 40;

/** Prepares the buffers; the returned function reads one message. */
export function createReader(book: CompiledBook, parts: CheckerParts, model?: TextModel) {
  const seen = new Uint8Array(book.groups.length);
  const where = new Int32Array(book.groups.length);
  const order: number[] = [];
  const findWords = createWords(book);
  const isNotice = createNotices(book);
  const isFeature = (group: number): boolean => book.groups[group]?.role === 'feature';
  const rulesThatHold = createRules(book.rules, isFeature);
  const hintsThatHold = createRules(book.hints, isFeature);
  const shorteners = new Set(parts.shorteners ?? []);
  const isCheap = createSuffixes(parts.brands.cheapSuffixes);
  const lead = book.numberOf('@link-lead');
  const goLink = book.numberOf('@go-link');
  const otp = book.numberOf('@otp');
  const { feature } = book;
  const signalsOf = model && createSignals(book, model);

  return (input: CheckInput, judged: Judged[]): Reading => {
    const { text, sender } = input;
    for (let i = 0; i < order.length; i++) seen[order[i] as number] = 0;
    order.length = 0;
    for (let i = 0; i < judged.length; i++) noteObservable(judged[i] as Judged, i);
    if (sender?.kind === 'number') note('personal-sender');
    // A link or number alone has no words to read.
    const alone = judged.length === 1 && judged[0]?.seen.raw.length === text.length;
    const reading: Reading = {
      hits: noHits,
      seen,
      where,
      notice: false,
      best: undefined,
      hints: noRules,
      scored: undefined,
      explain: () => [],
      quoteOf: noQuote,
    };
    const folded = alone ? undefined : readWords(text, judged, reading);
    const notice = order.length > 0 && isNotice(seen);
    if (order.length > 0 && !notice) {
      reading.best = rulesThatHold(order, seen, reading.hits)[0];
      reading.hints = hintsThatHold(order, seen, reading.hits);
    }
    if (folded !== undefined && model !== undefined && signalsOf !== undefined) {
      const placed = placesOf(judged, isCheap, shorteners);
      const signals = signalsOf(input, folded, order, reading.best?.weight ?? 0, notice, placed);
      reading.scored = model.score(text, folded, placed, signals, sender !== undefined);
      reading.notice = notice;
      reading.explain = () => model.explain(text, folded, placed).map(reading.quoteOf);
    }
    return reading;
  };

  function readWords(text: string, judged: Judged[], reading: Reading): Folded {
    const folded = fold(text);
    const { at } = folded;
    const strange = seen[feature['unknown-link']] === 0 ? [] : judged.filter(isStrangeLink);
    const leads = (end: number, within: number): boolean => {
      if (strange.length === 0) return false;
      const from = at[end] ?? text.length;
      return strange.some((one) => one.seen.start >= from - 1 && one.seen.start - from <= within);
    };
    const hits = findWords(folded, (end) => leads(end, demandReach));
    for (let i = 0, found = hits.length; i < found; i++) {
      const { group, from, end } = hits[i] as Hit;
      see(group, -1);
      if (group !== lead || !leads(end, leadReach)) continue;
      see(goLink, -1);
      hits.push({ group: goLink, from, end });
    }
    const { homoglyph, zeroWidth, leet, separated, foreignMarks } = folded.tricks;
    if (homoglyph + zeroWidth + leet + foreignMarks > 1 || separated > 2) note('disguise');
    if (seen[otp] !== 0 && /(?:^|\D)\d{4,8}(?!\d)/.test(text)) note('code');
    reading.hits = hits;
    reading.quoteOf = ({ from, end }) => {
      const start = at[from] ?? text.length;
      const until = Math.max(start, originEnd(text, folded, end));
      return { start, end: until, text: text.slice(start, until) };
    };
    return folded;
  }

  function see(group: number, observable: number): void {
    if (seen[group] !== 0) return;
    seen[group] = 1;
    where[group] = observable;
    order.push(group);
  }

  function note(name: Feature, observable = -1): void {
    see(feature[name], observable);
  }

  function noteObservable(one: Judged, index: number): void {
    const { kind, value, host, registrable, lookalike } = one.seen;
    if (isLink(one)) {
      note('link', index);
      if (one.owner === undefined) {
        note('unknown-link', index);
        if (registrable !== undefined && isCheap(registrable, registrable.indexOf('.') + 1)) note('cheap-link', index);
      }
      if (shorteners.has(host ?? '')) note('shortener', index);
      if (lookalike !== undefined) note('lookalike', index);
      else if (one.owner === undefined && host !== undefined && mixesScripts(host)) note('mixed-scripts', index);
    } else if (kind === 'social') note('chat-account', index);
    else if (one.official) return;
    else if (kind === 'bank-account' || kind === 'vietqr') note('account', index);
    else if (kind === 'phone') {
      if (/^\+84[35789]/.test(value)) note('phone', index);
      else if (/^(?:\+84|0)?1900/.test(value)) note('premium-number', index);
      else if (/^\+(?!84)/.test(value)) note('foreign-number', index);
    }
  }
}

/** The end, in the message, of what ends at a place of the folded text; marks that belong to it are taken along. */
function originEnd(text: string, { at }: Folded, end: number): number {
  let index = (at[Math.max(0, end - 1)] ?? text.length) + 1;
  if (index < text.length && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) index += 1;
  while (index < text.length && text.charCodeAt(index) > 127 && mark.test(text.charAt(index))) index += 1;
  return Math.min(index, text.length);
}

const isLink = ({ seen }: Judged): boolean => seen.host !== undefined && seen.kind !== 'email';
const isStrangeLink = (one: Judged): boolean => isLink(one) && one.owner === undefined;
