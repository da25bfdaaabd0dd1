import type { TextModelData } from '@khien/engines/verdict';
import { createHash } from 'node:crypto';
import type { Example, Learned } from './learn.ts';
import { buckets, type Sample } from './samples.ts';

/** Numbers the signals and weighs the samples, so that both sides count alike whatever the size of the corpus. */
export function toExamples(samples: readonly Sample[]): { examples: Example[]; signalNames: string[] } {
  const signalNames = [...new Set(samples.flatMap(({ signals }) => signals))].sort();
  const numbers = new Map(signalNames.map((name, i) => [name, i]));
  const scams = samples.filter(({ label }) => label !== 'ham').length;
  const examples = samples.map(
    ({ chars, words, signals, label }): Example => ({
      chars,
      words,
      signals: Int32Array.from(signals, (name) => numbers.get(name) as number),
      scam: label !== 'ham',
      weight: samples.length / 2 / (label === 'ham' ? samples.length - scams : scams),
    }),
  );
  return { examples, signalNames };
}

/** Rounds the weights to bytes. The version names the contents. */
export function pack(
  { weights, signals, bias }: Learned,
  signalNames: readonly string[],
  { calibration, levels }: Pick<TextModelData, 'calibration' | 'levels'>,
  { rulesVersion, corpus }: Pick<TextModelData, 'rulesVersion' | 'corpus'>,
): TextModelData {
  const sizes = Float32Array.from(weights, Math.abs).sort();
  // The few largest are cut off, so that the many small ones keep their differences.
  const largest = sizes[Math.floor(sizes.length * 0.9998)] as number;
  const step = Number((largest / 127).toPrecision(6));
  const bytes = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / step))));
  const encoded = Buffer.from(bytes.buffer).toString('base64');
  const contents = {
    rulesVersion,
    corpus,
    buckets,
    step,
    bias: Number(bias.toFixed(4)),
    signals: Object.fromEntries(signalNames.map((name, i) => [name, Number((signals[i] as number).toFixed(4))])),
    calibration,
    levels,
    weights: encoded,
  };
  return { version: createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 12), ...contents };
}
