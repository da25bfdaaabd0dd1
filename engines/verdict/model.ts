/**
 * The text model: how much a message reads like the scams of a corpus. A linear model over hashed n-grams (Weinberger et
 * al. 2009, "Feature hashing for large scale multitask learning") of the folded text, of its words, of the words as
 * they are written, and over the signals of the rules. Whole numbers of 8 bits, the same file in servers and browsers.
 */
import type { Folded } from '../text/index.ts';
import languages from './languages.json' with { type: 'json' };

/** What is calibrated apart: a sender's kind says much, but people often paste the message alone; English is another world. */
export type Case = 'sender' | 'noSender' | 'english';

/** A text model as a pack ships it; made by the trainer, never by hand. */
export interface TextModelData {
  version: string;
  /** the rules whose signals it was trained on */
  rulesVersion: string;
  /** SHA-256 of the corpus, so that a model of another one is noticed */
  corpus: string;
  /** number of weights */
  buckets: number;
  /** signed bytes, base64; a weight is byte × step */
  weights: string;
  step: number;
  bias: number;
  /** weight of each signal, by name; `en:` in front of those of English messages, `en:bias` of their being English */
  signals: Record<string, number>;
  /** score → share of honest messages that reach it, rising scores */
  calibration: Record<Case, { score: number; falseAlarms: number }[]>;
  /** the scores from which a message is very suspicious, or unclear */
  levels: Record<Case, { strong: number; weak: number }>;
}

/** The kinds of things a message points to; the words around them count, their own letters do not. */
export const places = [
  'link',
  'unknown-link',
  'cheap-link',
  'shortener',
  'lookalike',
  'phone',
  'account',
  'social',
  'email',
  'other',
] as const;
export type Place = (typeof places)[number];

/** A stretch of the original text that stands for one thing. */
export interface Placed {
  start: number;
  end: number;
  place: Place;
}

/** What is hashed of one message, in three blocks one behind the other. Valid until the next message. */
export interface Grams {
  /** numbers of weights */
  slots: Int32Array;
  chars: number;
  words: number;
  raws: number;
  /** more of its words are English than Vietnamese */
  english: boolean;
}

/** À; before it there are no letters beyond ASCII but ª, µ and º. */
const FIRST_ACCENTED = 0xc0;
/** What of a text is scored; what stands behind it still counts for rules and look-ups. */
const longestText = 2_000;

const SPACE = 0;
const DIGIT = 27;
const firstPlace = 40;

/** a–z as 1–26, digits as one, signs that tell something, anything else as a blank. */
const codeOf = new Uint8Array(128);
for (let i = 0; i < 26; i++) codeOf[97 + i] = i + 1;
for (let i = 48; i < 58; i++) codeOf[i] = DIGIT;
for (const [i, sign] of Array.from('./!%$:?@*').entries()) codeOf[sign.charCodeAt(0)] = DIGIT + 1 + i;

// Scratch of one call. A thing pointed to may write three codes for one symbol.
const stream = new Uint8Array(longestText * 3 + 2);
const origin = new Int32Array(stream.length);
const most = stream.length * 6;
const grams: Grams = {
  slots: new Int32Array(most),
  chars: 0,
  words: 0,
  raws: 0,
  english: false,
};

const seeds = {
  english: 0x6b43a9b5,
  five: 0x1c64e6d5,
  word: 0x811c9dc5,
  pair: 0x3c6ef372,
  triple: 0x51ed270b,
  raw: 0x1f83d9ab,
};
const prime = 0x01000193;
const golden = 0x9e3779b1;

/** 1 for the hashes of common English words, -1 for Vietnamese ones. */
const languageOf = new Int8Array(0x10000);
for (const [words, sign] of [
  [languages.english, 1],
  [languages.vietnamese, -1],
] as const) {
  for (const word of words) {
    let hash = seeds.word;
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ (codeOf[word.charCodeAt(i)] as number), prime);
    languageOf[hash & 0xffff] = sign;
  }
}

