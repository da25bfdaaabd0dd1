import { compileReference } from '@khien/engines/text';
import { createFeatures } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';
import { skippedForData } from '../../conformance/data/shared.ts';
import { learn, scoreOf } from '../../tools/train/learn.ts';
import { toExamples } from '../../tools/train/pack.ts';
import { createRandom } from '../../tools/train/random.ts';
import { buckets, type Sample } from '../../tools/train/samples.ts';
import { settings } from '../../tools/train/settings.ts';
import { type Bar, atLeast, notMeasured } from '../report.ts';
import { auc, count, f1, recallAt, type Scored } from './measures.ts';
import { english, inputOf, isSure, isVietnameseScam, type Message, vietnamese } from './messages.ts';

const parts = 5;

/** What the features can do: a model of the same kind, trained on the collections' own folds. It is never shipped. */
export function foldBars(): Bar[] {
  const vn = vietnamese()?.filter(isSure);
  const en = english()?.filter(({ label }) => label !== 'spam');
  const vnScores = vn && foldScores(vn, isVietnameseScam, true);
  const enScores = en && foldScores(en, ({ label }) => label === 'smishing', false);
  return [
    vnScores === undefined
      ? notMeasured('verdict.vn-recall-folds', '≥ 0.92', '', skippedForData)
      : atLeast(
          'verdict.vn-recall-folds',
          recallAt(vnScores, 0.01),
          0.92,
          '',
          `recall at 1 % false alarms; trained on ${parts} folds with near-duplicates kept together, with the kind of sender; AUC ${auc(vnScores).toFixed(4)}`,
        ),
    enScores === undefined
      ? notMeasured('verdict.en-f1-folds', '≥ 0.96', '', skippedForData)
      : atLeast(
          'verdict.en-f1-folds',
          f1(
            count(
              enScores,
              ({ scam }) => scam,
              ({ score }) => score >= 0,
            ),
          ),
          0.96,
          '',
          `at even odds; trained on ${parts} folds with near-duplicates kept together; AUC ${auc(enScores).toFixed(4)}`,
        ),
  ];
}

function foldScores(messages: readonly Message[], isScam: (one: Message) => boolean, withSender: boolean): Scored[] {
  const { textModel: _, ...plain } = rules;
  const features = createFeatures({ reference: compileReference(reference), ...plain }, buckets);
  const samples = messages.flatMap((one): Sample[] => {
    const input = inputOf(one, withSender);
    const seen = features(input);
    if (seen === undefined) return [];
    return [
      {
        ...seen,
        label: isScam(one) ? 'scam' : 'ham',
        topic: '',
        group: one.group,
        text: one.text,
        sender: input.sender,
      },
    ];
  });
  const { examples, signalNames } = toExamples(samples);
  const random = createRandom('folds');
  const folds = new Map<string, number>();
  for (const { group } of samples) if (!folds.has(group)) folds.set(group, random.below(parts));
  const scored: Scored[] = [];
  for (let fold = 0; fold < parts; fold++) {
    const inFold = (i: number): boolean => folds.get((samples[i] as Sample).group) === fold;
    const model = learn(
      examples.filter((_, i) => !inFold(i)),
      buckets,
      signalNames.length,
      { ...settings, passes: 20 },
      createRandom('fold'),
    );
    examples.forEach((example, i) => {
      if (inFold(i)) scored.push({ score: scoreOf(model, example), scam: example.scam });
    });
  }
  return scored;
}
