/**
 * The groups of one correlation: a number for each key, and a list in the order in which they run out. All groups of a
 * correlation live equally long, so this order is that of their last hit (sliding) or of their opening (at the end).
 */
export interface Groups {
  ids: Map<string, number>;
  keys: (string | undefined)[];
  /** When the group fired last; −Infinity if never. */
  fired: Float64Array;
  /** When it was touched last, or opened where nothing touches. */
  since: Float64Array;
  before: Int32Array;
  after: Int32Array;
  /** Ends of the list; −1 if it is empty. */
  first: number;
  last: number;
  free: number;
}

export const createGroups = (): Groups => ({
  ids: new Map(),
  keys: [],
  fired: new Float64Array(16),
  since: new Float64Array(16),
  before: new Int32Array(16),
  after: new Int32Array(16),
  first: -1,
  last: -1,
  free: -1,
});

/** A copy with room for `length`; by half more each time: a group costs little, a million of them do. */
export function larger<T extends Float64Array | Int32Array>(array: T, length: number): T {
  const copy = new (array.constructor as new (length: number) => T)(length);
  copy.set(array);
  return copy;
}

export const roomFor = (length: number): number => length + (length >>> 1);

/** A new group at the end of the list. */
export function openGroup(groups: Groups, key: string, time: number): number {
  let group = groups.free;
  if (group >= 0) groups.free = groups.after[group]!;
  else {
    group = groups.keys.length;
    if (group === groups.fired.length) {
      const room = roomFor(group);
      groups.fired = larger(groups.fired, room);
      groups.since = larger(groups.since, room);
      groups.before = larger(groups.before, room);
      groups.after = larger(groups.after, room);
    }
  }
  groups.ids.set(key, group);
  groups.keys[group] = key;
  groups.fired[group] = Number.NEGATIVE_INFINITY;
  groups.since[group] = time;
  append(groups, group);
  return group;
}

function append(groups: Groups, group: number): void {
  groups.before[group] = groups.last;
  groups.after[group] = -1;
  if (groups.last < 0) groups.first = group;
  else groups.after[groups.last] = group;
  groups.last = group;
}

function unlink(groups: Groups, group: number): void {
  const before = groups.before[group]!;
  const after = groups.after[group]!;
  if (before < 0) groups.first = after;
  else groups.after[before] = after;
  if (after < 0) groups.last = before;
  else groups.before[after] = before;
}

/** Moves a group to the end of the list. */
export function touchGroup(groups: Groups, group: number, time: number): void {
  groups.since[group] = time;
  if (groups.last === group) return;
  unlink(groups, group);
  append(groups, group);
}

export function closeGroup(groups: Groups, group: number): void {
  unlink(groups, group);
  groups.ids.delete(groups.keys[group]!);
  groups.keys[group] = undefined;
  groups.after[group] = groups.free;
  groups.free = group;
}
