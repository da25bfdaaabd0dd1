/** Logistic regression over hashed n-grams by stochastic gradients (AdaGrad, Duchi et al. 2011), averaged at the end. */
import type { Features } from '@khien/engines/verdict';
import type { Random } from './random.ts';

export interface Example extends Omit<Features, 'signals' | 'english'> {
  signals: Int32Array;
  scam: boolean;
  weight: number;
}

export interface Learned {
  weights: Float32Array;
  signals: Float32Array;
  bias: number;
}

export interface LearnSettings {
  passes: number;
  rate: number;
  /** pull towards zero */
  decay: number;
}

export function scoreOf(
  { weights, signals, bias }: Learned,
  { chars, words, signals: on }: Omit<Example, 'scam' | 'weight'>,
): number {
  let ofChars = 0;
  for (let i = 0; i < chars.length; i++) ofChars += weights[chars[i] as number] as number;
  let ofWords = 0;
  for (let i = 0; i < words.length; i++) ofWords += weights[words[i] as number] as number;
  let score = bias;
  if (chars.length > 0) score += ofChars / Math.sqrt(chars.length);
  if (words.length > 0) score += ofWords / Math.sqrt(words.length);
  for (let i = 0; i < on.length; i++) score += signals[on[i] as number] as number;
  return score;
}

export function learn(
  examples: readonly Example[],
  size: number,
  signalCount: number,
  { passes, rate, decay }: LearnSettings,
  random: Random,
): Learned {
  const now: Learned = { weights: new Float32Array(size), signals: new Float32Array(signalCount), bias: 0 };
  const mean: Learned = { weights: new Float32Array(size), signals: new Float32Array(signalCount), bias: 0 };
  const squares = new Float32Array(size).fill(1e-6);
  const signalSquares = new Float32Array(signalCount).fill(1e-6);
  let biasSquares = 1e-6;
  const order = examples.map((_, i) => i);
  const averaged = Math.max(1, passes >> 1);
  const step = (table: Float32Array, sums: Float32Array, at: number, slope: number): void => {
    const whole = slope + decay * (table[at] as number);
    sums[at] = (sums[at] as number) + whole * whole;
    table[at] = (table[at] as number) - (rate * whole) / Math.sqrt(sums[at] as number);
  };
  for (let pass = 0; pass < passes; pass++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    for (const index of order) {
      const example = examples[index] as Example;
      const { chars, words, signals, scam, weight } = example;
      const likely = 1 / (1 + Math.exp(-scoreOf(now, example)));
      const slope = (likely - (scam ? 1 : 0)) * weight;
      if (Math.abs(slope) < 1e-4) continue;
      const ofChars = slope / Math.sqrt(Math.max(1, chars.length));
      for (let i = 0; i < chars.length; i++) step(now.weights, squares, chars[i] as number, ofChars);
      const ofWords = slope / Math.sqrt(Math.max(1, words.length));
      for (let i = 0; i < words.length; i++) step(now.weights, squares, words[i] as number, ofWords);
      for (let i = 0; i < signals.length; i++) step(now.signals, signalSquares, signals[i] as number, slope);
      biasSquares += slope * slope;
      now.bias -= (rate * slope) / Math.sqrt(biasSquares);
    }
    if (pass >= passes - averaged) {
      for (let i = 0; i < size; i++)
        mean.weights[i] = (mean.weights[i] as number) + (now.weights[i] as number) / averaged;
      for (let i = 0; i < signalCount; i++)
        mean.signals[i] = (mean.signals[i] as number) + (now.signals[i] as number) / averaged;
      mean.bias += now.bias / averaged;
    }
  }
  return mean;
}
