import type { Folded } from '../text/index.ts';
import { buildChecker } from './checker.ts';
import { type Placed, type TextModel, writeGrams } from './model.ts';
import type { CheckerParts, CheckInput } from './types.ts';

/** What a text model is trained on: everything it will be given of a message. */
export interface Features {
  /** numbers of weights: runs of letters, then words and words as written */
  chars: Int32Array;
  words: Int32Array;
  signals: string[];
  english: boolean;
}

/**
 * Reads messages exactly as a check does and tells what the text model sees of them, for training one.
 * @param buckets number of weights of the model
 * @returns undefined for a message without words, which no model judges
 */
export function createFeatures(parts: CheckerParts, buckets: number): (input: CheckInput) => Features | undefined {
  const names: string[] = [];
  let seen: Features | undefined;
  const recorder: TextModel = {
    version: '',
    signalNumber: (name) => names.push(name) - 1,
    explain: () => [],
    score: (text: string, folded: Folded, placed: readonly Placed[], signals) => {
      const { slots, chars, words, raws, english } = writeGrams(text, folded, placed, buckets);
      seen = {
        chars: slots.slice(0, chars),
        words: slots.slice(chars, chars + words + raws),
        signals: english
          ? ['en:bias', ...signals.map((signal) => `en:${names[signal]}`)]
          : signals.map((signal) => names[signal] as string),
        english,
      };
      return { score: 0, falseAlarms: 1, likeness: undefined };
    },
  };
  const check = buildChecker(parts, false, recorder);
  return (input) => {
    seen = undefined;
    check(input, (keys) => keys.map(() => undefined));
    return seen;
  };
}
