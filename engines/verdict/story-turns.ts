/**
 * Cuts the parts of a story into turns, one for each time it tells of, and puts them into the order in which they
 * happened: people tell "hôm nay … tháng trước …" as often as the other way round.
 */
import { type Folded, fold } from '../text/index.ts';
import type { CompiledStories } from './story-book.ts';
import type { StoryPart, TimeWords } from './story-types.ts';
import type { Hit } from './words.ts';

export interface Turn {
  /** index of the part it belongs to */
  part: number;
  /** the whole part */
  text: string;
  /** the same, folded; hits are places in it */
  folded: Folded;
  hits: Hit[];
  /** where it stands in the part: UTF-16 offsets */
  start: number;
  end: number;
  /** days since 1970 when the part has a date; else days counted from the telling of this part */
  day: number | undefined;
  dated: boolean;
}

const DAY = 86_400_000;
const WEEK = 7;
/** Nobody tells of more times in one part; what is told behind the last belongs to it. */
const mostTurns = 24;
/** How far back from its time words a turn begins, when a clause begins there ("Rồi khoảng một tháng sau …"). */
const leadIn = 30;
/** What a clause with time words may begin with. */
const connector = /\b(?:thi|roi|den|toi|ma|va|nhung|xong|the|vay|bong|tam|do|cach|den luc|ai ngo|it lau|then|and|but)$/;

/** @param find the search for phrases in a folded text */
export function createTurns({ times }: CompiledStories, find: (folded: Folded) => Hit[]) {
  return (parts: readonly StoryPart[]): Turn[] => {
    const days = parts.map(({ at }) => (at === undefined ? Number.NaN : Math.floor(Date.parse(at) / DAY)));
    // A part without a date stays behind the one that was told before it.
    const places = days.map((_, index) => {
      for (let i = index; i >= 0; i--) if (!Number.isNaN(days[i])) return days[i] as number;
      return Number.NEGATIVE_INFINITY;
    });
    const order = parts.map((_, index) => index).sort((a, b) => compare(places[a], places[b]) || a - b);
    return order.flatMap((part) => turnsOf(parts[part] as StoryPart, part, days[part] as number));
  };

  function turnsOf({ text }: StoryPart, part: number, at: number): Turn[] {
    const folded = fold(text);
    const hits = find(folded);
    const dated = !Number.isNaN(at);
    const cuts: Cut[] = [{ from: 0, anchor: dated ? at : undefined, day: dated ? at : undefined }];
    let read = 0;
    for (const hit of hits.filter(({ group }) => times.has(group)).sort(byPlace)) {
      const time = times.get(hit.group) as TimeWords;
      if (hit.from < read || cuts.length === mostTurns) continue;
      read = hit.end;
      const last = cuts.at(-1) as Cut;
      const told = dayOf(time, folded.ascii.slice(hit.from, hit.end), dated ? at : 0, last);
      const begins = clauseBefore(text, folded, hit.from);
      if (time.from === 'telling' && begins === undefined) {
        // "Có người gọi hôm qua": no new turn, but its day.
        if (last.anchor === undefined) Object.assign(last, told);
        continue;
      }
      const from = begins ?? hit.from;
      if (from <= last.from) Object.assign(last, told);
      else cuts.push({ from, ...told });
    }
    return inOrder(cuts).map(({ from, to = folded.ascii.length, day }): Turn => {
      const own = hits.filter((hit) => hit.from >= from && hit.from < to);
      const [start, end] = [folded.at[from] ?? 0, folded.at[to] ?? text.length];
      return { part, text, folded, hits: own, start, end, day, dated };
    });
  }
}

/** Where a turn begins in the folded text. `anchor`: the day its time counts from; turns after one another share it. */
interface Cut {
  from: number;
  to?: number;
  anchor: number | undefined;
  day: number | undefined;
}

/**
 * As it happened: by the days that were told outright. What came "sau đó" stays behind what it followed. What was told
 * first without any time happened first, unless everything else lies a week back: then it is today's.
 */
function inOrder(cuts: Cut[]): Cut[] {
  const latest = Math.max(...cuts.map(({ anchor }) => anchor ?? Number.NEGATIVE_INFINITY));
  const place = ({ anchor }: Cut): number => anchor ?? (latest <= -WEEK ? 0 : Number.NEGATIVE_INFINITY);
  return cuts
    .map((cut, index) => {
      const next = cuts[index + 1];
      return next ? { ...cut, to: next.from } : cut;
    })
    .sort((a, b) => (place(a) === place(b) ? a.from - b.from : place(a) - place(b)));
}

/** The first, and of those that begin together the longest. */
const byPlace = (a: Hit, b: Hit): number => a.from - b.from || b.end - a.end;

const compare = (a: number | undefined, b: number | undefined): number =>
  a === undefined || b === undefined || a === b ? 0 : a - b;

function dayOf({ days, from }: TimeWords, words: string, telling: number, before: Cut): Pick<Cut, 'anchor' | 'day'> {
  const distance = days * Math.min(Number(/\d+/.exec(words)?.[0] ?? 1), 1000);
  if (from === 'telling') return { anchor: telling + distance, day: telling + distance };
  return { anchor: before.anchor, day: before.day === undefined ? undefined : before.day + distance };
}

/** Where the clause begins whose first words are at `from`; undefined in the middle of a clause. */
function clauseBefore(text: string, { ascii, at }: Folded, from: number): number | undefined {
  for (let i = from; i > Math.max(0, from - leadIn); i--) {
    const between = text.slice((at[i - 1] ?? 0) + 1, at[i] ?? text.length);
    if (/[.,;:!?]/.test(ascii[i - 1] ?? '') || /[\n–—…]/.test(between)) {
      const lead = ascii.slice(i, from).trim();
      return lead === '' || connector.test(lead) ? i : undefined;
    }
  }
  const lead = ascii.slice(Math.max(0, from - leadIn), from).trim();
  if (from <= leadIn && (lead === '' || connector.test(lead))) return 0;
  return connector.test(lead) ? from : undefined;
}
