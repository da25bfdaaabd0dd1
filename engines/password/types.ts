import type { PhonePlan } from '../text/index.ts';

/** What people in Vietnam know passwords to be made of; from a pack, lists with the most usual first. */
export interface PasswordData {
  /** With all marks: `mật khẩu`. */
  phrases: string[];
  words: string[];
  names: { family: string[]; middle: string[]; given: string[] };
  places: string[];
  /** As they are typed: `hcm`. */
  placesShort: string[];
  /** Football, music, brands, as they are typed. */
  culture: string[];
  /** Digits: `6868`. */
  lucky: string[];
  /** Digits that are put behind a word: `123`. */
  tails: string[];
  /** Words that were passwords most often elsewhere in the world, as typed; numbers and short ones are left out. */
  common: string[];
  /** First two digits of registration marks of vehicles. */
  plates: string[];
  /** First three digits of personal identification numbers. */
  identity: string[];
  phonePlan: PhonePlan;
}

export type FindingKind =
  | 'phone'
  | 'identity'
  | 'plate'
  | 'date'
  | 'year'
  | 'lucky'
  | 'full-name'
  | 'name'
  | 'place'
  | 'phrase'
  | 'word'
  | 'culture'
  | 'common'
  /** A name, a place or another word with a number. */
  | 'name-year'
  | 'place-year'
  | 'habit';

/** How the words were typed. */
export type Typing = 'plain' | 'marks' | 'telex' | 'vni';

/** A part of a password that a guesser would try. */
export interface Finding {
  kind: FindingKind;
  /** UTF-16 offsets; `end` is the first after it. */
  start: number;
  end: number;
  /** How many values a guesser tries on average until this one comes. */
  tries: number;
  typing?: Typing;
  /** The word and the number of a `habit`. */
  head?: { kind: FindingKind; start: number; end: number };
  tail?: FindingKind | 'tail';
}

/** Longest password that is looked at, in UTF-16 units. */
export const PASSWORD_LIMIT = 256;
