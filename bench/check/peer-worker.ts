/**
 * A naive Bayes classifier in a thread of its own: a package that natural loads makes a class of String, after which
 * the engine reads the letters of every string in the same isolate half as fast, ours too.
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { fold } from '@khien/engines/text';

/** A message, whether it is a scam, and the fold it belongs to; folds are numbered from 0. */
export interface Labelled {
  text: string;
  scam: boolean;
  part: number;
}

interface Classifier {
  learn(text: string, label: string): void;
  finish(): void;
  classify(text: string): string;
}
const SCAM = 'scam';
const HONEST = 'honest';

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
export type Peer = keyof typeof peers;

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

const { peer, messages } = workerData as { peer: Peer; messages: Labelled[] };
// Strings of this thread's own, as a server would have them.
const own = messages.map((one) => ({ ...one, text: JSON.parse(JSON.stringify(one.text)) as string }));

/** Its answer to each message after learning the other folds. */
function answers(): { flagged: boolean[]; last: Classifier } {
  const flagged: boolean[] = own.map(() => false);
  let last: Classifier | undefined;
  for (let part = Math.max(...own.map((one) => one.part)); part >= 0; part--) {
    const classifier = peers[peer]();
    for (const one of own) if (one.part !== part) classifier.learn(fold(one.text).ascii, one.scam ? SCAM : HONEST);
    classifier.finish();
    own.forEach(({ text, part: its }, i) => {
      if (its === part) flagged[i] = classifier.classify(fold(text).ascii) === SCAM;
    });
    last = classifier;
  }
  return { flagged, last: last as Classifier };
}

const { flagged, last } = answers();
parentPort?.postMessage(flagged);
// Each message that comes asks for a round; the answer is how many texts a CPU-second of this thread folds and classifies.
parentPort?.on('message', () => {
  const before = process.threadCpuUsage();
  for (const { text } of own) last.classify(fold(text).ascii);
  const { user, system } = process.threadCpuUsage(before);
  parentPort?.postMessage((own.length / (user + system)) * 1e6);
});
