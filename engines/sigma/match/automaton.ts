import { classTable } from './classes.ts';
import { type Entry, flatten } from './suffixes.ts';

/**
 * Aho-Corasick over classes of characters, as one dense table (Aho and Corasick 1975): each character of a value costs
 * one load, whatever the number of literals. Rows are premultiplied; states with something to report come last, so one
 * comparison tells them.
 */
export interface Automaton {
  scan(value: string, hit: (id: number) => void): void;
  readonly bytes: number;
}

export function buildAutomaton(entries: readonly Entry[]): Automaton {
  const all = classTable();
  // Only classes that occur in a literal get a column; column 0 is everything else.
  const columnOf = new Uint8Array(256);
  let columns = 1;
  for (const { text } of entries) {
    for (let at = 0; at < text.length; at += 1) {
      const symbol = all[text.charCodeAt(at)] as number;
      if (columnOf[symbol] === 0) {
        columnOf[symbol] = columns;
        columns += 1;
      }
    }
  }
  const states = 1 + entries.reduce((sum, { text }) => sum + text.length, 0);
  const trie = new Int32Array(states * columns);
  const ids: number[][] = [[]];
  let used = 1;
  for (const { text, id } of entries) {
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      const edge = state * columns + (columnOf[all[text.charCodeAt(at)] as number] as number);
      if (trie[edge] === 0) {
        trie[edge] = used;
        used += 1;
        ids.push([]);
      }
      state = trie[edge] as number;
    }
    (ids[state] as number[]).push(id);
  }

  // Breadth first: a state's failure state is nearer to the root, so its row and its reports are complete already.
  const fail = new Int32Array(used);
  const order = new Int32Array(used);
  let tail = 1;
  for (let head = 0; head < tail; head += 1) {
    const state = order[head] as number;
    const inherited = fail[state] as number;
    for (let column = 1; column < columns; column += 1) {
      const edge = state * columns + column;
      const child = trie[edge] as number;
      const fallback = state === 0 ? 0 : (trie[inherited * columns + column] as number);
      if (child === 0) {
        trie[edge] = fallback;
      } else {
        fail[child] = fallback;
        const more = ids[fallback] as number[];
        if (more.length > 0) (ids[child] as number[]).push(...more);
        order[tail] = child;
        tail += 1;
      }
    }
  }

  // Numbered anew: silent states first, in breadth-first order, so that the hot ones lie close together.
  const renamed = new Int32Array(used);
  const sorted = [...order].filter((state) => (ids[state] as number[]).length === 0);
  const silent = sorted.length;
  sorted.push(...[...order].filter((state) => (ids[state] as number[]).length > 0));
  for (const [place, state] of sorted.entries()) renamed[state] = place;
  const next = new Int32Array(used * columns);
  for (const [place, state] of sorted.entries()) {
    for (let column = 0; column < columns; column += 1) {
      next[place * columns + column] = (renamed[trie[state * columns + column] as number] as number) * columns;
    }
  }
  const { starts, list } = flatten(sorted.slice(silent).map((state) => ids[state] as number[]));
  const firstLoud = silent * columns;
  const ascii = Uint8Array.from({ length: 128 }, (_, unit) => columnOf[all[unit] as number] as number);

  const scan = (value: string, hit: (id: number) => void): void => {
    let state = 0;
    for (let at = 0; at < value.length; at += 1) {
      const unit = value.charCodeAt(at);
      state = next[state + ((unit < 128 ? ascii[unit] : columnOf[all[unit] as number]) as number)] as number;
      if (state >= firstLoud) {
        const loud = (state - firstLoud) / columns;
        for (let from = starts[loud] as number; from < (starts[loud + 1] as number); from += 1) {
          hit(list[from] as number);
        }
      }
    }
  };
  return { scan, bytes: next.byteLength + starts.byteLength + list.byteLength };
}
