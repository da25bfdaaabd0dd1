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
  return { ...renderCommon(verdict, locale), ...renderOwn(verdict, locale) };
}

/** What many verdicts share, most of an answer: see {@link commonKey}. */
export function renderCommon(verdict: Verdict, locale: Locale) {
  const say = (key: string) => renderMessage(locale, key);
  const { grade, advice, contacts, notAsked, rulesVersion, scheme, story } = verdict;
  return {
    grade,
    gradeText: say(`grade.${grade}`),
    gradeLine: say(story ? `story.${story.id}.${story.stage}.do` : `gradeLine.${grade}`),
    advice: advice.map((code) => ({ code, message: say(`advice.${code}`) })),
    contacts: contacts.map(({ code, name, phone }) => ({ code, name, phone })),
    notAsked: notAsked.map((code) => ({ code, message: say(`notAsked.${code}`) })),
    rulesVersion,
    ...(scheme !== undefined && known.has(scheme) ? { scheme, schemeName: say(`scheme.${scheme}.name`) } : {}),
  };
}

/** Verdicts of the same key have the same {@link renderCommon}, in each language. */
export function commonKey({ grade, advice, contacts, notAsked, rulesVersion, scheme, story }: Verdict): string {
  let key = `${grade} ${rulesVersion} ${scheme} ${story?.id} ${story?.stage}`;
  for (const code of advice) key += ` ${code}`;
  for (const { name, phone } of contacts) key += ` ${name} ${phone}`;
  for (const code of notAsked) key += ` ${code}`;
  return key;
}

/** What a verdict alone has: its observables, reasons and story. */
export function renderOwn(verdict: Verdict & { parts?: PartMark[] }, locale: Locale) {
  const say = (key: string, params?: Record<string, string>) => renderMessage(locale, key, params);
  const { story, parts, listAge } = verdict;
  return {
    observables: verdict.observables.map(renderObservable),
    reasons: verdict.reasons.map(({ code, params, quote, observable, part }) => ({
      code,
      message: say(`reason.${code}`, params),
      ...(quote ? { quote: { start: quote.start, end: quote.end, text: quote.text } } : {}),
      ...(observable === undefined ? {} : { observable }),
      ...(part === undefined ? {} : { part }),
    })),
    ...(listAge === undefined ? {} : { listAge }),
    ...(story === undefined ? {} : { story: renderStory(story, say) }),
    ...(parts === undefined ? {} : { parts: renderParts(parts, story, say) }),
  };
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
