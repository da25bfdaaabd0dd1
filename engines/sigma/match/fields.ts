/**
 * Where the fields of a partition stand in an event: a tree of keys. Walking the event's own keys and looking each one up
 * is cheaper than asking for every field that some rule names.
 */
export interface KeyNode {
  /** Fields whose value stands here. */
  fields: number[];
  /** Child nodes by key as an event spells it; null: nothing below is of interest. */
  keys: Map<string, KeyNode | null>;
  /** Child for any key. */
  any: KeyNode | undefined;
  inner: boolean;
  /** The keys of the event before, in order, and their nodes. */
  lastKeys: string[];
  lastNodes: (KeyNode | null)[];
  /** How many unknown keys were remembered; bounded, because events bring any number of them. */
  learnt: number;
}

const MOST_LEARNT = 1_000;
/** Longer ones are no fields of rules; a sender may have as many as he likes. */
export const LONGEST_KEY = 128;
export const MOST_IN_ORDER = 128;

const emptyNode = (): KeyNode => ({
  fields: [],
  keys: new Map(),
  any: undefined,
  inner: false,
  lastKeys: [],
  lastNodes: [],
  learnt: 0,
});

/** `paths[i]` are the paths of field i; a segment `*` is any key. */
export function buildKeyTree(paths: readonly (readonly (readonly string[])[])[]): KeyNode {
  const root = emptyNode();
  for (const [field, ways] of paths.entries()) {
    for (const way of ways) {
      let node = root;
      for (const segment of way) {
        node.inner = true;
        if (segment === '*') {
          node.any ??= emptyNode();
          node = node.any;
        } else {
          let next = node.keys.get(segment);
          if (!next) {
            next = emptyNode();
            node.keys.set(segment, next);
          }
          node = next;
        }
      }
      if (!node.fields.includes(field)) node.fields.push(field);
    }
  }
  return root;
}

/** The node of a key that was not met before. Sigma names fields without the spaces that sources put into them. */
export function learnKey(node: KeyNode, key: string): KeyNode | null {
  const plain = key.includes(' ') ? key.replaceAll(' ', '') : key;
  const child = (plain === key ? undefined : node.keys.get(plain)) ?? null;
  if (node.learnt < MOST_LEARNT && key.length <= LONGEST_KEY) {
    node.learnt += 1;
    node.keys.set(key, child);
  }
  return child;
}
