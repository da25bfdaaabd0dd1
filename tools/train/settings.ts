import type { LearnSettings } from './learn.ts';

export const settings: LearnSettings = { passes: 12, rate: 0.1, decay: 2e-3 };

/** Parts the messages are cut into: each is scored by a model that has not seen it. */
export const folds = 5;

/**
 * The share of honest messages that may be called very suspicious, and unclear, by the text alone. The promise is one in a
 * hundred. In Vietnamese half of it: whoever is warned wrongly of their own bank does not come back.
 */
export const falseAlarms = {
  sender: { strong: 0.005, weak: 0.03 },
  noSender: { strong: 0.005, weak: 0.03 },
  english: { strong: 0.01, weak: 0.03 },
} as const;

/**
 * What honest messages an ordinary phone gets, by file of the corpus, as parts. The corpus itself holds far more of
 * what is hard to tell than anybody meets, so its shares of false alarms would say nothing about life.
 */
export const mix: Record<string, number> & { other: number } = {
  'ham-telco': 35,
  'ham-bank': 15,
  'ham-otp': 12,
  'ham-commerce': 10,
  'ham-family': 10,
  'ham-work': 6,
  'ham-delivery': 6,
  'ham-agency': 4,
  'ham-warning': 2,
  'ham-notices-hard': 2,
  'ham-adverts-hard': 2,
  'ham-near': 2,
  'ham-stories': 2,
  'en-ham-chat': 30,
  'en-ham-chat-more': 30,
  'en-ham-more2': 30,
  'en-ham-services': 10,
  other: 4,
};
