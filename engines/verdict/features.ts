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
}

/**
 * Reads messages exactly as a check does and tells what the text model sees of them, for training one.
 * @param bits log2 of the number of weights
 * @returns undefined for a message without words, which no model judges
 */
export function createFeatures(parts: CheckerParts, bits: number): (input: CheckInput) => Features | undefined {
  const names: string[] = [];
  let seen: Features | undefined;
  const recorder: TextModel = {
    version: '',
    levels: { sender: { strong: Infinity, weak: Infinity }, noSender: { strong: Infinity, weak: Infinity } },
    signalNumber: (name) => names.push(name) - 1,
    falseAlarms: () => 1,
    explain: () => [],
    score: (text: string, folded: Folded, placed: readonly Placed[], signals) => {
      const { slots, chars, words, raws } = writeGrams(text, folded, placed, bits);
      seen = {
        chars: slots.slice(0, chars),
        words: slots.slice(chars, chars + words + raws),
        signals: signals.map((signal) => names[signal] as string),
      };
      return 0;
    },
  };
  const check = buildChecker(parts, false, recorder);
  return (input) => {
    seen = undefined;
    check(input, (keys) => keys.map(() => undefined));
    return seen;
  };
}
