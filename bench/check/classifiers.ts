import { createRequire } from 'node:module';
import { fold } from '@khien/engines/text';
import { createTextModel } from '@khien/engines/verdict';
import { rules } from '@khien/packs/vietnam';
import { skippedForData } from '../../conformance/data/shared.ts';
import { createRandom } from '../lookup/keys.ts';
import { cpuSeconds, createRates, log } from '../lookup/measure.ts';
import { atLeast, type Bar, notMeasured } from '../report.ts';
import { type Counts, count, f1 } from '../verdict/measures.ts';
import { isSure, isVietnameseScam, type Message, vietnamese } from '../verdict/messages.ts';
import { check, nothingListed } from './engine.ts';
import { asRequested } from './messages.ts';

const FOLDS = 5;
const ROUNDS = 5;
/** So many times more messages for what answers so much faster. */
const REPEAT = 20;

interface Classifier {
  learn(text: string, label: string): void;
  finish(): void;
  classify(text: string): string;
}
const SCAM = 'scam';
const HONEST = 'honest';

/**
 * The text model beside two naive Bayes classifiers: how fast, and whether at least as well. They learn from the same
 * collection that is measured, on other folds; ours has never seen any of it. They read folded messages, which they are
 * better at by far, so that folding is in everybody's time.
 */
export function againstClassifiers(): Bar[] {
  const bars = [
    ['wink', 6],
    ['natural', 100],
  ] as const;
  const all = vietnamese()?.filter(isSure);
  const data = rules.textModel;
  if (all === undefined || data === undefined) {
    const why = all === undefined ? skippedForData : 'the pack has no text model';
    return bars.map(([name, limit]) => notMeasured(`check.vs-${name}`, `≥ ${limit}`, '×', why));
  }
  const messages = all.map((message) => ({ ...message, text: asRequested(message.text) }));
  const texts = messages.map(({ text }) => text);
  const model = createTextModel(data);
  let sum = 0;
  const ours = (text: string): void => {
    sum += model.score(text, fold(text), [], [], false).score;
  };
  const many = Array.from({ length: REPEAT }, () => texts).flat();
  const trained = bars.map(([name]) => ({ name, ...train(name, messages) }));

  const rates = createRates();
  for (let round = 0; round < ROUNDS; round++) {
    rates.add('Khiên, folding and scoring', rate(many, ours));
    rates.add(
      'Khiên, whole check',
      rate(many, (text) => check({ text }, nothingListed)),
    );
    for (const { name, classify } of trained)
      rates.add(
        name,
        rate(texts, (text) => classify(fold(text).ascii)),
      );
  }
  log(rates.table());
  const counts = count(messages, isVietnameseScam, ({ text }) => {
    const score = check({ text }, nothingListed).model?.score;
    return score !== undefined && score >= data.levels.noSender.strong;
  });
  return bars.map(([name, limit], i) => {
    const their = trained[i]?.counts as Counts;
    const whole = (rates.best('Khiên, whole check') / rates.best(name)).toFixed(1);
    const how =
      `${messages.length} real messages, folding in both; F1 ${told(counts)} for our model at its shipped threshold, ` +
      `without senders, never trained on these; F1 ${told(their)} for theirs, trained on ${FOLDS - 1} of ${FOLDS} folds ` +
      `of them with near-duplicates kept together; our whole check beside theirs: ${whole}×; interleaved, best of ${ROUNDS}`;
    const bar = atLeast(
      `check.vs-${name}`,
      sum === 0 ? 0 : rates.best('Khiên, folding and scoring') / rates.best(name),
      limit,
      '×',
      how,
    );
    return f1(counts) > f1(their) ? bar : { ...bar, ok: false, how: `not the better F1: ${how}` };
  });
}

const told = (counts: Counts): string =>
  `${f1(counts).toFixed(3)} (${counts.found} of ${counts.scams} found, ${counts.alarms} false alarms)`;

/** Its answers on each fold after learning the others, and one trained classifier for its speed. */
function train(
  name: keyof typeof peers,
  messages: readonly Message[],
): Pick<Classifier, 'classify'> & { counts: Counts } {
  const random = createRandom(5);
  const foldOf = new Map<string, number>();
  for (const { group } of messages) if (!foldOf.has(group)) foldOf.set(group, random(FOLDS));
  const flagged = new Set<Message>();
  let last: Classifier | undefined;
  for (let part = 0; part < FOLDS; part++) {
    const inFold = ({ group }: Message): boolean => foldOf.get(group) === part;
    const classifier = peers[name]();
    for (const one of messages) {
      if (!inFold(one)) classifier.learn(fold(one.text).ascii, isVietnameseScam(one) ? SCAM : HONEST);
    }
    classifier.finish();
    for (const one of messages) {
      if (inFold(one) && classifier.classify(fold(one.text).ascii) === SCAM) flagged.add(one);
    }
    last = classifier;
  }
  const { classify } = last as Classifier;
  return { classify, counts: count(messages, isVietnameseScam, (one) => flagged.has(one)) };
}

const require = createRequire(import.meta.url);

const peers = {
  wink(): Classifier {
    const create = require('wink-naive-bayes-text-classifier') as () => Wink;
    const { string } = require('wink-nlp-utils') as { string: { tokenize0: unknown } };
    const bayes = create();
    // Without its English stemmer and stop words, which make it five times slower and no better here.
    bayes.definePrepTasks([string.tokenize0]);
    bayes.defineConfig({ considerOnlyPresence: true, smoothingFactor: 0.5 });
    return {
      learn: (text, label) => bayes.learn(text, label),
      finish: () => bayes.consolidate(),
      classify: (text) => bayes.predict(text),
    };
  },
  natural(): Classifier {
    // It looks for settings of the stores it can talk to, and says so.
    process.env['DOTENV_CONFIG_QUIET'] = 'true';
    const { BayesClassifier } = require('natural') as { BayesClassifier: new () => Natural };
    const bayes = new BayesClassifier();
    return {
      learn: (text, label) => bayes.addDocument(text, label),
      finish: () => bayes.train(),
      classify: (text) => bayes.classify(text),
    };
  },
};

interface Wink {
  definePrepTasks(tasks: unknown[]): void;
  defineConfig(config: { considerOnlyPresence: boolean; smoothingFactor: number }): void;
  learn(text: string, label: string): void;
  consolidate(): void;
  predict(text: string): string;
}

interface Natural {
  addDocument(text: string, label: string): void;
  train(): void;
  classify(text: string): string;
}

function rate(texts: readonly string[], run: (text: string) => void): number {
  return (
    texts.length /
    cpuSeconds(() => {
      for (const text of texts) run(text);
    })
  );
}