/** Writes the codes that are hashed: things pointed to as one code each, at most three digits in a row, single blanks. */
function writeStream({ ascii, at }: Folded, placed: readonly Placed[]): number {
  const length = Math.min(ascii.length, longestText);
  let size = writeCode(0, SPACE, 0);
  let last = SPACE;
  let digits = 0;
  let next = 0;
  let start = startOf(placed, 0);
  for (let i = 0; i < length; i++) {
    if ((at[i] as number) >= start) {
      const { end, place } = placed[next] as Placed;
      if (last !== SPACE) size = writeCode(size, SPACE, i);
      size = writeCode(size, firstPlace + places.indexOf(place), i);
      while (i + 1 < length && (at[i + 1] as number) < end) i++;
      size = writeCode(size, SPACE, i + 1);
      do next++;
      while (startOf(placed, next) < end);
      start = startOf(placed, next);
      last = SPACE;
      digits = 0;
      continue;
    }
    const code = codeOf[ascii.charCodeAt(i)] as number;
    digits = code === DIGIT ? digits + 1 : 0;
    if (digits > 3 || (code | last) === SPACE) continue;
    stream[size] = last = code;
    origin[size++] = i;
  }
  return last === SPACE ? size : writeCode(size, SPACE, length);
}

function writeCode(size: number, code: number, place: number): number {
  stream[size] = code;
  origin[size] = place;
  return size + 1;
}

const nowhere = 0x7fffffff;
const startOf = (placed: readonly Placed[], index: number): number =>
  index < placed.length ? (placed[index] as Placed).start : nowhere;

/**
 * Hashes a message.
 * @param text the message as written, for its words with marks
 * @param placed what it points to, in the order of the text
 * @param buckets number of weights
 */
export function writeGrams(text: string, folded: Folded, placed: readonly Placed[], buckets: number): Grams {
  // A message that scored is explained next.
  if (folded === last.folded && placed === last.placed && buckets === last.buckets) return grams;
  last = { folded, placed, buckets };
  const size = writeStream(folded, placed);
  const share = buckets / 2 ** 32;
  const { slots } = grams;
  let count = 0;
  const english = hashWords(size);
  // A language of its own: the same letters mean other things in it.
  const language = english ? seeds.english : 0;
  // Runs of five codes, across words: six bits a code make them one small number.
  let key = 0;
  const five = seeds.five ^ language;
  for (let i = 0; i < size; i++) {
    key = ((key << 6) | (stream[i] as number)) & 0x3fffffff;
    if (i >= 4) slots[count++] = slotOf(key ^ five, share);
  }
  grams.chars = count;
  // Words, and runs of two and three of them.
  let before = 0;
  let wayBefore = 0;
  for (let i = 0; i < wordCount; i++) {
    const hash = wordHashes[i] as number;
    slots[count] = slotOf(hash ^ language, share);
    slots[count + 1] = slotOf(Math.imul(before, 31) ^ hash ^ seeds.pair ^ language, share);
    slots[count + 2] = slotOf(Math.imul(Math.imul(wayBefore, 31) ^ before, 31) ^ hash ^ seeds.triple ^ language, share);
    count += 3;
    wayBefore = before;
    before = hash;
  }
  grams.words = count - grams.chars;
  grams.english = english;
  // Most messages are written without accents.
  if (folded.widest >= FIRST_ACCENTED) count = writeRaw(text, share, count);
  grams.raws = count - grams.chars - grams.words;
  return grams;
}

let last: { folded?: Folded; placed?: readonly Placed[]; buckets?: number } = {};
const wordHashes = new Int32Array(stream.length);
let wordCount = 0;

/** Hashes the words of the stream. @returns whether more of them are English than Vietnamese */
function hashWords(size: number): boolean {
  let hash = seeds.word;
  let english = 0;
  let count = 0;
  for (let i = 1; i < size; i++) {
    const code = stream[i] as number;
    if (code !== SPACE) {
      hash = Math.imul(hash ^ code, prime);
      continue;
    }
    english += languageOf[hash & 0xffff] as number;
    wordHashes[count++] = hash;
    hash = seeds.word;
  }
  wordCount = count;
  return english > 0;
}

