/**
 * Finds all phrases of a set in one pass over a folded text, overlapping and contained ones too: Aho–Corasick over whole
 * words. A message has five times fewer words than letters, and folding has found them already: 0.7 µs a message against
 * 2.8 with an automaton over letters.
 */
import { type Folded, packWord } from '../text/index.ts';

/** Called for each phrase found: its number and its place in the text, `end` outside; ordered by `end`. */
export type OnPhrase = (phrase: number, from: number, end: number) => void;

export interface Phrases {
  words: WordTable;
  /** per word number: the state behind this word alone */
  first: Uint16Array;
  /** state and word → next state, for words that go on with a phrase; see {@link buildSteps} */
  steps: Int32Array;
  /** per state: that of its longest proper end, which goes on when the state itself does not */
  suffixes: Uint16Array;
  /** a bit for the upper 16 bits of the hash of every key in `steps`: most questions end here, in the nearest cache */
  maySteps: Uint8Array;
  /** per state: 1 when phrases end here */
  ending: Uint8Array;
  /** per state: where its phrases begin in `output`; one entry more than states */
  outputAt: Int32Array;
  /** phrase numbers, the longest of a state first */
  output: Int32Array;
  /** how many words each phrase has */
  lengths: Int32Array;
}

/** Words and their numbers, from 1 on: open addressing, two slots a word. */
interface WordTable {
  /** `packWord` of the word, then length << 16 | number; 0 where there is none */
  slots: Int32Array;
  shift: number;
  /** per number: the word, for those that are too long to be told by their packed letters */
  long: string[];
}

/** The word that stands for every number. */
const ANY_NUMBER = '#';
const PACKED_NUMBER = packWord('0');
/** Words of up to so many letters are told by their packed letters alone. */
const PACKED = 6;
/** Spreads packed letters over a table (Knuth's multiplicative hashing). */
const SPREAD = 0x9e3779b1;

/**
 * The words of a folded text. `#` stands for any number ("24", "1.000.000"), so that a phrase with `#` meets every
 * amount; a number stands apart from its unit ("20k" → "# k").
 */
export function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(/[a-z]+|\d+(?:[.,]\d+)*/g), ([word]) => (/\d/.test(word) ? ANY_NUMBER : word));
}

/**
 * @param phrases as words; a phrase's number is its place here. Empty phrases never match.
 * @throws when there are more than 65,535 words or states
 */
export function buildPhrases(phrases: readonly (readonly string[])[]): Phrases {
  const numbers = new Map<string, number>();
  const next: Map<number, number>[] = [new Map()];
  const own: number[][] = [[]];
  phrases.forEach((phrase, index) => {
    let state = 0;
    for (const word of phrase) {
      const number = numbers.get(word) ?? numbers.size + 1;
      numbers.set(word, number);
      let to = next[state]?.get(number);
      if (to === undefined) {
        to = next.push(new Map()) - 1;
        own.push([]);
        next[state]?.set(number, to);
      }
      state = to;
    }
    if (state !== 0) own[state]?.push(index);
  });
  if (Math.max(next.length, numbers.size) > 0xffff) throw new Error(`${next.length} states are too many`);
  const suffixes = findSuffixes(next, own);

  const first = new Uint16Array(numbers.size + 1);
  for (const [word, to] of next[0] ?? []) first[word] = to;
  const outputAt = new Int32Array(own.length + 1);
  own.forEach((list, state) => {
    outputAt[state + 1] = (outputAt[state] as number) + list.length;
  });
  return {
    words: buildWords(numbers),
    first,
    ...buildSteps(next),
    suffixes,
    ending: Uint8Array.from(own, (list) => Math.min(list.length, 1)),
    outputAt,
    output: Int32Array.from(own.flat()),
    lengths: Int32Array.from(phrases, ({ length }) => length),
  };
}

/** Breadth first: a state's longest proper end is found from its parent's; what ends or goes on there does so here. */
function findSuffixes(next: readonly Map<number, number>[], own: number[][]): Uint16Array {
  const suffixes = new Uint16Array(next.length);
  const queue = [...(next[0]?.values() ?? [])];
  for (const state of queue) {
    const shorter = suffixes[state] as number;
    own[state]?.push(...(own[shorter] ?? []));
    for (const [word, to] of next[state] ?? []) {
      let suffix = shorter;
      while (suffix !== 0 && !next[suffix]?.has(word)) suffix = suffixes[suffix] as number;
      suffixes[to] = next[suffix]?.get(word) ?? 0;
      queue.push(to);
    }
  }
  return suffixes;
}

