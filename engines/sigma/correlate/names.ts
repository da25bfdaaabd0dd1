import { longer, roomFor } from './room.ts';

/**
 * A small whole number for each text, and back. A Map does the same, but follows three or four pointers for each look-up
 * and as many for a removal; among a hundred thousand texts each of them is a wait for memory. Here the hash stands in
 * the table, so that a text is touched only to be compared with its like.
 */
export interface Names {
  texts: (string | undefined)[];
  hashes: Int32Array;
  /** Open addressing: hash, and number + 1 (0: empty). */
  slots: Int32Array;
  mask: number;
  size: number;
  free: number[];
  /** Nobody who chooses texts is to know where they fall. */
  seed: number;
}

export const createNames = (): Names => ({
  texts: [],
  hashes: new Int32Array(16),
  slots: new Int32Array(2 * 32),
  mask: 31,
  size: 0,
  free: [],
  seed: Math.floor(Math.random() * 2 ** 32),
});

function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** The number of a text, a new one if it has none. */
export function nameOf(names: Names, text: string): number {
  const hash = hashOf(text, names.seed);
  const { slots, mask } = names;
  let slot = hash & mask;
  for (let name = slots[2 * slot + 1]!; name !== 0; name = slots[2 * slot + 1]!) {
    if (slots[2 * slot] === hash && names.texts[name - 1] === text) return name - 1;
    slot = (slot + 1) & mask;
  }
  const name = names.free.pop() ?? names.texts.length;
  if (name === names.hashes.length) names.hashes = new Int32Array(longer(names.hashes.buffer, roomFor(name) * 4));
  names.texts[name] = text;
  names.hashes[name] = hash;
  slots[2 * slot] = hash;
  slots[2 * slot + 1] = name + 1;
  names.size++;
  if (names.size * 8 > (mask + 1) * 5) grow(names);
  return name;
}

function grow(names: Names): void {
  const old = names.slots;
  const mask = names.mask * 2 + 1;
  const slots = new Int32Array(2 * (mask + 1));
  for (let i = 0; i < old.length; i += 2) {
    if (old[i + 1] === 0) continue;
    let slot = old[i]! & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = old[i]!;
    slots[2 * slot + 1] = old[i + 1]!;
  }
  names.slots = slots;
  names.mask = mask;
}

/** Forgets a text; its number goes to another one. */
export function dropName(names: Names, name: number): void {
  const { slots, mask } = names;
  let hole = names.hashes[name]! & mask;
  while (slots[2 * hole + 1] !== name + 1) hole = (hole + 1) & mask;
  // What was pushed on by the one that left moves back, so that no search ends early at the hole.
  for (let slot = (hole + 1) & mask; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
    const distance = (slot - slots[2 * slot]!) & mask;
    if (distance < ((slot - hole) & mask)) continue;
    slots[2 * hole] = slots[2 * slot]!;
    slots[2 * hole + 1] = slots[2 * slot + 1]!;
    hole = slot;
  }
  slots[2 * hole + 1] = 0;
  names.texts[name] = undefined;
  names.free.push(name);
  names.size--;
}
