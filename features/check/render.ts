import { formatValue } from '@khien/engines/text';
import type { PartMark, SeenObservable, Verdict } from '@khien/engines/verdict';
import { type Locale, renderMessage, schemes } from '@khien/packs/vietnam';
import { renderParts, renderStory } from './render-story.ts';
import type { CheckAnswer } from './schema.ts';

/** A list made with another version of the pack may name a scheme this one does not have. */
const known = new Set(schemes.schemes.map(({ id }) => id));

/**
 * A verdict with its sentences in the reader's language. Every field is named here: what is not never leaves, also on
 * the batch route, which sends this without a second look.
 */
export function render(verdict: Verdict & { parts?: PartMark[] }, locale: Locale): CheckAnswer {
  const say = (key: string, params?: Record<string, string>) => renderMessage(locale, key, params);
  const { story, parts } = verdict;
  const answer: CheckAnswer = {
    grade: verdict.grade,
    gradeText: say(`grade.${verdict.grade}`),
    gradeLine: say(story ? `story.${story.id}.${story.stage}.do` : `gradeLine.${verdict.grade}`),
    observables: verdict.observables.map(renderObservable),
    reasons: verdict.reasons.map(({ code, params, quote, observable, part }) => ({
      code,
      message: say(`reason.${code}`, params),
      ...(quote ? { quote: { start: quote.start, end: quote.end, text: quote.text } } : {}),
      ...(observable === undefined ? {} : { observable }),
      ...(part === undefined ? {} : { part }),
    })),
    advice: verdict.advice.map((code) => ({ code, message: say(`advice.${code}`) })),
    contacts: verdict.contacts.map(({ code, name, phone }) => ({ code, name, phone })),
    notAsked: verdict.notAsked.map((code) => ({ code, message: say(`notAsked.${code}`) })),
    rulesVersion: verdict.rulesVersion,
  };
  if (verdict.scheme !== undefined && known.has(verdict.scheme)) {
    answer.scheme = verdict.scheme;
    answer.schemeName = say(`scheme.${verdict.scheme}.name`);
  }
  if (verdict.listAge !== undefined) answer.listAge = verdict.listAge;
  if (story !== undefined) answer.story = renderStory(story, say);
  if (parts !== undefined) answer.parts = renderParts(parts, story, say);
  return answer;
}

type Shown = CheckAnswer['observables'][number];

function renderObservable(seen: SeenObservable): Shown {
  const { kind, value, key, raw, start, end } = seen;
  const shown: Shown = { kind, value, display: formatValue(kind, value), key, raw, start, end };
  if (seen.host !== undefined) shown.host = seen.host;
  if (seen.registrable !== undefined) shown.registrable = seen.registrable;
  if (seen.bank !== undefined) shown.bank = seen.bank;
  if (seen.amount !== undefined) shown.amount = seen.amount;
  if (seen.note !== undefined) shown.note = seen.note;
  if (seen.part !== undefined) shown.part = seen.part;
  if (seen.lookalike) shown.lookalike = seen.lookalike;
  if (seen.listing) {
    shown.listing = seen.listing;
    if (seen.listing.kind === 'scam') shown.appeal = `/khieu-nai?value=${encodeURIComponent(value)}`;
  }
  return shown;
}
