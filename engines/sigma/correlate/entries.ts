import { longer, roomFor } from './room.ts';

/** What a hit or a firing brings for outer correlations. */
export interface Brought {
  /** Values by the plan's `needs`. */
  fields: readonly (readonly string[])[];
  /** The events of a firing; undefined for a hit, which is an event itself. */
  events: readonly number[] | undefined;
}

/**
 * The hits that the groups of one correlation hold: rows, linked into a list for each group. A row is its time, the
 * number of its event, the next row and the number of a distinct value; where numbers are measured, that number too.
 */
export interface Entries {
  floats: Float64Array;
  ints: Int32Array;
  /** Numbers of a row in `floats`; twice as many in `ints`. */
  stride: number;
  brought: (Brought | undefined)[];
  used: number;
  free: number;
}

/** Places in a row of `floats`. */
export const TIME = 0;
export const REF = 1;
export const NUMBER = 3;
/** Places in a row of `ints`. */
export const NEXT = 4;
export const VALUE = 5;

const viewsOf = (buffer: ArrayBuffer) => ({ floats: new Float64Array(buffer), ints: new Int32Array(buffer) });

export function createEntries(numbers: boolean): Entries {
  const stride = numbers ? 4 : 3;
  return { ...viewsOf(new ArrayBuffer(16 * stride * 8)), stride, brought: [], used: 0, free: -1 };
}

/** @returns the number of a new row, which is not in any list yet. */
export function takeEntry(entries: Entries, time: number, ref: number): number {
  const { stride } = entries;
  let entry = entries.free;
  if (entry >= 0) entries.free = entries.ints[entry * 2 * stride + NEXT]!;
  else {
    entry = entries.used++;
    if ((entry + 1) * stride > entries.floats.length) {
      Object.assign(entries, viewsOf(longer(entries.floats.buffer, roomFor(entry) * stride * 8)));
    }
  }
  entries.floats[entry * stride + TIME] = time;
  entries.floats[entry * stride + REF] = ref;
  entries.ints[entry * 2 * stride + NEXT] = -1;
  return entry;
}

export function freeEntry(entries: Entries, entry: number): void {
  if (entries.brought.length > 0) entries.brought[entry] = undefined;
  entries.ints[entry * 2 * entries.stride + NEXT] = entries.free;
  entries.free = entry;
}
