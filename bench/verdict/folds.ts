import { compileReference } from '@khien/engines/text';
import { createFeatures } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';
import { skippedForData } from '../../conformance/data/shared.ts';
import { crossScores } from '../../tools/train/calibrate.ts';
import { toExamples } from '../../tools/train/pack.ts';
import { buckets, type Sample } from '../../tools/train/samples.ts';
import { folds, settings } from '../../tools/train/settings.ts';
import { type Bar, atLeast, notMeasured } from '../report.ts';
import { count, f1, recallAt, type Scored } from './measures.ts';
import { english, inputOf, isSure, isVietnameseScam, type Message, vietnamese } from './messages.ts';

/** Cut into folds anew each time: with so few scams one cut says more of chance than of the features. */
const cuts = ['', '1', '2', '3', '4'];

/** What the features can do: a model of the same kind, trained on the collections' own folds. It is never shipped. */
export function foldBars(): Bar[] {
  const vn = vietnamese()?.filter(isSure);
  const en = english()?.filter(({ label }) => label !== 'spam');
  return [
    vn === undefined
      ? notMeasured('verdict.vn-recall-folds', '≥ 0.92', '', skippedForData)
      : barOf('verdict.vn-recall-folds', 0.92, 'recall at 1 % false alarms, with the kind of sender', {
          cut: foldScores(vn, isVietnameseScam, true),
          measure: (scored) => recallAt(scored, 0.01),
        }),
    en === undefined
      ? notMeasured('verdict.en-f1-folds', '≥ 0.96', '', skippedForData)
      : barOf('verdict.en-f1-folds', 0.96, 'F1 at even odds', {
          cut: foldScores(en, ({ label }) => label === 'smishing', false),
          measure: (scored) =>
            f1(
              count(
                scored,
                ({ scam }) => scam,
                ({ score }) => score >= 0,
              ),
            ),
        }),
  ];
}

interface Measured {
  cut: (seed: string) => Scored[];
  measure: (scored: Scored[]) => number;
}

function barOf(bar: string, limit: number, what: string, { cut, measure }: Measured): Bar {
  const values = cuts.map((seed) => measure(cut(seed)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const each = values.map((value) => value.toFixed(3)).join(', ');
  const how = `${what}; trained on ${folds} folds with near-duplicates kept together; mean of ${values.length} cuts: ${each}`;
  return atLeast(bar, mean, limit, '', how);
}

/** @returns the scores of a cut into folds, by its seed */
function foldScores(messages: readonly Message[], isScam: (one: Message) => boolean, withSender: boolean) {
  const { textModel: _, ...plain } = rules;
  const features = createFeatures({ reference: compileReference(reference), ...plain }, buckets);
  const samples = messages.flatMap((one): Sample[] => {
    const { sender, ...input } = inputOf(one, withSender);
    const seen = features(sender === undefined ? input : { ...input, sender });
    return seen === undefined
      ? []
      : [{ ...seen, label: isScam(one) ? 'scam' : 'ham', topic: '', group: one.group, sender }];
  });
  const { examples, signalNames } = toExamples(samples);
  return (seed: string): Scored[] => {
    // Fewer messages than the corpus has, so each is seen more often.
    const scores = crossScores(samples, examples, signalNames.length, { ...settings, passes: 20 }, seed);
    return examples.map(({ scam }, i) => ({ score: scores[i] as number, scam }));
  };
}
