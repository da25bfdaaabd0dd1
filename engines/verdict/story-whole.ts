import type { Recognised } from './story-stages.ts';
import type { PartMark } from './story-types.ts';
import type { Contact, Grade, Reason, Verdict } from './types.ts';

/** More than four reasons are not read. */
const most = 4;
const gravest: Grade[] = ['confirmed-scam', 'very-suspicious', 'unknown', 'nothing-found', 'official'];
/** A recognised story of this weight is very suspicious, a lighter one unclear. */
const suspicious = 5;

/**
 * One verdict of many: the gravest grade of the parts and of the story they tell, what stands in any part, and the
 * advice for the stage that was reached; without a story the advice of the gravest part.
 * @param contacts whom to call when a story was recognised
 */
export function merge(
  verdicts: readonly Verdict[],
  best: Recognised | undefined,
  contacts: Contact[],
): Verdict & { parts: PartMark[] } {
  const order = verdicts.map((_, part) => part).sort((a, b) => rank(verdicts[a]) - rank(verdicts[b]) || a - b);
  const leading = order[0] as number;
  const { grade: alone, advice, contacts: own, rulesVersion, scheme, model, listAge } = verdicts[leading] as Verdict;
  const told: Grade = best === undefined ? 'official' : best.weight >= suspicious ? 'very-suspicious' : 'unknown';
  const grade = gravest[Math.min(gravest.indexOf(alone), gravest.indexOf(told))] as Grade;

  const observables = verdicts.flatMap(({ observables: seen }, part) => seen.map((one) => ({ ...one, part })));
  const firstOf = verdicts.map((_, part) =>
    verdicts.slice(0, part).reduce((sum, one) => sum + one.observables.length, 0),
  );
  const ownReasons = order.flatMap((part) =>
    (verdicts[part]?.reasons ?? []).map(
      ({ observable, ...reason }): Reason => ({
        ...reason,
        part,
        ...(observable === undefined ? {} : { observable: observable + (firstOf[part] as number) }),
      }),
    ),
  );
  const whole: Verdict & { parts: PartMark[] } = {
    grade,
    observables,
    reasons: choose(ownReasons, best?.reasons ?? [], grade),
    advice: best ? (best.story.stages.find(({ id }) => id === best.found.stage)?.advice.slice() ?? []) : advice,
    contacts: best ? distinct([...verdicts.flatMap((one) => one.contacts), ...contacts]) : own,
    notAsked: [...new Set(verdicts.flatMap((one) => one.notAsked))].filter((code) => code !== 'caller' || !best),
    rulesVersion,
    parts: verdicts.map((one, part): PartMark => {
      const stage = best?.marks[part];
      return stage === undefined ? { grade: one.grade } : { grade: one.grade, stage };
    }),
  };
  const named = best?.found.scheme ?? scheme;
  if (named !== undefined) whole.scheme = named;
  if (best !== undefined) whole.story = best.found;
  if (model !== undefined) whole.model = model;
  if (listAge !== undefined) whole.listAge = listAge;
  return whole;
}

const rank = (verdict: Verdict | undefined): number => gravest.indexOf(verdict?.grade ?? 'official');

/** What is listed or imitated comes first, then the stages, then what else the parts say. */
function choose(own: Reason[], stages: Reason[], grade: Grade): Reason[] {
  const facts = own.filter(({ code }) => code === 'listed' || code === 'lookalike');
  const rest = own.filter(
    ({ code }) => code !== 'listed' && code !== 'lookalike' && (code !== 'official' || grade === 'official'),
  );
  const all = [...facts.slice(0, stages.length > 0 ? 1 : most), ...stages, ...rest];
  const fresh: Reason[] = [];
  for (const reason of all) if (!fresh.some((one) => saysTheSame(one, reason))) fresh.push(reason);
  return fresh.slice(0, most);
}

/** Whether two grounds are one for the reader: of one kind about one thing, or about the same words. */
function saysTheSame(a: Reason, b: Reason): boolean {
  if (a.code === b.code) return a.params.value === b.params.value;
  return (
    a.part === b.part &&
    a.quote !== undefined &&
    b.quote !== undefined &&
    a.quote.start < b.quote.end &&
    b.quote.start < a.quote.end
  );
}

/** The bank first: losses are told there first. */
function distinct(contacts: Contact[]): Contact[] {
  const byPhone = new Map(contacts.map((one) => [one.phone, one]));
  const all = [...byPhone.values()];
  return [...all.filter(({ code }) => code === 'bank'), ...all.filter(({ code }) => code !== 'bank')];
}
