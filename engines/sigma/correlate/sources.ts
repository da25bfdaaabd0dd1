/** How far each source has come. The smallest is at the root of a tree, so that one more step of one source is cheap. */
export interface Sources {
  ids: Map<string, number>;
  names: string[];
  late: number[];
  /** A binary tree in an array: the leaves are the newest times, each other node the smaller of its children. */
  tree: Float64Array;
  leaves: number;
}

/** Names beyond this share one place: whoever forges names must not fill the memory. */
const MOST_SOURCES = 65_536;

export const createSources = (): Sources => ({
  ids: new Map(),
  names: [],
  late: [],
  tree: new Float64Array(2).fill(Infinity),
  leaves: 1,
});

/** The number of a source; a new one has come nowhere yet and holds everything until {@link moveSource}. */
export function sourceId(sources: Sources, name: string): number {
  let id = sources.ids.get(name);
  if (id !== undefined) return id;
  if (sources.names.length >= MOST_SOURCES) return MOST_SOURCES - 1;
  id = sources.names.length;
  sources.ids.set(name, id);
  sources.names.push(name);
  sources.late.push(0);
  if (id === sources.leaves) {
    const old = sources.tree.subarray(sources.leaves);
    sources.leaves *= 2;
    sources.tree = new Float64Array(2 * sources.leaves).fill(Infinity);
    sources.tree.set(old, sources.leaves);
    for (let i = sources.leaves - 1; i > 0; i--) {
      sources.tree[i] = Math.min(sources.tree[2 * i]!, sources.tree[2 * i + 1]!);
    }
  }
  return id;
}

export const newestOf = (sources: Sources, id: number): number => sources.tree[sources.leaves + id]!;

/** A source has come to a time; it never goes back. @returns whether it moved. */
export function moveSource(sources: Sources, id: number, time: number): boolean {
  const { tree } = sources;
  let node = sources.leaves + id;
  if (tree[node]! !== Infinity && tree[node]! >= time) return false;
  tree[node] = time;
  for (node >>>= 1; node > 0; node >>>= 1) {
    const least = Math.min(tree[2 * node]!, tree[2 * node + 1]!);
    if (tree[node] === least) break;
    tree[node] = least;
  }
  return true;
}

/** The newest time that every source has come to; Infinity if there is none. */
export const slowest = (sources: Sources): number => sources.tree[1]!;
