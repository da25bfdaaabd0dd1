import { type Folded, fold } from '../text/index.ts';
import type { CompiledBook, CompiledRule, Feature } from './book.ts';
import type { Judged } from './checker.ts';
import { createNotices } from './notices.ts';
import { canHoldWithoutWords, createRules } from './rules.ts';
import type { CheckerParts, CheckInput, Quote } from './types.ts';
import { createWords, type Hit } from './words.ts';

/** What the words of a message say, together with what it points to. Valid until the next message is read. */
export interface Reading {
  hits: Hit[];
  /** group or feature → 1 or 0 */
  seen: Uint8Array;
  /** for a feature that an observable gave: which one */
  where: Int32Array;
  /** the heaviest rule that holds */
  best: CompiledRule | undefined;
  hints: CompiledRule[];
  quoteOf: (hit: Hit) => Quote;
}

const mark = /[\p{M}\u200b-\u200f\u2060\ufeff]/u;
/** How far behind a word that sends to a link ("vào", "bấm") the link stands, and behind any demand for it to be live. */
const leadReach = 4;
const demandReach = 40;

/** Prepares the buffers; the returned function reads one message. */
export function createReader(book: CompiledBook, parts: CheckerParts) {
  const seen = new Uint8Array(book.groups.length);
  const where = new Int32Array(book.groups.length);
  const findWords = createWords(book);
  const isNotice = createNotices(book);
  const wordless = (rule: CompiledRule): boolean => canHoldWithoutWords(rule, book);
  const rules = { words: createRules(book.rules), wordless: createRules(book.rules.filter(wordless)) };
  const hints = { words: createRules(book.hints), wordless: createRules(book.hints.filter(wordless)) };
  const shorteners = new Set(parts.shorteners ?? []);
  const cheap = new Set(parts.brands.cheapSuffixes);
  const lead = book.numberOf('@link-lead');
  const goLink = book.numberOf('@go-link');
  const otp = book.numberOf('@otp');
  const { feature } = book;

  return ({ text, sender }: CheckInput, judged: Judged[]): Reading => {
    seen.fill(0);
    noteObservables(judged);
    if (sender?.kind === 'number') note('personal-sender');
    // A link or number alone has no words to read.
    const alone = judged.length === 1 && judged[0]?.seen.raw.length === text.length;
    const reading: Reading = { hits: [], seen, where, best: undefined, hints: [], quoteOf: noQuote };
    if (!alone) readWords(text, judged, reading);
    const { hits } = reading;
    if (isNotice(seen)) return reading;
    const which = hits.length > 0 ? 'words' : 'wordless';
    rules[which](seen, hits, (rule) => {
      reading.best = rule;
      return true;
    });
    hints[which](seen, hits, (hint) => reading.hints.push(hint) < 0);
    return reading;
  };

  function readWords(text: string, judged: Judged[], reading: Reading): void {
    const folded = fold(text);
    const strange = judged.filter((one) => isLink(one) && one.owner === undefined);
    const leads = (end: number, within: number): boolean => {
      if (strange.length === 0) return false;
      const from = originEnd(text, folded, end);
      return strange.some((one) => one.seen.start >= from - 1 && one.seen.start - from <= within);
    };
    const { hits, spanOf } = findWords(folded.ascii, (end) => leads(end, demandReach));
    for (let i = hits.length - 1; i >= 0; i--) {
      const hit = hits[i] as Hit;
      seen[hit.group] = 1;
      if (hit.group !== lead || !leads(spanOf(hit)[1], leadReach)) continue;
      seen[goLink] = 1;
      hits.push({ ...hit, group: goLink });
    }
    const { homoglyph, zeroWidth, leet, separated, foreignMarks } = folded.tricks;
    if (homoglyph + zeroWidth + leet + foreignMarks > 1 || separated > 2) note('disguise');
    if (seen[otp] !== 0 && /(?<!\d)\d{4,8}(?!\d)/.test(text)) note('code');
    reading.hits = hits;
    reading.quoteOf = (hit) => {
      const [from, to] = spanOf(hit);
      const start = folded.at[from] ?? text.length;
      const end = Math.max(start, originEnd(text, folded, to));
      return { start, end, text: text.slice(start, end) };
    };
  }

  function note(name: Feature, observable = -1): void {
    const group = feature[name];
    if (seen[group] !== 0) return;
    where[group] = observable;
    seen[group] = 1;
  }

  function noteObservables(judged: Judged[]): void {
    for (let i = 0; i < judged.length; i++) {
      const one = judged[i] as Judged;
      const { kind, value, host, registrable, lookalike } = one.seen;
      if (isLink(one)) {
        note('link', i);
        if (one.owner === undefined) {
          note('unknown-link', i);
          if (cheap.has(suffixOf(registrable))) note('cheap-link', i);
        }
        if (shorteners.has(host ?? '')) note('shortener', i);
        if (lookalike !== undefined) note('lookalike', i);
      } else if (kind === 'social') note('chat-account', i);
      else if (one.official) continue;
      else if (kind === 'bank-account' || kind === 'vietqr') note('account', i);
      else if (kind === 'phone') {
        if (/^\+84[35789]/.test(value)) note('phone', i);
        else if (/^(?:\+84|0)?1900/.test(value)) note('premium-number', i);
        else if (/^\+(?!84)/.test(value)) note('foreign-number', i);
      }
    }
  }
}

const noQuote = (): Quote => ({ start: 0, end: 0, text: '' });

/** The end, in the message, of what ends at a place of the folded text; marks that belong to it are taken along. */
function originEnd(text: string, { at }: Folded, end: number): number {
  let index = (at[Math.max(0, end - 1)] ?? text.length) + 1;
  if (index < text.length && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) index += 1;
  while (index < text.length && text.charCodeAt(index) > 127 && mark.test(text.charAt(index))) index += 1;
  return Math.min(index, text.length);
}

const isLink = ({ seen }: Judged): boolean => seen.host !== undefined && seen.kind !== 'email';
const suffixOf = (registrable = ''): string => registrable.slice(registrable.indexOf('.') + 1);