/** A table of pairs, three times as large as needed and more: nearly every question is answered by the first slot. */
const emptyTable = (entries: number): { slots: Int32Array; shift: number } => {
  const bits = Math.max(4, Math.ceil(Math.log2(entries * 3)));
  return { slots: new Int32Array(2 << bits), shift: 32 - bits };
};

function buildWords(numbers: ReadonlyMap<string, number>): WordTable {
  const { slots, shift } = emptyTable(numbers.size);
  const long: string[] = [];
  for (const [word, number] of numbers) {
    const packed = word === ANY_NUMBER ? PACKED_NUMBER : packWord(word);
    let slot = Math.imul(packed, SPREAD) >>> shift;
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & ((slots.length >> 1) - 1);
    slots[slot * 2] = packed;
    slots[slot * 2 + 1] = (word.length << 16) | number;
    if (word.length > PACKED) long[number] = word;
  }
  return { slots, shift, long };
}

/** Slots of {@link Phrases.steps}: state << 16 | word, then the next state; 0 where there is none. */
function buildSteps(next: readonly Map<number, number>[]): Pick<Phrases, 'steps' | 'maySteps'> {
  const maySteps = new Uint8Array(1 << 13);
  const { slots, shift } = emptyTable(next.length);
  next.forEach((edges, state) => {
    if (state === 0) return;
    for (const [word, to] of edges) {
      const key = (state << 16) | word;
      const hash = Math.imul(key, SPREAD);
      maySteps[hash >>> 19] = (maySteps[hash >>> 19] as number) | (1 << ((hash >>> 16) & 7));
      let slot = hash >>> shift;
      while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & ((slots.length >> 1) - 1);
      slots[slot * 2] = key;
      slots[slot * 2 + 1] = to;
    }
  });
  return { steps: slots, maySteps };
}

/** Reports every occurrence of every phrase in a folded text. */
export function findPhrases(phrases: Phrases, { ascii, words }: Folded, onPhrase: OnPhrase): void {
  const { ending } = phrases;
  const { length } = words;
  let state = 0;
  for (let i = 0; i < length; i += 3) {
    const packed = words[i] as number;
    const from = words[i + 1] as number;
    const size = packed === PACKED_NUMBER ? 1 : (words[i + 2] as number) - from;
    const word = numberOf(phrases.words, packed, size, ascii, from);
    state = word === 0 ? 0 : step(phrases, state, word);
    if (ending[state] !== 0) report(phrases, state, words, i, onPhrase);
  }
}

/** The number of a word, 0 when no phrase has it. */
function numberOf({ slots, shift, long }: WordTable, packed: number, length: number, text: string, from: number) {
  const last = (slots.length >> 1) - 1;
  for (let slot = Math.imul(packed, SPREAD) >>> shift; ; slot = (slot + 1) & last) {
    const found = slots[slot * 2 + 1] as number;
    if (found === 0) return 0;
    if (slots[slot * 2] !== packed || found >>> 16 !== length) continue;
    const number = found & 0xffff;
    if (length <= PACKED || text.startsWith(long[number] as string, from)) return number;
  }
}

/** Where a word leads from a state, asked of the state and its ends. */
function step({ steps, maySteps, first, suffixes }: Phrases, state: number, word: number): number {
  const last = (steps.length >> 1) - 1;
  const shift = Math.clz32(last);
  for (let from = state; from !== 0; from = suffixes[from] as number) {
    const key = (from << 16) | word;
    const hash = Math.imul(key, SPREAD);
    if ((((maySteps[hash >>> 19] as number) >>> ((hash >>> 16) & 7)) & 1) === 0) continue;
    for (let slot = hash >>> shift; ; slot = (slot + 1) & last) {
      const to = steps[slot * 2 + 1] as number;
      if (to === 0) break;
      if (steps[slot * 2] === key) return to;
    }
  }
  return first[word] as number;
}

function report(phrases: Phrases, state: number, words: Int32Array, last: number, onPhrase: OnPhrase): void {
  const { outputAt, output, lengths } = phrases;
  const end = outputAt[state + 1] as number;
  for (let out = outputAt[state] as number; out < end; out++) {
    const phrase = output[out] as number;
    const first = last - ((lengths[phrase] as number) - 1) * 3;
    onPhrase(phrase, words[first + 1] as number, words[last + 2] as number);
  }
}
