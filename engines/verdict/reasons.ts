import type { CompiledBook } from './book.ts';
import type { Judged } from './checker.ts';
import { shownHost } from './idn.ts';
import type { Likeness } from './model.ts';
import type { Reading } from './reader.ts';
import type { Grade, Quote, Reason, SeenObservable } from './types.ts';

/** More than four reasons are not read. */
const most = 4;

/** The grounds of a verdict, the strongest first; each quotes the reader's own words where it rests on words. */
export function chooseReasons(
  book: CompiledBook,
  grade: Grade,
  judged: Judged[],
  reading: Reading,
  likeness: Likeness,
): Reason[] {
  const reasons: Reason[] = [];
  for (let i = 0; i < judged.length; i++) {
    const reason = aboutObservable(judged[i] as Judged, i, grade);
    if (reason !== undefined) reasons.push(reason);
  }
  if (reasons.length > 1) reasons.sort((a, b) => order(a) - order(b));
  if (grade !== 'official' && (reading.best !== undefined || reading.hints.length > 0)) {
    addWords(reasons, book, judged, reading);
  }
  if (likeness !== undefined && grade !== 'official' && reasons.length < most) {
    for (const quote of reading.explain()) reasons.push({ code: 'reads-like', params: { quote: quote.text }, quote });
  }
  return reasons.length > most ? reasons.slice(0, most) : reasons;
}

/** The code of a likeness says its trick too: each trick has a sentence of its own. */
const likeness = 'lookalike-';

/** Listings before likenesses before official contact points; otherwise as they stand in the text. */
const order = ({ code }: Reason): number =>
  ['listed', likeness, 'official'].indexOf(code.startsWith(likeness) ? likeness : code);

function aboutObservable({ seen, official, owner }: Judged, observable: number, grade: Grade): Reason | undefined {
  const { listing, lookalike, raw } = seen;
  if (official) {
    if (grade !== 'official' && grade !== 'nothing-found') return undefined;
    const params = { value: raw, name: listing?.name ?? owner?.name ?? '' };
    return { code: 'official', params, quote: quoteObservable(seen), observable };
  }
  if (listing?.kind === 'scam') {
    const params = { value: raw, source: listing.source, date: listing.listedAt };
    return { code: 'listed', params, quote: quoteObservable(seen), observable };
  }
  if (lookalike === undefined) return undefined;
  const { brand, official: real, trick } = lookalike;
  const value = seen.host === undefined ? raw : shownHost(seen.host);
  const params = { value, site: seen.registrable ?? '', brand, official: real };
  return { code: `${likeness}${trick}`, params, quote: quoteObservable(seen), observable };
}

/** What the heaviest rule and the hints rest on, each kind of reason once. */
function addWords(reasons: Reason[], { groups }: CompiledBook, judged: Judged[], reading: Reading): void {
  const { best, hints, hits, seen, where, quoteOf } = reading;
  const used = new Set(reasons.map(({ code }) => code));
  if (reasons.some(({ code }) => code === 'listed' || code.startsWith(likeness))) used.add('unknown-link');
  const add = (group: number, code: string | undefined): void => {
    if (code === undefined || used.has(code) || seen[group] === 0) return;
    used.add(code);
    const hit = hits.find((one) => one.group === group);
    const observable = groups[group]?.role === 'feature' ? (where[group] as number) : -1;
    const place = judged[observable]?.seen;
    const quote = hit !== undefined ? quoteOf(hit) : place && quoteObservable(place);
    const reason: Reason = { code, params: quote === undefined ? {} : { quote: quote.text } };
    if (quote !== undefined) reason.quote = quote;
    if (observable >= 0) reason.observable = observable;
    reasons.push(reason);
  };
  for (const group of best?.groups ?? []) add(group, groups[group]?.reason);
  for (const { reason, groups: rests } of hints) {
    const group = rests.find((one) => seen[one] !== 0);
    if (group !== undefined) add(group, reason);
  }
}

const quoteObservable = ({ start, end, raw }: SeenObservable): Quote => ({ start, end, text: raw });
