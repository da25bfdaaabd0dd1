import type { LearnSettings } from './learn.ts';

export const settings: LearnSettings = { passes: 6, rate: 0.1, decay: 1e-5 };

/** Parts the messages are cut into: each is scored by a model that has not seen it. */
export const folds = 5;

/** The share of honest messages that may be called very suspicious, and unclear, by the text alone. */
export const falseAlarms = { strong: 0.004, weak: 0.03 };
