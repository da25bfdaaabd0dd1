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
    const cuts = [{ from: 0, day: dated ? at : undefined }];
    let day = dated ? at : undefined;
    let read = 0;
    for (const hit of hits.filter(({ group }) => times.has(group)).sort(byPlace)) {
      const time = times.get(hit.group) as TimeWords;
      if (hit.from < read) continue;
      read = hit.end;
      const told = dayOf(time, folded.ascii.slice(hit.from, hit.end), dated ? at : 0, day);
      const begins = clauseBefore(text, folded, hit.from);
      if (time.weak && begins === undefined) {
        // "Có người gọi hôm qua": no new turn, but its day.
        const last = cuts.at(-1);
        if (last && time.from === 'telling' && last.day === (dated ? at : undefined)) last.day = told;
        continue;
      }
      day = told;
      const from = begins ?? hit.from;
      const last = cuts.at(-1);
      if (last && from <= last.from) last.day = told;
      else cuts.push({ from, day: told });
    }
    // What stands before the first time that is told happened when the next thing did, or before.
    if (!dated && cuts[0]) cuts[0].day ??= cuts[1]?.day;
    const end = folded.ascii.length;
    return cuts
      .map((cut, index): Turn => {
        const to = cuts[index + 1]?.from ?? end;
        return {
          part,
          text,
          folded,
          hits: hits.filter(({ from }) => from >= cut.from && from < to),
          start: folded.at[cut.from] ?? 0,
          end: folded.at[to] ?? text.length,
          day: cut.day,
          dated,
        };
      })
      .sort((a, b) => compare(a.day, b.day) || a.start - b.start);
  }
}

/** The first, and of those that begin together the longest. */
const byPlace = (a: Hit, b: Hit): number => a.from - b.from || b.end - a.end;

const compare = (a: number | undefined, b: number | undefined): number =>
  a === undefined || b === undefined || a === b ? 0 : a - b;

function dayOf({ days, from }: TimeWords, words: string, telling: number, before: number | undefined): number {
  const count = Number(/\d+/.exec(words)?.[0] ?? 1);
  return (from === 'telling' ? telling : (before ?? telling)) + days * Math.min(count, 1000);
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
