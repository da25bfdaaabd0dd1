import type { CheckInput, Grade, PhraseGroup, Rule } from './types.ts';

/** How one part of a story reached the person who tells it. */
export type Channel = 'call' | 'message' | 'online' | 'meeting' | 'delivery' | 'payment' | 'other';

/** One thing that happened: what was said, written or seen, in the teller's or the other side's words. */
export interface StoryPart extends CheckInput {
  channel?: Channel;
  /** the day, ISO 8601 with or without a time */
  at?: string;
}

/**
 * What marks a stage. Names as in a scheme's rule: `group` of the same story, `@group` of the stories' or the scheme
 * book's lexicon, `@scheme/group` of a scheme, and `+mark` of the part: its channel (`+call`), what it points to
 * (`+link`, `+account`, `+phone`), what the check made of it (`+grave`, `+as-SCHEME`).
 */
export interface StageRule extends Rule {
  /** one of these stages was reached in this or an earlier turn */
  after?: string[];
  /** and in an earlier turn, not in the same */
  later?: boolean;
  /** each of these was seen in this or an earlier turn */
  told?: string[];
  /** none of these was seen in this or an earlier turn: what honest stories tell */
  never?: string[];
}

export interface Stage {
  id: string;
  rules: StageRule[];
  /** message codes `advice.<code>`, all of them, what to do first comes first */
  advice: string[];
  /** what the other side does next: another stage, or a word of its own; the sentence is `story.<id>.<stage>.next` */
  next: string;
  /** after how many days that usually happens */
  nextIn?: { from: number; to: number };
}

/** A scam that comes in stages. Names and sentences: `story.<id>.…` and `reason.<id>.<stage>` of the messages. */
export interface StagedScheme {
  id: string;
  /** the form of scam in the scheme book */
  scheme: string;
  /** Things further apart than this many days do not belong together. */
  apart: number;
  groups: Record<string, PhraseGroup>;
  stages: Stage[];
  examples: StoryExample[];
}

export interface StoryExample {
  parts: (string | StoryPart)[];
  /** the stage that must be recognised as reached */
  stage: string;
}

/** Words that tell when something happened. `#` counts: "# tháng sau" is `days` for each. */
export interface TimeWords {
  days: number;
  /**
   * counted from the day of telling, or from what was told before. The former are also words of ordinary messages ("quà
   * theo cuộc gọi tuần trước"): they begin a new turn only where a clause begins with them
   */
  from: 'telling' | 'before';
  phrases: string[];
}

export interface StoryBook {
  lexicon: Record<string, PhraseGroup>;
  times: TimeWords[];
  stories: StagedScheme[];
}

/** What a verdict says of a recognised staged scheme. */
export interface FoundStory {
  id: string;
  scheme: string;
  /** the last stage that was reached */
  stage: string;
  next: string;
  /** when that usually happens, as days (`2026-12-21`); only for stories with dates */
  expected?: { from: string; to: string };
  /** every stage in its order; `part` is where it was first seen */
  stages: { id: string; part?: number }[];
}

/** How one part looks by itself and in its story. */
export interface PartMark {
  grade: Grade;
  /** the latest stage that this part shows */
  stage?: string;
}
