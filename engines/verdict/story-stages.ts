/** Which staged scheme the turns of a story fit best, and how far it has come. */
import { holds } from './rules.ts';
import type { CompiledStageRule, CompiledStories } from './story-book.ts';
import type { Turn } from './story-turns.ts';
import type { FoundStory, StagedScheme, StoryPart } from './story-types.ts';
import type { Quote, Reason, Verdict } from './types.ts';
import type { Hit } from './words.ts';

/** All stages together must weigh this much for a staged scheme to be named. */
const named = 4;
/** About as many letters as a sentence has. */
const sentence = 60;
const DAY = 86_400_000;
/** Days since 1970 that a date with four digits for the year can name; people may tell of others. */
const [firstDay, lastDay] = [Date.parse('0000-01-01') / DAY, Date.parse('9999-12-31') / DAY];

/** A stage that was seen, by the heaviest rule that showed it. */
interface Reached {
  turn: Turn;
  stage: number;
  weight: number;
  rule: CompiledStageRule;
}

/** What was recognised in the parts of a story, before it becomes a verdict. */
export interface Recognised {
  story: StagedScheme;
  weight: number;
  found: FoundStory;
  reasons: Reason[];
  marks: (string | undefined)[];
}

/** @returns a function that finds the staged scheme a sequence of turns fits best */
export function createRecogniser({ book, rules, mark }: CompiledStories) {
  return (
    turns: readonly Turn[],
    parts: readonly StoryPart[],
    verdicts: readonly Verdict[],
  ): Recognised | undefined => {
    const reached = new Map<StagedScheme, Reached[]>();
    const sofar = new Uint8Array(book.groups.length);
    const counts = parts.map((_, part) => turns.filter((turn) => turn.part === part).length);
    for (const turn of turns) {
      const seen = new Uint8Array(book.groups.length);
      for (const { group } of turn.hits) sofar[group] = seen[group] = 1;
      const alone = counts[turn.part] === 1;
      for (const name of marksOf(turn, parts[turn.part], verdicts[turn.part], alone)) {
        const group = mark(name);
        if (group !== undefined) sofar[group] = seen[group] = 1;
      }
      for (const rule of rules) {
        const own = reached.get(rule.story) ?? [];
        if (
          rule.told.some((group) => sofar[group] === 0) ||
          rule.never.some((group) => sofar[group] !== 0) ||
          !holds(rule.rule, seen, turn.hits) ||
          (rule.after.length > 0 && !own.some((one) => comesBefore(one, rule, turn)))
        ) {
          continue;
        }
        const stage = rule.story.stages.indexOf(rule.stage);
        own.push({ turn, stage, weight: rule.rule.weight, rule });
        reached.set(rule.story, own);
      }
    }
    const all = [...reached].map(([story, list]) => summary(story, list, parts.length));
    const best = all.sort((a, b) => b.weight - a.weight)[0];
    return best && best.weight >= named ? best : undefined;
  };

  function summary(story: StagedScheme, list: Reached[], count: number): Recognised {
    const heaviest = story.stages.map((_, stage) =>
      list.filter((one) => one.stage === stage).reduce<Reached | undefined>(heavier, undefined),
    );
    const seen = heaviest.filter((one) => one !== undefined);
    const weight = seen.reduce((sum, one) => sum + one.weight, 0);
    const last = seen.at(-1) as Reached;
    const { id, next, nextIn } = last.rule.stage;
    const found: FoundStory = {
      id: story.id,
      scheme: story.scheme,
      stage: id,
      next,
      stages: story.stages.map((stage, index) => {
        const first = list.find((one) => one.stage === index);
        return first === undefined ? { id: stage.id } : { id: stage.id, part: first.turn.part };
      }),
    };
    const { dated, day } = last.turn;
    if (nextIn && dated && day !== undefined && day + nextIn.from >= firstDay && day + nextIn.to <= lastDay) {
      found.expected = { from: isoDay(day + nextIn.from), to: isoDay(day + nextIn.to) };
    }
    const marks = Array.from({ length: count }, (_, part) => {
      const own = list.filter(({ turn }) => turn.part === part).map(({ stage }) => stage);
      return own.length === 0 ? undefined : story.stages[Math.max(...own)]?.id;
    });
    return { story, weight, found, reasons: seen.map((one) => reasonOf(story, one)), marks };
  }

  /** The stage as a ground, with the words that show it. */
  function reasonOf({ id }: StagedScheme, { rule, turn }: Reached): Reason {
    const of = (some: number): Hit[] => turn.hits.filter(({ group }) => group === some);
    const hits = of(rule.rule.groups.find((group) => of(group).length > 0) ?? -1);
    // Of the words said first the longest, which say most: "một phần giá trị" rather than "trả".
    const near = hits.filter(({ from }) => from - (hits[0]?.from ?? 0) < sentence);
    const quote = quoteOf(turn, near.sort((x, y) => y.end - y.from - (x.end - x.from))[0]);
    return { code: `${id}.${rule.stage.id}`, params: { quote: quote.text }, quote, part: turn.part };
  }
}

/** Whether what was reached is a stage that a rule builds on, and not too long ago. */
const comesBefore = (one: Reached, { after, later, story }: CompiledStageRule, turn: Turn): boolean =>
  after.includes(one.rule.stage.id) && !(later && one.turn === turn) && apart(one.turn, turn) <= story.apart;

const heavier = (a: Reached | undefined, b: Reached): Reached => (a === undefined || b.weight > a.weight ? b : a);

/** Days between two turns; none as long as one of them has no date. */
const apart = (a: Turn, b: Turn): number =>
  a.day === undefined || b.day === undefined || (a.part !== b.part && !(a.dated && b.dated))
    ? 0
    : Math.abs(a.day - b.day);

const isoDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** What a turn shows beside its words. */
function marksOf(turn: Turn, part: StoryPart | undefined, verdict: Verdict | undefined, alone: boolean): string[] {
  const marks: string[] = part?.channel === undefined ? [] : [part.channel];
  for (const { kind, host, start } of verdict?.observables ?? []) {
    if (start < turn.start || start >= turn.end) continue;
    if (host !== undefined && kind !== 'email') marks.push('link');
    else if (kind === 'bank-account' || kind === 'vietqr') marks.push('account');
    else if (kind === 'phone') marks.push('phone');
  }
  const grave = verdict?.grade === 'very-suspicious' || verdict?.grade === 'confirmed-scam';
  if (alone && grave) marks.push('grave');
  if (alone && grave && verdict.scheme !== undefined) marks.push(`as-${verdict.scheme}`);
  return marks;
}

/** The words of a hit; for a stage that only the kind of a part shows, how that turn begins. */
function quoteOf({ text, folded: { at }, start, end }: Turn, hit: Hit | undefined): Quote {
  const from = hit ? (at[hit.from] ?? 0) : start;
  const until = hit
    ? (at[hit.end] ?? text.length)
    : Math.min(end, start + (/^.{0,60}(?!\S)/su.exec(text.slice(start, end))?.[0].length ?? 0));
  return { start: from, end: until, text: text.slice(from, until) };
}
