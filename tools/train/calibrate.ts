import type { TextModelData } from '@khien/engines/verdict';
import { type Example, learn, type LearnSettings, scoreOf } from './learn.ts';
import { createRandom } from './random.ts';
import { buckets, type Sample } from './samples.ts';
import { falseAlarms, folds, mix, settings } from './settings.ts';

type Case = keyof TextModelData['levels'];

/** Scores each message by a model that has seen no wording of its template. */
export function crossScores(
  samples: readonly Sample[],
  examples: readonly Example[],
  signalCount: number,
  how: LearnSettings = settings,
  seed = '',
): Float64Array {
  const scores = new Float64Array(samples.length);
  const random = createRandom(`folds${seed}`);
  const groups = new Map<string, number>();
  for (const { group } of samples) if (!groups.has(group)) groups.set(group, random.below(folds));
  for (let fold = 0; fold < folds; fold++) {
    const inFold = (i: number): boolean => groups.get((samples[i] as Sample).group) === fold;
    const seen = examples.filter((_, i) => !inFold(i));
    const model = learn(seen, buckets, signalCount, how, createRandom(`model${seed}`));
    for (let i = 0; i < examples.length; i++) if (inFold(i)) scores[i] = scoreOf(model, examples[i] as Example);
  }
  return scores;
}

const shares = [1, 0.5, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001, 0.0005];

/** Which score which share of the honest messages reaches: a threshold is chosen by its false alarms. */
export function calibrate(
  samples: readonly Sample[],
  scores: Float64Array,
): Pick<TextModelData, 'calibration' | 'levels'> {
  const each = <T>(make: (honest: Honest, which: Case) => T): Record<Case, T> => {
    const of = (which: Case): T => make(honestScores(samples, scores, which), which);
    return { sender: of('sender'), noSender: of('noSender'), english: of('english') };
  };
  return {
    calibration: each((honest) =>
      shares
        .map((share) => ({ score: atShare(honest, share), falseAlarms: share }))
        .filter(({ score }, i, all) => i === 0 || score > (all[i - 1]?.score ?? Number.NEGATIVE_INFINITY)),
    ),
    levels: each((honest, which) => ({
      strong: atShare(honest, falseAlarms[which].strong),
      weak: atShare(honest, falseAlarms[which].weak),
    })),
  };
}

export const caseOf = ({ english, sender }: Sample): Case =>
  english ? 'english' : sender === undefined ? 'noSender' : 'sender';

/** Scores of honest messages, the highest first, each with its part of what an ordinary phone gets. */
type Honest = { score: number; part: number }[];

/** Of the messages the model decides: official warnings and codes that the rules know are left out. */
function honestScores(samples: readonly Sample[], scores: Float64Array, which: Case): Honest {
  const theme = ({ group }: Sample): string => group.split(/[:.]/, 1)[0] as string;
  const sizes = new Map<string, number>();
  for (const sample of samples) sizes.set(theme(sample), (sizes.get(theme(sample)) ?? 0) + 1);
  const chosen = samples.flatMap((sample, i) =>
    sample.label === 'ham' && caseOf(sample) === which && !sample.signals.some((name) => name.endsWith('notice'))
      ? [{ score: scores[i] as number, part: (mix[theme(sample)] ?? mix.other) / (sizes.get(theme(sample)) as number) }]
      : [],
  );
  const whole = chosen.reduce((sum, { part }) => sum + part, 0);
  return chosen.map(({ score, part }) => ({ score, part: part / whole })).sort((a, b) => b.score - a.score);
}

/** The lowest score that at most this share reaches. */
function atShare(honest: Honest, share: number): number {
  let sum = 0;
  let score = Number.POSITIVE_INFINITY;
  for (const one of honest) {
    sum += one.part;
    if (sum > share) break;
    score = one.score;
  }
  return Number((Number.isFinite(score) ? score : (honest[0]?.score ?? 0)).toFixed(3));
}

/** What the folds found, by topic. */
export function report(samples: readonly Sample[], scores: Float64Array): void {
  const { levels } = calibrate(samples, scores);
  const flagged = (i: number): boolean => (scores[i] as number) >= levels[caseOf(samples[i] as Sample)].strong;
  const topics = new Map<string, { of: number; flagged: number }>();
  samples.forEach(({ label, topic }, i) => {
    const key = `${label} ${topic}`;
    const row = topics.get(key) ?? { of: 0, flagged: 0 };
    row.of += 1;
    if (flagged(i)) row.flagged += 1;
    topics.set(key, row);
  });
  for (const label of ['scam', 'illegal', 'ham']) {
    const rows = [...topics].filter(([key]) => key.startsWith(label));
    const of = rows.reduce((sum, [, row]) => sum + row.of, 0);
    const hits = rows.reduce((sum, [, row]) => sum + row.flagged, 0);
    console.error(`${label}: ${((100 * hits) / of).toFixed(1)} % of ${of} very suspicious by text alone, in folds`);
    console.error(
      `  ${rows.map(([key, row]) => `${key.slice(label.length + 1)} ${((100 * row.flagged) / row.of).toFixed(0)} %`).join(' · ')}`,
    );
  }
}
