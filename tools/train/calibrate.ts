import type { BySender, TextModelData } from '@khien/engines/verdict';
import { type Example, learn, scoreOf } from './learn.ts';
import { createRandom } from './random.ts';
import { bits, type Sample } from './samples.ts';
import { falseAlarms, folds, settings } from './settings.ts';

/** Scores each message by a model that has seen no wording of its template. */
export function crossScores(
  samples: readonly Sample[],
  examples: readonly Example[],
  signalCount: number,
): Float64Array {
  const scores = new Float64Array(samples.length);
  const random = createRandom('folds');
  const groups = new Map<string, number>();
  for (const { group } of samples) if (!groups.has(group)) groups.set(group, random.below(folds));
  for (let fold = 0; fold < folds; fold++) {
    const inFold = (i: number): boolean => groups.get((samples[i] as Sample).group) === fold;
    const seen = examples.filter((_, i) => !inFold(i));
    const model = learn(seen, 2 ** bits, signalCount, settings, createRandom('model'));
    for (let i = 0; i < examples.length; i++) if (inFold(i)) scores[i] = scoreOf(model, examples[i] as Example);
  }
  return scores;
}

const shares = [1, 0.5, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001, 0.0005, 0.0002];

/** Which score which share of the honest messages reaches: a threshold is chosen by its false alarms. */
export function calibrate(
  samples: readonly Sample[],
  scores: Float64Array,
): Pick<TextModelData, 'calibration' | 'levels'> {
  const curveOf = (senderKnown: boolean) => {
    const honest = honestScores(samples, scores, senderKnown);
    return shares
      .map((share) => ({ score: round(atShare(honest, share)), falseAlarms: share }))
      .filter(({ score }, i, all) => i === 0 || score > (all[i - 1]?.score ?? -Infinity));
  };
  const levelsOf = (senderKnown: boolean) => {
    const honest = honestScores(samples, scores, senderKnown);
    return { strong: round(atShare(honest, falseAlarms.strong)), weak: round(atShare(honest, falseAlarms.weak)) };
  };
  return {
    calibration: { sender: curveOf(true), noSender: curveOf(false) },
    levels: { sender: levelsOf(true), noSender: levelsOf(false) } satisfies BySender<unknown>,
  };
}

const round = (score: number): number => Number(score.toFixed(3));

function honestScores(samples: readonly Sample[], scores: Float64Array, senderKnown: boolean): Float64Array {
  return scores
    .filter((_, i) => samples[i]?.label === 'ham' && (samples[i]?.sender !== undefined) === senderKnown)
    .sort();
}

/** The score that this share of the sorted scores reaches. */
const atShare = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * (1 - share)))] as number;

/** What the folds found, by topic. */
export function report(samples: readonly Sample[], scores: Float64Array): void {
  const { levels } = calibrate(samples, scores);
  const flagged = (i: number): boolean =>
    (scores[i] as number) >= levels[samples[i]?.sender === undefined ? 'noSender' : 'sender'].strong;
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
