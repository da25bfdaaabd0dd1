import type { CompiledBook } from './book.ts';
import type { Judged } from './checker.ts';
import type { Reading } from './reader.ts';
import type { Grade, Quote, Reason } from './types.ts';

/** More than four reasons are not read. */
const most = 4;

/** The grounds of a verdict, the strongest first; each quotes the reader's own words where it rests on words. */
export function chooseReasons(
  book: CompiledBook,
  grade: Grade,
  judged: Judged[],
  { best, hints, hits, seen, where, quoteOf }: Reading,
): Reason[] {
  const reasons = judged
    .flatMap((one, index) => aboutObservable(one, index, grade))
    .sort((a, b) => order(a) - order(b));
  if (grade === 'official' || (best === undefined && hints.length === 0)) return reasons.slice(0, most);

  const used = new Set(reasons.map(({ code }) => code));
  if (used.has('lookalike') || used.has('listed')) used.add('unknown-link');
  const add = (group: number, code: string | undefined): void => {
    if (code === undefined || used.has(code) || seen[group] === 0) return;
    used.add(code);
    const hit = hits.find((one) => one.group === group);
    const observable = where[group] as number;
    const quote = hit !== undefined ? quoteOf(hit) : quoteObservable(judged[observable]);
    const reason: Reason = { code, params: {} };
    if (quote !== undefined) {
      reason.params = { quote: quote.text };
      reason.quote = quote;
    }
    if (hit === undefined && observable >= 0) reason.observable = observable;
    reasons.push(reason);
  };
  for (const group of best?.groups ?? []) add(group, book.groups[group]?.reason);
  for (const { reason, groups } of hints) {
    const group = groups.find((one) => seen[one] !== 0);
    if (group !== undefined) add(group, reason);
  }
  return reasons.slice(0, most);
}

/** Listings before likenesses before official contact points; otherwise as they stand in the text. */
const order = ({ code }: Reason): number => ['listed', 'lookalike', 'official'].indexOf(code);

function aboutObservable({ seen, official, owner }: Judged, observable: number, grade: Grade): Reason[] {
  const { listing, lookalike, raw } = seen;
  const quote: Quote = { start: seen.start, end: seen.end, text: raw };
  if (official) {
    if (grade !== 'official' && grade !== 'nothing-found') return [];
    const params = { value: raw, name: listing?.name ?? owner?.name ?? '' };
    return [{ code: 'official', params, quote, observable }];
  }
  if (listing?.kind === 'scam') {
    const params = { value: raw, source: listing.source, date: listing.listedAt };
    return [{ code: 'listed', params, quote, observable }];
  }
  if (lookalike === undefined) return [];
  const params = { value: seen.host ?? raw, brand: lookalike.brand, official: lookalike.official };
  return [{ code: 'lookalike', params, quote, observable }];
}

const quoteObservable = (one: Judged | undefined): Quote | undefined =>
  one === undefined ? undefined : { start: one.seen.start, end: one.seen.end, text: one.seen.raw };
