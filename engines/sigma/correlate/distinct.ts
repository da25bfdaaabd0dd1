import { createNames, dropName, nameOf, type Names } from './names.ts';
import { longer, roomFor } from './room.ts';

/** How often each value stands in each group: one table for all groups of a correlation, over small whole numbers. */
export interface Distinct {
  /** The number of a value while it stands somewhere. */
  names: Names;
  /** In how many entries a value stands. */
  uses: Int32Array;
  /** Open addressing: group, value, how often (0: empty). */
  slots: Int32Array;
  mask: number;
  filled: number;
}

/** Numbers of a slot; the fourth keeps it from lying across two cache lines. */
const WIDTH = 4;

export const createDistinct = (): Distinct => ({
  names: createNames(),
  uses: new Int32Array(16),
  slots: new Int32Array(WIDTH * 16),
  mask: 15,
  filled: 0,
});

function home(group: number, value: number, mask: number): number {
  let h = Math.imul(group, 0x9e3779b1) ^ Math.imul(value, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) & mask;
}

function slotOf(table: Distinct, group: number, value: number): number {
  const { slots, mask } = table;
  let slot = home(group, value, mask);
  while (slots[WIDTH * slot + 2] !== 0 && (slots[WIDTH * slot] !== group || slots[WIDTH * slot + 1] !== value)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

function grow(table: Distinct): void {
  const old = table.slots;
  table.mask = table.mask * 2 + 1;
  table.slots = new Int32Array(WIDTH * (table.mask + 1));
  for (let i = 0; i < old.length; i += WIDTH) {
    if (old[i + 2] === 0) continue;
    const slot = slotOf(table, old[i]!, old[i + 1]!);
    table.slots[WIDTH * slot] = old[i]!;
    table.slots[WIDTH * slot + 1] = old[i + 1]!;
    table.slots[WIDTH * slot + 2] = old[i + 2]!;
  }
}

/** @returns the number of a value, which stands in one more entry, or hit that waits, from now on. */
export function useValue(table: Distinct, value: string): number {
  const known = table.names.size;
  const id = nameOf(table.names, value);
  if (table.names.size > known) {
    if (id >= table.uses.length) table.uses = new Int32Array(longer(table.uses.buffer, roomFor(id) * 4));
    table.uses[id] = 0;
  }
  table.uses[id]!++;
  return id;
}

/** A value stands in one entry less, or waits in one hit less. */
export function leaveValue(table: Distinct, id: number): void {
  if (--table.uses[id]! === 0) dropName(table.names, id);
}

/** One more entry of a group has the value. @returns whether it is the first one in this group. */
export function addValue(table: Distinct, group: number, id: number): boolean {
  const slot = slotOf(table, group, id);
  if (table.slots[WIDTH * slot + 2]!++ > 0) return false;
  table.slots[WIDTH * slot] = group;
  table.slots[WIDTH * slot + 1] = id;
  if (++table.filled * 2 > table.mask) grow(table);
  return true;
}

/** An entry of a group leaves. @returns whether no other entry of this group has the value. */
export function removeValue(table: Distinct, group: number, id: number): boolean {
  const { slots, mask } = table;
  let hole = slotOf(table, group, id);
  const left = --slots[WIDTH * hole + 2]!;
  leaveValue(table, id);
  if (left > 0) return false;
  table.filled--;
  // What was pushed on by the one that left moves back, so that no search ends early at the hole.
  for (let slot = (hole + 1) & mask; slots[WIDTH * slot + 2] !== 0; slot = (slot + 1) & mask) {
    const distance = (slot - home(slots[WIDTH * slot]!, slots[WIDTH * slot + 1]!, mask)) & mask;
    if (distance < ((slot - hole) & mask)) continue;
    slots[WIDTH * hole] = slots[WIDTH * slot]!;
    slots[WIDTH * hole + 1] = slots[WIDTH * slot + 1]!;
    slots[WIDTH * hole + 2] = slots[WIDTH * slot + 2]!;
    slots[WIDTH * slot + 2] = 0;
    hole = slot;
  }
  return true;
}
