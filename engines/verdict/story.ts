import type { Folded } from '../text/index.ts';
import type { CompiledStageRule, CompiledStories } from './story-book.ts';
import { compileStories } from './story-book.ts';
import { createTurns, type Turn } from './story-turns.ts';
import type { FoundStory, PartMark, StagedScheme, StoryBook, StoryPart } from './story-types.ts';
import { merge } from './story-whole.ts';
import { holds } from './rules.ts';
import type { CheckerParts, Contact, Quote, Reason, Verdict } from './types.ts';
import { createWords, type Hit } from './words.ts';

/** All stages together must weigh this much to be named, and this much to be very suspicious. */
const named = 4;
const suspicious = 5;
/** Shorter texts tell no story. */
const shortest = 60;
const DAY = 86_400_000;

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

export interface Stories {
  /**
   * The verdict of a whole story. Pure; parts may come in any order when they have dates.
   * @param parts with at least one
   * @param verdicts what the check says of each part by itself
   */
  ofParts(parts: readonly StoryPart[], verdicts: readonly Verdict[]): Verdict & { parts: PartMark[] };
  /** The same for one text that tells what happened; any other text keeps its verdict. */
  ofText(input: StoryPart, verdict: Verdict): Verdict;
}

/**
 * Prepares the recognition of scams that come in stages ("a free gift today, a shipping fee a month later").
 * @throws when a rule of the book names something that does not exist
 */
export function createStories(parts: CheckerParts, stories: StoryBook): Stories {
  const compiled = compileStories(stories, parts.schemes, parts.registry);
  const { book } = compiled;
  const words = createWords(book);
  const find = (folded: Folded): Hit[] =>
    withoutTakenBack(
      book,
      folded.ascii,
      words(folded, () => false),
    );
  const turnsOf = createTurns(compiled, find);
  const recognise = createRecogniser(compiled);
  const tells = book.numberOf('@told-by-me');
  const happened = book.numberOf('@told-happened');
  const warns = [book.numberOf('@appeals'), book.numberOf('@reported'), book.numberOf('@told-warning')];
  const spreads = book.numberOf('@told-spread');
  const banks = [book.numberOf('@named-bank'), book.numberOf('@named-wallet')];

  /** A bank or wallet that the story names: losses are told there first. */
  const bankOf = (turns: readonly Turn[]): Contact[] => {
    for (const { hits, folded } of turns) {
      const hit = hits.find(({ group }) => banks.includes(group));
      const name = hit && folded.ascii.slice(hit.from, hit.end);
      const bank = name && parts.registry.organisations.find(({ names = [] }) => names.includes(name));
      if (bank && bank.phones?.[0]) return [{ code: 'bank', name: bank.name, phone: bank.phones[0] }];
    }
    return [];
  };

  /** A warning that tells what scammers do is nobody's own story. */
  const isWarning = (turns: readonly Turn[]): boolean => {
    const has = (group: number): boolean => turns.some(({ hits }) => hits.some((hit) => hit.group === group));
    return has(spreads) || (warns.some(has) && !has(tells));
  };

  return {
    ofParts(told, verdicts) {
      const turns = turnsOf(told);
      const byPart = told.map((_, part) => turns.filter((turn) => turn.part === part));
      const warnings = new Set(byPart.flatMap((own, part) => (isWarning(own) ? [part] : [])));
      const live = turns.filter(({ part }) => !warnings.has(part));
      const best = recognise(live, told, verdicts);
      return merge(verdicts, best, [...bankOf(live), ...(parts.hotlines ?? [])]);
    },

    ofText(input, verdict) {
      if (input.text.length < shortest || verdict.grade === 'official') return verdict;
      const turns = turnsOf([input]);
      const isTold = turns.some(({ hits }) => hits.some(({ group }) => group === tells || group === happened));
      if (!isTold || isWarning(turns)) return verdict;
      const best = recognise(turns, [input], [verdict]);
      if (best === undefined || best.weight < suspicious) return verdict;
      const { parts: _, ...whole } = merge([verdict], best, [...bankOf(turns), ...(parts.hotlines ?? [])]);
      return whole;
    },
  };
}

/** How far behind its words a "không phải trả …" still speaks of a fee, and what ends it. */
const freeReach = 14;
const turnsBack = /[.,;:!?]|\b(?:ma|nhung|chi|con|rieng|but|only)\b/;
const takenByFree = new Set(['money', 'ask', 'honest']);

/**
 * What only seems to be said. Phrases know no sentences, so none may reach over the end of one. Words of the role
 * `free` take back the demands and orders they are about ("không phải trả phí ship" is no fee), and right behind words
 * of the role `makes` a payment is demanded and not made ("bảo em đóng 10%").
 */
function withoutTakenBack({ groups }: CompiledStories['book'], ascii: string, hits: Hit[]): Hit[] {
  const roleOf = ({ group }: Hit): string => groups[group]?.role ?? '';
  const within = hits.filter(({ from, end }) => !/[.!?;] /.test(ascii.slice(from, end)));
  const free = within.filter((hit) => roleOf(hit) === 'free');
  const makes = within.filter((hit) => roleOf(hit) === 'makes');
  const isFree = ({ from }: Hit): boolean =>
    free.some(
      (one) =>
        from >= one.from &&
        from <= one.end + freeReach &&
        !turnsBack.test(ascii.slice(one.end, Math.max(one.end, from))),
    );
  const isMade = ({ from }: Hit): boolean => makes.some(({ end }) => from - end === 1);
  return within.filter((hit) => {
    const role = roleOf(hit);
    return !(takenByFree.has(role) && isFree(hit)) && !(role === 'paid' && isMade(hit));
  });
}

/** @returns a function that finds the staged scheme a sequence of turns fits best */
function createRecogniser({ book, rules, mark }: CompiledStories) {
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
    if (nextIn && dated && day !== undefined) {
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
    const { all, groups } = rule.rule;
    const of = (some: number[]): Hit[] => turn.hits.filter(({ group }) => some.includes(group));
    const hits = of(all).length > 0 ? of(all) : of(groups);
    // The longest words say most: "một phần giá trị" rather than "trả".
    const quote = quoteOf(turn, hits.sort((x, y) => y.end - y.from - (x.end - x.from))[0]);
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
