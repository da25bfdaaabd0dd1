import { CLASSES, classTable } from './classes.ts';

/** What a literal is to the index: its place in a value, and the number that a hit is told by. */
export interface Entry {
  text: string;
  id: number;
}

/**
 * Literals at one end of a value, read from that end: a trie whose edges lie in one hash table, so that a look-up costs
 * one step for each character that still agrees with some literal, whatever the length of the value.
 */
export interface EndTrie {
  /** Reports every entry that the value begins or ends with. */
  scan(value: string, hit: (id: number) => void): void;
  readonly bytes: number;
}

export function buildEndTrie(entries: readonly Entry[], end: 'prefix' | 'suffix'): EndTrie {
  const classes = classTable();
  const children: Map<number, number>[] = [new Map()];
  const ids: number[][] = [[]];
  for (const { text, id } of entries) {
    let node = 0;
    for (let step = 0; step < text.length; step += 1) {
      const unit = text.charCodeAt(end === 'suffix' ? text.length - 1 - step : step);
      const symbol = classes[unit] as number;
      let next = (children[node] as Map<number, number>).get(symbol);
      if (next === undefined) {
        next = children.push(new Map()) - 1;
        ids.push([]);
        (children[node] as Map<number, number>).set(symbol, next);
      }
      node = next;
    }
    (ids[node] as number[]).push(id);
  }
  let slots = 4;
  while (slots < children.length * 2) slots *= 2;
  const mask = slots - 1;
  const keys = new Int32Array(slots).fill(-1);
  const targets = new Int32Array(slots);
  for (const [node, edges] of children.entries()) {
    for (const [symbol, target] of edges) {
      const key = node * CLASSES + symbol;
      let slot = Math.imul(key, 0x9e3779b1) >>> 7;
      while (keys[slot & mask] !== -1) slot += 1;
      keys[slot & mask] = key;
      targets[slot & mask] = target;
    }
  }
  const { starts, list } = flatten(ids);

  const scan = (value: string, hit: (id: number) => void): void => {
    const length = value.length;
    let node = 0;
    for (let step = 0; ; step += 1) {
      for (let at = starts[node] as number; at < (starts[node + 1] as number); at += 1) hit(list[at] as number);
      if (step === length) return;
      const unit = value.charCodeAt(end === 'suffix' ? length - 1 - step : step);
      const key = node * CLASSES + (classes[unit] as number);
      let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
      while (keys[slot] !== key) {
        if (keys[slot] === -1) return;
        slot = (slot + 1) & mask;
      }
      node = targets[slot] as number;
    }
  };
  return { scan, bytes: keys.byteLength + targets.byteLength + starts.byteLength + list.byteLength };
}

/** Lists of numbers, one after the other, and where each begins. */
export function flatten(lists: readonly (readonly number[])[]): { starts: Int32Array; list: Int32Array } {
  const starts = new Int32Array(lists.length + 1);
  for (const [at, ids] of lists.entries()) starts[at + 1] = (starts[at] as number) + ids.length;
  return { starts, list: Int32Array.from(lists.flat()) };
}
