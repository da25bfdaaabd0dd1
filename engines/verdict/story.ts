import type { Folded } from '../text/index.ts';
import { compileStories } from './story-book.ts';
import { createRecogniser } from './story-stages.ts';
import { withoutTakenBack } from './story-taken.ts';
import { createTurns, type Turn } from './story-turns.ts';
import type { PartMark, StoryBook, StoryPart } from './story-types.ts';
import { merge } from './story-whole.ts';
import type { CheckerParts, Contact, Verdict } from './types.ts';
import { createWords, type Hit } from './words.ts';

/** All stages together must weigh this much for one text to be taken for a story: as much as is very suspicious. */
const suspicious = 5;
/** Shorter texts tell no story. */
const shortest = 60;

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
  const appeals = [book.numberOf('@appeals'), book.numberOf('@reported')];
  const warns = [...appeals, book.numberOf('@told-warning')];
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

  /** A warning that tells what scammers do is nobody's own story. Scammers, too, say "tuyệt đối không nói với ai". */
  const isWarning = (turns: readonly Turn[], signs: readonly number[]): boolean => {
    const has = (group: number): boolean => turns.some(({ hits }) => hits.some((hit) => hit.group === group));
    return has(spreads) || (signs.some(has) && !has(tells));
  };

  return {
    ofParts(told, verdicts) {
      const turns = turnsOf(told);
      const byPart = told.map((_, part) => turns.filter((turn) => turn.part === part));
      const warnings = new Set(byPart.flatMap((own, part) => (isWarning(own, appeals) ? [part] : [])));
      const live = turns.filter(({ part }) => !warnings.has(part));
      const best = recognise(live, told, verdicts);
      return merge(verdicts, best, [...bankOf(live), ...(parts.hotlines ?? [])]);
    },

    ofText(input, verdict) {
      if (input.text.length < shortest || verdict.grade === 'official') return verdict;
      const turns = turnsOf([input]);
      const isTold = turns.some(({ hits }) => hits.some(({ group }) => group === tells || group === happened));
      if (!isTold || isWarning(turns, warns)) return verdict;
      const best = recognise(turns, [input], [verdict]);
      if (best === undefined || best.weight < suspicious) return verdict;
      const { parts: _, ...whole } = merge([verdict], best, [...bankOf(turns), ...(parts.hotlines ?? [])]);
      // There is one text only, so nothing need say in which part it stands.
      const reasons = whole.reasons.map(({ part: _part, ...reason }) => reason);
      return { ...whole, observables: verdict.observables, reasons };
    },
  };
}
