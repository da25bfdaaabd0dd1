import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
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
import type { Labelled, Peer } from './peer-worker.ts';

const FOLDS = 5;
const ROUNDS = 9;
/** So many times more messages for what answers so much faster: a round takes about as long as one of wink. */
const REPEAT = 6;
const limits: [Peer, number][] = [
  ['wink', 6],
  ['natural', 100],
];

/**
 * The text model beside two naive Bayes classifiers: how fast, and whether at least as well. They learn from the same
 * collection that is measured, on other folds; ours has never seen any of it. They read folded messages, which they are
 * better at by far, so that folding is in everybody's time.
 */
export async function againstClassifiers(): Promise<Bar[]> {
  const all = vietnamese()?.filter(isSure);
  const data = rules.textModel;
  if (all === undefined || data === undefined) {
    const why = all === undefined ? skippedForData : 'the pack has no text model';
    return limits.map(([name, limit]) => notMeasured(`check.vs-${name}`, `≥ ${limit}`, '×', why));
  }
  const messages = all.map((message) => ({ ...message, text: asRequested(message.text) }));
  const texts = messages.map(({ text }) => text);
  const model = createTextModel(data);
  let sum = 0;
  const ours = (text: string): void => {
    sum += model.score(text, fold(text), [], [], false).score;
  };
  const many = Array.from({ length: REPEAT }, () => texts).flat();

  const labelled = inFolds(messages);
  const peers: RunningPeer[] = [];
  for (const [name] of limits) peers.push(await startPeer(name, labelled));
  const rates = createRates();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      rates.add('Khiên, folding and scoring', rate(many, ours));
      rates.add(
        'Khiên, whole check',
        rate(texts, (text) => check({ text }, nothingListed)),
      );
      for (const { name, round: ask } of peers) rates.add(name, await ask());
    }
  } finally {
    for (const { worker } of peers) await worker.terminate();
  }
  log(rates.table());
  if (sum === 0) throw new Error('nothing was scored');
  const counts = count(messages, isVietnameseScam, ({ text }) => {
    const score = check({ text }, nothingListed).model?.score;
    return score !== undefined && score >= data.levels.noSender.strong;
  });
  return limits.map(([name, limit], i) => {
    const flagged = peers[i]?.flagged ?? [];
    const their = count(
      labelled.map(({ scam }, k) => ({ scam, flagged: flagged[k] === true })),
      (one) => one.scam,
      (one) => one.flagged,
    );
    const whole = (rates.best('Khiên, whole check') / rates.best(name)).toFixed(1);
    const how =
      `${messages.length} real messages, folding in both; F1 ${told(counts)} for our model at its shipped threshold, ` +
      `without senders, never trained on these; F1 ${told(their)} for theirs, trained on ${FOLDS - 1} of ${FOLDS} folds ` +
      `of them with near-duplicates kept together; our whole check beside theirs: ${whole}×; interleaved, best of ${ROUNDS}`;
    const bar = atLeast(
      `check.vs-${name}`,
      rates.best('Khiên, folding and scoring') / rates.best(name),
      limit,
      '×',
      how,
    );
    return f1(counts) > f1(their) ? bar : { ...bar, ok: false, how: `not the better F1: ${how}` };
  });
}

const told = (counts: Counts): string =>
  `${f1(counts).toFixed(3)} (${counts.found} of ${counts.scams} found, ${counts.alarms} false alarms)`;

function inFolds(messages: readonly Message[]): Labelled[] {
  const random = createRandom(5);
  const partOf = new Map<string, number>();
  for (const { group } of messages) if (!partOf.has(group)) partOf.set(group, random(FOLDS));
  return messages.map((one) => ({
    text: one.text,
    scam: isVietnameseScam(one),
    part: partOf.get(one.group) as number,
  }));
}

interface RunningPeer {
  name: Peer;
  worker: Worker;
  /** its answer to each message */
  flagged: boolean[];
  /** texts a CPU-second of its thread */
  round(): Promise<number>;
}

async function startPeer(peer: Peer, messages: readonly Labelled[]): Promise<RunningPeer> {
  const worker = new Worker(new URL('./peer-worker.ts', import.meta.url), { workerData: { peer, messages } });
  const next = async <T>(): Promise<T> => (await once(worker, 'message'))[0] as T;
  const flagged = await next<boolean[]>();
  return {
    name: peer,
    worker,
    flagged,
    round() {
      worker.postMessage('round');
      return next<number>();
    },
  };
}

function rate(texts: readonly string[], run: (text: string) => void): number {
  return (
    texts.length /
    cpuSeconds(() => {
      for (const text of texts) run(text);
    })
  );
}
