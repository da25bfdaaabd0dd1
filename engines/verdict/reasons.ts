import type { Judged } from './checker.ts';
import type { Reading } from './reader.ts';
import type { Grade, Reason } from './types.ts';

/** More than four reasons are not read. */
const most = 4;

/** The grounds of a verdict, the strongest first; each quotes the reader's own words where it rests on words. */
export function chooseReasons(grade: Grade, judged: Judged[], reading: Reading, text: string): Reason[] {
  const reasons: Reason[] = [];
  const quoteOf = ({ start, end }: { start: number; end: number }) => ({ start, end, text: text.slice(start, end) });

  judged.forEach(({ seen, official, owner }, observable) => {
    const quote = quoteOf(seen);
    const { listing, lookalike } = seen;
    if (listing?.kind === 'scam' && !official) {
      const params = { value: seen.raw, source: listing.source, date: listing.listedAt };
      reasons.unshift({ code: 'listed', params, quote, observable });
    } else if (lookalike !== undefined) {
      const params = { value: seen.host ?? seen.raw, brand: lookalike.brand, official: lookalike.official };
      reasons.push({ code: 'lookalike', params, quote, observable });
    } else if (official && (grade === 'official' || grade === 'nothing-found')) {
      const params = { value: seen.raw, name: listing?.name ?? owner?.name ?? '' };
      reasons.push({ code: 'official', params, quote, observable });
    }
  });

  const used = new Set(reasons.map(({ code }) => code));
  if (used.has('lookalike') || used.has('listed')) used.add('unknown-link');
  const addGroup = (group: number, code: string | undefined): void => {
    if (code === undefined || used.has(code) || reading.seen[group] === 0) return;
    const hit = reading.hits.find((one) => one.group === group);
    const observable = reading.where.get(group);
    const place = observable === undefined ? undefined : judged[observable]?.seen;
    const quote = hit !== undefined ? reading.quoteOf(hit) : place === undefined ? undefined : quoteOf(place);
    used.add(code);
    reasons.push({
      code,
      params: quote === undefined ? {} : { quote: quote.text },
      ...(quote === undefined ? {} : { quote }),
      ...(observable === undefined ? {} : { observable }),
    });
  };
  if (grade !== 'official') {
    for (const group of reading.best?.groups ?? []) addGroup(group, reading.book.groups[group]?.reason);
    for (const hint of reading.hints) {
      const group = hint.groups.find((one) => reading.seen[one] !== 0);
      if (group !== undefined) addGroup(group, hint.reason);
    }
  }
  return reasons.slice(0, most);
}
