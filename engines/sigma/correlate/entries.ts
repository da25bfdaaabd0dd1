import { larger, roomFor } from './groups.ts';

/** What a hit or a firing brings for outer correlations. */
export interface Brought {
  /** Values by the plan's `needs`. */
  fields: readonly (readonly string[])[];
  /** The events of a firing; undefined for a hit, which is an event itself. */
  events: readonly number[] | undefined;
}

/** The hits that the groups of one correlation hold: a linked list for each group, in columns that all share. */
export interface Entries {
  times: Float64Array;
  refs: Float64Array;
  /** Number of a distinct value, or the number itself; empty where only hits are counted. */
  values: Float64Array;
  next: Int32Array;
  brought: (Brought | undefined)[];
  used: number;
  free: number;
}

export const createEntries = (valued: boolean): Entries => ({
  times: new Float64Array(16),
  refs: new Float64Array(16),
  values: new Float64Array(valued ? 16 : 0),
  next: new Int32Array(16),
  brought: [],
  used: 0,
  free: -1,
});

/** @returns the place of a new entry, which is not in any list yet. */
export function takeEntry(entries: Entries, time: number, ref: number, value: number): number {
  let entry = entries.free;
  if (entry >= 0) entries.free = entries.next[entry]!;
  else {
    entry = entries.used++;
    if (entry === entries.times.length) {
      const room = roomFor(entry);
      entries.times = larger(entries.times, room);
      entries.refs = larger(entries.refs, room);
      if (entries.values.length > 0) entries.values = larger(entries.values, room);
      entries.next = larger(entries.next, room);
    }
  }
  entries.times[entry] = time;
  entries.refs[entry] = ref;
  if (entries.values.length > 0) entries.values[entry] = value;
  entries.next[entry] = -1;
  return entry;
}

export function freeEntry(entries: Entries, entry: number): void {
  if (entries.brought.length > 0) entries.brought[entry] = undefined;
  entries.next[entry] = entries.free;
  entries.free = entry;
}