/** Which of the weights a hash means: its upper bits, as `share` = weights / 2^32 says. */
const slotOf = (hash: number, share: number): number => (Math.imul(hash, golden) >>> 0) * share;

/**
 * Adds up what the grams of the last message weigh over the signs of its folded text, each gram spread over its own;
 * in the order in which {@link writeGrams} writes them.
 */
function weighSigns({ slots, chars, words }: Grams, weights: Int8Array, length: number): Float64Array {
  // First only what changes from one sign to the next.
  const perSign = new Float64Array(length + 2);
  const ofChars = 1 / Math.sqrt(chars);
  const ofWords = 1 / Math.sqrt(words);
  const add = (gram: number, share: number, first: number, last: number): void => {
    const from = origin[first] as number;
    const end = Math.max(from, origin[last] as number) + 1;
    const worth = ((weights[slots[gram] as number] as number) * share) / (end - from);
    perSign[from] = (perSign[from] as number) + worth;
    perSign[end] = (perSign[end] as number) - worth;
  };
  for (let i = 0; i < chars; i++) add(i, ofChars, i, i + 4);
  let [from, before, wayBefore] = [1, 0, 0];
  for (let i = 1, gram = chars; gram < chars + words; i++) {
    if (stream[i] !== SPACE) continue;
    add(gram++, ofWords, from, i);
    add(gram++, ofWords, before, i);
    add(gram++, ofWords, wayBefore, i);
    wayBefore = before;
    before = from;
    from = i + 1;
  }
  for (let i = 1; i < perSign.length; i++) perSign[i] = (perSign[i] as number) + (perSign[i - 1] as number);
  return perSign;
}

/** Words with letters beyond ASCII, as they are written but in lower case. */
function writeRaw(text: string, share: number, first: number): number {
  const { slots } = grams;
  const lower = text.slice(0, longestText).toLowerCase();
  let count = first;
  let hash = seeds.raw;
  let marked = false;
  for (let i = 0; i <= lower.length; i++) {
    const unit = i < lower.length ? lower.charCodeAt(i) : 0x20;
    if (unit >= 0x300 && unit <= 0x36f)
      return writeRaw(text.normalize('NFC').replace(/[\u0300-\u036f]/g, ''), share, first);
    if (unit >= FIRST_ACCENTED || (unit >= 0x61 && unit <= 0x7a)) {
      if (unit >= FIRST_ACCENTED) marked = true;
      hash = Math.imul(hash ^ unit, prime);
    } else {
      if (marked) {
        slots[count++] = slotOf(hash, share);
      }
      hash = seeds.raw;
      marked = false;
    }
  }
  return count;
}

export interface TextModel {
  version: string;
  /**
   * The higher the score of a message, the more it reads like a scam.
   * @param signals numbers of the signals that are on, as `signalNumber` gives them
   */
  score: (
    text: string,
    folded: Folded,
    placed: readonly Placed[],
    signals: readonly number[],
    senderKnown: boolean,
  ) => Scored;
  signalNumber: (name: string) => number | undefined;
  /** The stretches of words that speak most for a scam, the strongest first: two at most, as places of the folded text. */
  explain: (text: string, folded: Folded, placed: readonly Placed[]) => { from: number; end: number }[];
}

export interface Scored {
  score: number;
  /** the share of honest messages with at least this score, from 1 down to 0 */
  falseAlarms: number;
  likeness: Likeness;
}

/** Reads like a scam, or a little like one. */
export type Likeness = 'strong' | 'weak' | undefined;

