import { createNames, dropName, nameOf, type Names } from './names.ts';
import { longer, roomFor } from './room.ts';

/**
 * The groups of one correlation: a number for each key, and a list in the order in which they run out. All groups of a
 * correlation live equally long, so this order is that of their last hit (sliding) or of their opening (at the end).
 *
 * A group is a row of 56 bytes, so that a hit touches one or two cache lines of it; `times` and `ints` are two views of
 * the same rows. A row lives from when a hit for it begins to wait (so that its key is looked up while it is at hand)
 * until nothing waits for it and it has run out; it is a live group only from when the first hit was taken.
 */
export interface Groups {
  /** The keys; the number of a key is that of its row. */
  names: Names;
  times: Float64Array;
  ints: Int32Array;
  /** Ends of the list; −1 if it is empty. */
  first: number;
  last: number;
  /** How many are live. */
  live: number;
}

const ROW_BYTES = 56;
/** Numbers of a row in `times`. */
export const TIMES = 7;
/** When the group was moved to the end of the list; when it was opened where nothing moves. */
export const SINCE = 0;
/** When it fired last; −Infinity if never. */
export const FIRED = 1;
/** Numbers of a row in `ints`, the first four of which are the two times. */
export const INTS = 14;
const BEFORE = 4;
export const AFTER = 5;
/** The rest belongs to what counts: the list of entries, how many there are and how many count. */
export const HEAD = 6;
export const TAIL = 7;
export const HELD = 8;
export const SIZE = 9;
/** Of the rule of the last hit. */
export const POSITION = 10;
/** How many distinct values. */
export const DISTINCT = 11;
/** How many hits wait for it. */
const WAITING = 12;
/** 1 if it is in the list. */
export const LIVE = 13;

const viewsOf = (buffer: ArrayBuffer) => ({ times: new Float64Array(buffer), ints: new Int32Array(buffer) });

export const createGroups = (): Groups => ({
  names: createNames(),
  ...viewsOf(new ArrayBuffer(16 * ROW_BYTES)),
  first: -1,
  last: -1,
  live: 0,
});

/** The row of a key, for which one more hit waits from now on. */
export function awaitGroup(groups: Groups, key: string): number {
  const { names } = groups;
  const known = names.size;
  const group = nameOf(names, key);
  if (names.size > known) {
    if ((group + 1) * TIMES > groups.times.length) {
      Object.assign(groups, viewsOf(longer(groups.times.buffer, roomFor(group) * ROW_BYTES)));
    }
    groups.ints[group * INTS + WAITING] = 0;
    groups.ints[group * INTS + LIVE] = 0;
  }
  groups.ints[group * INTS + WAITING]!++;
  return group;
}

export const keyOf = ({ names }: Groups, group: number): string => names.texts[group]!;

/** A hit for the group waits no longer, because its turn has come. */
export const reachGroup = (groups: Groups, group: number): void => void groups.ints[group * INTS + WAITING]!--;

/** The group becomes live, at the end of the list. */
export function openGroup(groups: Groups, group: number, time: number): void {
  groups.times[group * TIMES + SINCE] = time;
  groups.times[group * TIMES + FIRED] = Number.NEGATIVE_INFINITY;
  const { ints } = groups;
  const row = group * INTS;
  ints[row + HEAD] = -1;
  ints[row + TAIL] = -1;
  ints[row + HELD] = 0;
  ints[row + SIZE] = 0;
  ints[row + POSITION] = 0;
  ints[row + DISTINCT] = 0;
  ints[row + LIVE] = 1;
  groups.live++;
  append(groups, group);
}

function append(groups: Groups, group: number): void {
  const { ints, last } = groups;
  ints[group * INTS + BEFORE] = last;
  ints[group * INTS + AFTER] = -1;
  if (last < 0) groups.first = group;
  else ints[last * INTS + AFTER] = group;
  groups.last = group;
}

function unlink(groups: Groups, group: number): void {
  const { ints } = groups;
  const before = ints[group * INTS + BEFORE]!;
  const after = ints[group * INTS + AFTER]!;
  if (before < 0) groups.first = after;
  else ints[before * INTS + AFTER] = after;
  if (after < 0) groups.last = before;
  else ints[after * INTS + BEFORE] = before;
}

/** Moves a group to the end of the list. */
export function touchGroup(groups: Groups, group: number, time: number): void {
  groups.times[group * TIMES + SINCE] = time;
  if (groups.last === group) return;
  unlink(groups, group);
  append(groups, group);
}

export function closeGroup(groups: Groups, group: number): void {
  unlink(groups, group);
  groups.ints[group * INTS + LIVE] = 0;
  groups.live--;
  if (groups.ints[group * INTS + WAITING]! > 0) return;
  dropName(groups.names, group);
}

/** `since` of the group that runs out first; Infinity if there is none. */
export const firstSince = ({ first, times }: Groups): number => (first < 0 ? Infinity : times[first * TIMES + SINCE]!);
