import { classTable } from './classes.ts';
import { cheapestWindow, usualness } from './rarity.ts';
import type { Entry } from './suffixes.ts';
import { isWide, wideFinder } from './wide.ts';

/**
 * Finds which of many literals occur in a text. Runs of three characters ("grams") are looked up in a table of flags; where
 * the shortest literal has `m` characters only every (m − 2)th place need be looked at, because a literal covers at least
 * one of them (the idea of Wu and Manber 1994, without their shift table). Unlike an automaton, no look-up waits for the one
 * before. A gram that is found leads to the literals that have it there, which are then compared.
 */
export interface Finder {
  /** Reports each literal that is in the text, once or more. */
  scan(text: string, hit: (id: number) => void): void;
  readonly bytes: number;
}

/** Shorter ones are looked for one by one, so only those that are seldom in a text and have no case are taken. */
const isShort = (text: string): boolean => text.length < 3 && !isWide(text);

/** Whether a literal can be looked for at all, or is too short to tell anything. */
export const canBeFound = (text: string): boolean => !isShort(text) || /^[`^$@~|;%&!?*+=<>[\]{}"',]{1,2}$/.test(text);
/** A longer literal does not allow a longer stride: that would cost more grams than it saves look-ups. */
const WINDOW = 7;

export function buildFinder(all: readonly Entry[]): Finder {
  const short = all.filter(({ text }) => isShort(text));
  const entries = all.filter(({ text }) => !isWide(text) && !isShort(text));
  const others = all.filter(({ text }) => isWide(text));
  const wide = others.length === 0 ? undefined : wideFinder(others);
  const classes = classTable();
  const shortest = entries.reduce((least, { text }) => Math.min(least, text.length), WINDOW);
  const stride = shortest - 2;

  let size = 1 << 8;
  while (size < entries.length * stride * 8) size *= 2;
  const mask = size - 1;
  const gramAt = (text: string, at: number): number =>
    ((first[classes[text.charCodeAt(at)] as number] as number) ^
      (second[classes[text.charCodeAt(at + 1)] as number] as number) ^
      (third[classes[text.charCodeAt(at + 2)] as number] as number)) &
    mask;
  // A gram that many literals share would lead to all of them.
  const shared = new Uint32Array(size);
  for (const { text } of entries) {
    for (let at = 0; at + 2 < text.length; at += 1) {
      const gram = gramAt(text, at);
      shared[gram] = (shared[gram] as number) + 1;
    }
  }
  const grams = new Map<number, number[]>();
  const letters: number[] = [];
  const starts = new Int32Array(entries.length + 1);
  for (const [place, { text }] of entries.entries()) {
    const cost = (at: number): number => (shared[gramAt(text, at)] as number) * usualness(text, at);
    const from = cheapestWindow(text, shortest, cost);
    for (let offset = from; offset < from + stride; offset += 1) {
      const gram = gramAt(text, offset);
      const list = grams.get(gram);
      if (list === undefined) grams.set(gram, [place, offset]);
      else list.push(place, offset);
    }
    for (let at = 0; at < text.length; at += 1) letters.push(classes[text.charCodeAt(at)] as number);
    starts[place + 1] = letters.length;
  }
  const pattern = Uint8Array.from(letters);
  const ids = Int32Array.from(entries, ({ id }) => id);
  const flags = new Uint8Array(size);
  for (const gram of grams.keys()) flags[gram] = 1;

  // Gram → its literals and where in them it stands: a hash table of runs in one list.
  let slots = 16;
  while (slots < grams.size * 2) slots *= 2;
  const slotMask = slots - 1;
  const keys = new Int32Array(slots).fill(-1);
  const runs = new Int32Array(slots * 2);
  const found = new Int32Array([...grams.values()].reduce((sum, list) => sum + list.length, 0));
  let filled = 0;
  for (const [gram, list] of grams) {
    let slot = gram & slotMask;
    while (keys[slot] !== -1) slot = (slot + 1) & slotMask;
    keys[slot] = gram;
    runs[slot * 2] = filled;
    found.set(list, filled);
    filled += list.length;
    runs[slot * 2 + 1] = filled;
  }

  const check = (gram: number, at: number, length: number, hit: (id: number) => void): void => {
    let slot = gram & slotMask;
    while (keys[slot] !== gram) {
      if (keys[slot] === -1) return;
      slot = (slot + 1) & slotMask;
    }
    const last = runs[slot * 2 + 1] as number;
    for (let next = runs[slot * 2] as number; next < last; next += 2) {
      const place = found[next] as number;
      const begin = at - (found[next + 1] as number);
      const from = starts[place] as number;
      const end = starts[place + 1] as number;
      if (begin < 0 || begin + end - from > length) continue;
      let step = from;
      while (step < end && pattern[step] === folded[buffer[begin + step - from] as number]) step += 1;
      if (step === end) hit(ids[place] as number);
    }
  };

  const scan = (text: string, hit: (id: number) => void): void => {
    const length = text.length;
    for (let at = 0; at < short.length; at += 1) {
      const entry = short[at] as Entry;
      if (text.includes(entry.text)) hit(entry.id);
    }
    if (length < shortest && wide === undefined) return;
    const ascii = load(text);
    if (!ascii) wide?.(text, hit);
    for (let at = nextGram(buffer, 0, length, stride, flags); at >= 0; ) {
      check(gramIn(buffer, at) & mask, at, length, hit);
      at = nextGram(buffer, at + stride, length, stride, flags);
    }
  };
  return { scan, bytes: flags.byteLength + pattern.byteLength + keys.byteLength * 3 + found.byteLength };
}

// One random number for each place in a gram and each class (tabulation hashing, Zobrist 1970); a byte has its class's.
const [first, second, third] = hashTables();
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 128 ? (classTable()[byte] as number) : byte));

function hashTables(): [Int32Array, Int32Array, Int32Array] {
  let state = 0x2545f491;
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0x7fffffff;
  };
  const classes = classTable();
  const table = (): Int32Array => {
    const byClass = Int32Array.from({ length: 256 }, random);
    return Int32Array.from(
      { length: 256 },
      (_, byte) => byClass[byte < 128 ? (classes[byte] as number) : byte] as number,
    );
  };
  return [table(), table(), table()];
}

const gramIn = (bytes: Uint8Array, at: number): number =>
  (first[bytes[at] as number] as number) ^
  (second[bytes[at + 1] as number] as number) ^
  (third[bytes[at + 2] as number] as number);

/** The next place of the stride with a flagged gram, or -1. Apart, with nothing but numbers in it: this is the hot loop. */
function nextGram(bytes: Uint8Array, from: number, length: number, stride: number, flags: Uint8Array): number {
  const one = first;
  const two = second;
  const three = third;
  const mask = flags.length - 1;
  for (let at = from; at + 2 < length; at += stride) {
    const gram =
      ((one[bytes[at] as number] as number) ^
        (two[bytes[at + 1] as number] as number) ^
        (three[bytes[at + 2] as number] as number)) &
      mask;
    if (flags[gram] === 1) return at;
  }
  return -1;
}

const encoder = new TextEncoder();
let buffer = new Uint8Array(1 << 15);

/** Puts a text into the buffer, one byte for each code unit: itself where all is ASCII (then true), else its class. */
function load(text: string): boolean {
  if (buffer.length < text.length * 3) buffer = new Uint8Array(text.length * 6);
  // Whatever is not ASCII takes more than one byte.
  if (encoder.encodeInto(text, buffer).written === text.length) return true;
  const classes = classTable();
  for (let at = 0; at < text.length; at += 1) buffer[at] = classes[text.charCodeAt(at)] as number;
  return false;
}
