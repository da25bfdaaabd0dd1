/**
 * Finds all names of a set inside a label in one pass: Aho–Corasick, unrolled to a full deterministic automaton in one typed array
 * (one load a symbol). Overlapping and contained phrases are all reported, which an alternation of a RegExp does not do.
 */

/** a–z are 1–26, and the table's rows a power of two long. */
const symbols = 32;

export interface Automaton {
  /**
   * next state = `next[state * 32 + symbol]`. Sixteen bits and not more: half the table is twice as much of it in the
   * cache, and the walk is bound by that.
   */
  next: Uint16Array;
  /** states from here on end phrases, so that the walk need not look anything up for the others */
  firstEnding: number;
  /** per ending state: where its phrases begin in `output`; one entry more than such states */
  outputAt: Int32Array;
  /** phrase numbers */
  output: Int32Array;
  /** length of each phrase in symbols */
  lengths: Int32Array;
}

/** Called for each phrase found: its number, first and last symbol in the text (both inside). */
export type OnPhrase = (phrase: number, from: number, to: number) => void;

/**
 * @param phrases as symbols; a phrase's number is its place here. Empty phrases never match.
 * @throws when the phrases together need more than 65,536 states (about as many letters)
 */
export function buildAutomaton(phrases: readonly (readonly number[])[]): Automaton {
  const total = phrases.reduce((sum, phrase) => sum + phrase.length, 1);
  const next = new Int32Array(total * symbols).fill(-1);
  const own: number[][] = [[]];
  phrases.forEach((phrase, index) => {
    if (phrase.length === 0) return;
    let state = 0;
    for (const symbol of phrase) {
      const slot = state * symbols + symbol;
      let to = next[slot] as number;
      if (to < 0) {
        to = own.push([]) - 1;
        next[slot] = to;
      }
      state = to;
    }
    own[state]?.push(index);
  });
  if (own.length > 65_536) throw new Error(`the phrases need ${own.length} states, more than 65,536`);
  return renumber(next, own, fillIn(next, own), phrases);
}

/**
 * Breadth first: every missing edge takes the edge of the longest proper suffix, and its phrases are inherited.
 * @returns the states but the root, in that order
 */
function fillIn(next: Int32Array, own: number[][]): number[] {
  const fallback = new Int32Array(own.length);
  const queue: number[] = [];
  for (let symbol = 0; symbol < symbols; symbol++) {
    const to = next[symbol] as number;
    if (to < 0) next[symbol] = 0;
    else queue.push(to);
  }
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number;
    const suffix = fallback[state] as number;
    own[state]?.push(...(own[suffix] ?? []));
    for (let symbol = 0; symbol < symbols; symbol++) {
      const slot = state * symbols + symbol;
      const to = next[slot] as number;
      const viaSuffix = next[suffix * symbols + symbol] as number;
      if (to < 0) next[slot] = viaSuffix;
      else {
        fallback[to] = viaSuffix;
        queue.push(to);
      }
    }
  }
  return queue;
}

/**
 * States that end no phrase come first, the root first of all; then by depth: a walk is mostly near the root, whose rows
 * then lie side by side in the cache.
 */
function renumber(
  next: Int32Array,
  own: number[][],
  byDepth: number[],
  phrases: readonly (readonly number[])[],
): Automaton {
  const states = own.length;
  const ends = (state: number): boolean => (own[state] as number[]).length > 0;
  const ending = byDepth.filter(ends);
  const silent = [0, ...byDepth.filter((state) => !ends(state))];
  const order = [...silent, ...ending];
  const numbers = new Int32Array(states);
  order.forEach((state, place) => {
    numbers[state] = place;
  });
  const moved = new Uint16Array(states * symbols);
  order.forEach((state, place) => {
    for (let symbol = 0; symbol < symbols; symbol++) {
      moved[place * symbols + symbol] = numbers[next[state * symbols + symbol] as number] as number;
    }
  });
  const outputAt = new Int32Array(ending.length + 1);
  ending.forEach((state, place) => {
    outputAt[place + 1] = (outputAt[place] as number) + (own[state] as number[]).length;
  });
  return {
    next: moved,
    firstEnding: silent.length,
    outputAt,
    output: Int32Array.from(ending.flatMap((state) => own[state] as number[])),
    lengths: Int32Array.from(phrases, (phrase) => phrase.length),
  };
}

/** Runs over `length` symbols and reports every occurrence of every phrase, by its end from left to right. */
export function findPhrases(automaton: Automaton, text: Uint8Array, length: number, onPhrase: OnPhrase): void {
  const { next, firstEnding } = automaton;
  let state = 0;
  for (let i = 0; i < length; i++) {
    state = next[(state << 5) | (text[i] as number)] as number;
    if (state >= firstEnding) report(automaton, state, i, onPhrase);
  }
}

function report(automaton: Automaton, state: number, to: number, onPhrase: OnPhrase): void {
  const { firstEnding, outputAt, output, lengths } = automaton;
  const end = outputAt[state - firstEnding + 1] as number;
  for (let out = outputAt[state - firstEnding] as number; out < end; out++) {
    const phrase = output[out] as number;
    onPhrase(phrase, to - (lengths[phrase] as number) + 1, to);
  }
}