/** @throws when the weights are not of the size the file says */
export function createTextModel(data: TextModelData): TextModel {
  const { buckets, step, bias, levels, calibration } = data;
  const bytes = Uint8Array.from(atob(data.weights), (sign) => sign.charCodeAt(0));
  const weights = new Int8Array(bytes.buffer);
  if (weights.length !== buckets) throw new Error(`model: ${weights.length} weights, not ${buckets}`);
  const names = [...new Set(Object.keys(data.signals).map((name) => name.replace(/^en:/, '')))];
  const numbers = new Map(names.map((name, index) => [name, index]));
  const weightsOf = (prefix: string): Float64Array =>
    Float64Array.from(names, (name) => data.signals[prefix + name] ?? 0);
  const [ownSignals, englishSignals] = [weightsOf(''), weightsOf('en:')];
  const englishBias = bias + (data.signals['en:bias'] ?? 0);
  return {
    version: data.version,
    signalNumber: (name) => numbers.get(name),
    score: (text, folded, placed, signals, senderKnown) => {
      const { slots, chars, words, raws, english } = writeGrams(text, folded, placed, buckets);
      let ofChars = 0;
      for (let i = 0; i < chars; i++) ofChars += weights[slots[i] as number] as number;
      let ofWords = 0;
      for (let i = chars; i < chars + words + raws; i++) ofWords += weights[slots[i] as number] as number;
      let score = english ? englishBias : bias;
      const signalWeights = english ? englishSignals : ownSignals;
      if (chars > 0) score += (ofChars * step) / Math.sqrt(chars);
      if (words > 0) score += (ofWords * step) / Math.sqrt(words);
      for (let i = 0; i < signals.length; i++) score += signalWeights[signals[i] as number] as number;
      const which = english ? 'english' : senderKnown ? 'sender' : 'noSender';
      const { strong, weak } = levels[which];
      const likeness = score >= strong ? 'strong' : score >= weak ? 'weak' : undefined;
      return { score, falseAlarms: share(calibration[which], score), likeness };
    },
    explain: (text, folded, placed) => {
      const found = writeGrams(text, folded, placed, buckets);
      return strongest(folded.ascii, weighSigns(found, weights, folded.ascii.length));
    },
  };
}

/** Reads between the points of a falling curve, in straight lines. */
function share(curve: readonly { score: number; falseAlarms: number }[], score: number): number {
  let before: { score: number; falseAlarms: number } | undefined;
  for (const point of curve) {
    if (score < point.score) {
      if (before === undefined) return 1;
      const part = (score - before.score) / (point.score - before.score);
      return before.falseAlarms + (point.falseAlarms - before.falseAlarms) * part;
    }
    before = point;
  }
  return before?.falseAlarms ?? 1;
}

const longestStretch = 10;

/** The stretch of at most ten whole words with the greatest sum, and a second one apart from it of at least half its worth. */
function strongest(ascii: string, perSign: Float64Array): { from: number; end: number }[] {
  const words: { from: number; end: number; worth: number }[] = [];
  for (let from = 0; from < ascii.length; ) {
    let end = from;
    let worth = 0;
    let letters = 0;
    for (; end < ascii.length && ascii.charCodeAt(end) !== 0x20; end++) {
      worth += perSign[end] as number;
      if (ascii.charCodeAt(end) >= 0x61) letters++;
    }
    // A number explains nothing to anybody.
    words.push({ from, end, worth: letters > 1 ? worth : 0 });
    from = end + 1;
  }
  // A word beside a strong one must be worth a fifth of it to be quoted too.
  let toll = 0;
  for (const { worth } of words) toll = Math.max(toll, worth / 5);
  /** The best stretch that does not touch the words from `taken` to `until`. */
  const best = (taken: number, until: number) => {
    let [from, to, most] = [0, -1, 0];
    for (let first = 0; first < words.length; first++) {
      const end = Math.min(first < taken ? taken : words.length, first + longestStretch);
      let worth = 0;
      if (first >= taken && first <= until) continue;
      for (let i = first; i < end; i++) {
        worth += (words[i] as { worth: number }).worth - toll;
        if (worth > most) [from, to, most] = [first, i, worth];
      }
    }
    return { first: from, last: to, worth: most };
  };
  const one = best(words.length, words.length);
  if (one.last < one.first) return [];
  const two = best(one.first - 1, one.last + 1);
  return [one, ...(two.worth >= one.worth / 2 ? [two] : [])].map(({ first, last }) => ({
    from: words[first]?.from ?? 0,
    end: words[last]?.end ?? 0,
  }));
}
