import type { Grade } from '@khien/engines/verdict';
import type { Actual, Label, Quality } from './schema.ts';

/** What is known of one answer. */
export interface Judgement {
  receivedAt: Date;
  grade: Grade;
  scheme: string | null;
  actual: Actual;
  label: Label | null;
}

type Figures = Quality['all'];

const none = (): Figures => ({ answers: 0, right: 0, falseAlarms: 0, missed: 0, unsure: 0 });
const isGrave = (grade: Grade): boolean => grade === 'very-suspicious' || grade === 'confirmed-scam';

/** Whoever read the message for the authority knows best; else the one who asked. */
function truth({ actual, label }: Judgement): Actual {
  if (label === null) return actual;
  return label === 'honest' ? 'honest' : 'scam';
}

function count(figures: Figures, one: Judgement): void {
  const actual = truth(one);
  figures.answers += 1;
  if (actual === 'unsure') figures.unsure += 1;
  else if (isGrave(one.grade) === (actual === 'scam')) figures.right += 1;
  else if (actual === 'honest') figures.falseAlarms += 1;
  else figures.missed += 1;
}

/** Vietnam has one time zone and no summer time. */
const hoursAhead = 7;

/** The Monday of the week, in Viet Nam, as a date. */
export function mondayOf(at: Date): string {
  const local = new Date(at.getTime() + hoursAhead * 3_600_000);
  local.setUTCDate(local.getUTCDate() - ((local.getUTCDay() + 6) % 7));
  return local.toISOString().slice(0, 10);
}

/** The figures of the engine's answers: all, by week, by scheme. Weeks without answers are told as such. */
export function deriveQuality(
  judgements: readonly Judgement[],
  since: Date,
  now: Date,
): Omit<Quality, 'schemes'> & { schemes: ({ scheme: string | undefined } & Figures)[] } {
  const all = none();
  const weeks = new Map<string, Figures>();
  for (let at = since.getTime(); mondayOf(new Date(at)) <= mondayOf(now); at += 7 * 86_400_000) {
    weeks.set(mondayOf(new Date(at)), none());
  }
  const schemes = new Map<string | undefined, Figures>();
  for (const one of judgements) {
    const scheme = one.scheme ?? undefined;
    const ofWeek = weeks.get(mondayOf(one.receivedAt));
    const ofScheme = schemes.get(scheme) ?? none();
    schemes.set(scheme, ofScheme);
    for (const figures of [all, ofWeek, ofScheme]) if (figures !== undefined) count(figures, one);
  }
  return {
    since: since.toISOString(),
    all,
    weeks: [...weeks].map(([monday, figures]) => ({ monday, ...figures })),
    schemes: [...schemes]
      .map(([scheme, figures]) => ({ scheme, ...figures }))
      .sort((a, b) => b.falseAlarms + b.missed - (a.falseAlarms + a.missed) || b.answers - a.answers),
    labelled: judgements.filter(({ label }) => label !== null).length,
  };
}
