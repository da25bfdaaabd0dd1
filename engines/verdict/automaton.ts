/**
 * Finds all phrases of a set in one pass: Aho–Corasick, unrolled to a full deterministic automaton in one typed array
 * (one load a symbol). Overlapping and contained phrases are all reported, which an alternation of a RegExp does not do.
 */

/** a–z → 1–26, any number → 27, everything else → 0 (a gap). */
const symbols = 32;
const gap = 0;
const number = 27;

export interface Automaton {
  /** next row = `next[row + symbol]`; rows are premultiplied by 32 */
  next: Int32Array;
  /** per state: where its phrases begin in `output`; one entry more than states */
  outputAt: Int32Array;
  /** phrase numbers */
  output: Int32Array;
  /** length of each phrase in symbols, the gaps around it included */
  lengths: Int32Array;
}

/** Called for each phrase found: its number, first and last position in the text (both inside). */
export type OnPhrase = (phrase: number, from: number, to: number) => void;

const symbolOf = (code: number): number => {
  if (code >= 97 && code <= 122) return code - 96;
  return code >= 48 && code <= 57 ? number : gap;
};

/**
 * Writes a folded text as symbols: one gap in front and behind, gaps and digits run together ("24", "1.000.000" → one
 * number symbol; so a phrase with `#` meets every amount), and a number stands apart from its unit ("20k" → "# k").
 * @param at receives for each symbol the position in `text` of its first character
 * @returns how many symbols were written
 */
export function toSymbols(text: string, into: Uint8Array, at: Int32Array): number {
  let length = 1;
  into[0] = gap;
  at[0] = 0;
  let last = gap;
  const end = text.length;
  for (let i = 0; i < end && length < into.length - 1; i++) {
    const code = text.charCodeAt(i);
    let symbol = symbolOf(code);
    if (symbol === gap && last === number && (code === 46 || code === 44) && i + 1 < end) {
      if (symbolOf(text.charCodeAt(i + 1)) === number) symbol = number;
    }
    if (symbol === last && (symbol === gap || symbol === number)) continue;
    if (symbol !== gap && last !== gap && (symbol === number || last === number)) {
      into[length] = gap;
      at[length] = i;
      length += 1;
      if (length >= into.length - 1) break;
    }
    into[length] = symbol;
    at[length] = i;
    length += 1;
    last = symbol;
  }
  if (last !== gap) {
    into[length] = gap;
    at[length] = end;
    length += 1;
  }
  return length;
}

/** A phrase as symbols, with a gap on both sides so that only whole words match. `#` is any number. */
export function phraseSymbols(folded: string): number[] {
  const into = new Uint8Array(folded.length * 2 + 4);
  const at = new Int32Array(folded.length * 2 + 4);
  const length = toSymbols(folded.replaceAll('#', '0'), into, at);
  return [...into.subarray(0, length)];
}

/** @param phrases as symbols (phraseSymbols); a phrase's number is its place here. Empty phrases never match. */
export function buildAutomaton(phrases: readonly (readonly number[])[]): Automaton {
  const total = phrases.reduce((sum, phrase) => sum + phrase.length, 1);
  const next = new Int32Array(total * symbols).fill(-1);
  const own: number[][] = [[]];
  let states = 1;
  phrases.forEach((phrase, index) => {
    if (phrase.length === 0) return;
    let state = 0;
    for (const symbol of phrase) {
      const slot = state * symbols + symbol;
      let to = next[slot] as number;
      if (to < 0) {
        to = states;
        states += 1;
        own.push([]);
        next[slot] = to;
      }
      state = to;
    }
    own[state]?.push(index);
  });
  return unroll(next.slice(0, states * symbols), own, phrases);
}

/** Breadth first: every missing edge takes the edge of the longest proper suffix, and its phrases are inherited. */
function unroll(next: Int32Array, own: number[][], phrases: readonly (readonly number[])[]): Automaton {
  const states = own.length;
  const fallback = new Int32Array(states);
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
  const outputAt = new Int32Array(states + 1);
  own.forEach((list, state) => {
    outputAt[state + 1] = (outputAt[state] as number) + list.length;
  });
  return {
    next: next.map((state) => state * symbols),
    outputAt,
    output: Int32Array.from(own.flat()),
    lengths: Int32Array.from(phrases, (phrase) => phrase.length),
  };
}

/** Runs over `length` symbols and reports every occurrence of every phrase, by its end from left to right. */
export function findPhrases(automaton: Automaton, text: Uint8Array, length: number, onPhrase: OnPhrase): void {
  const { next, outputAt, output, lengths } = automaton;
  let row = 0;
  for (let i = 0; i < length; i++) {
    row = next[row + (text[i] as number)] as number;
    const state = row >>> 5;
    const end = outputAt[state + 1] as number;
    for (let out = outputAt[state] as number; out < end; out++) {
      const phrase = output[out] as number;
      onPhrase(phrase, i - (lengths[phrase] as number) + 1, i);
    }
  }
}
