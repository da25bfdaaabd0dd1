import { type Edit, findDisguises, isAlnum, LETTER, LETTER_J, SIGN_CLASSES } from './disguises.ts';
import {
  BLANK,
  buildSymbol,
  FOREIGN_MARK,
  HIDDEN,
  INVISIBLE,
  isForeignMark,
  NOT_BUILT,
  SILENT_MARK,
  SURROGATE,
  SYMBOLS,
  symbolOf,
  VIETNAMESE_MARK,
} from './symbols.ts';
import { TEXT_LIMIT } from './types.ts';

/** How often each trick of disguise was undone. */
export interface Tricks {
  /** Letters of other scripts or styles. */
  homoglyph: number;
  /** Invisible signs inside words. */
  zeroWidth: number;
  /** Digits and signs for letters (`kh0ng`, `d!eu`), letters for digits (`1oo`), j for i. */
  leet: number;
  /** Separators left out of words (`n-ap`, `b/h/t/n`). */
  separated: number;
  /** Marks that Vietnamese does not know (`Täng`, `nåp`). */
  foreignMarks: number;
}

/** A text reduced to what a reader sees: lower-case ASCII, one symbol a unit, with the way back. */
export interface Folded {
  /** a-z, 0-9 and ASCII punctuation; everything else is a blank; blanks are single, none at the ends. */
  ascii: string;
  /** For each symbol of `ascii` the index of its UTF-16 unit in the original; never decreases. */
  at: Uint32Array;
  tricks: Tricks;
}

const LONGEST = TEXT_LIMIT * 4;
const POOL = LONGEST * 2;

// Scratch space of one call: fold is synchronous and copies what it returns.
const signs = new Uint8Array(LONGEST);
// Three times as fast as building the string from character codes.
const decoder = new TextDecoder('latin1');
const suspects = new Uint32Array(LONGEST);
// Places are handed out as views of a pool that is never written twice: a typed array a message would cost as much
// as a third of the folding.
let pool = new Uint32Array(0);
let used = 0;

/**
 * Folds a text for comparison: accents (composed or not), look-alike letters, invisible signs, leetspeak inside words,
 * separated letters. Reads the first {@link TEXT_LIMIT} units; callers refuse longer texts beforehand.
 */
export function fold(text: string): Folded {
  const tricks: Tricks = { homoglyph: 0, zeroWidth: 0, leet: 0, separated: 0, foreignMarks: 0 };
  const length = Math.min(text.length, TEXT_LIMIT);
  if (pool.length - used <= length * 4) {
    pool = new Uint32Array(POOL);
    used = 0;
  }
  const places = pool;
  const base = used;
  let size = 0;
  let last = BLANK;
  let mask = 0;
  let chunk = 0;
  let suspectCount = 0;
  // Letters standing alone in a row, and whether there were ever enough of them to spell a word.
  let singles = 0;
  let spelled = false;

  // One step too far, where a blank ends the last chunk.
  for (let i = 0; i <= length; i++) {
    const start = i;
    const unit = i < length ? text.charCodeAt(i) : BLANK;
    let code = SYMBOLS[unit] as number;
    if (code === NOT_BUILT) code = buildSymbol(unit);
    if (code < BLANK) {
      if (code === SILENT_MARK) continue;
      if (code === INVISIBLE) {
        if (isAlnum(last)) tricks.zeroWidth++;
        continue;
      }
      if (code === VIETNAMESE_MARK || code === FOREIGN_MARK) {
        if (isForeignMark(text.charAt(i), String.fromCharCode(last))) tricks.foreignMarks++;
        continue;
      }
      const wide = code === SURROGATE ? (text.codePointAt(i) as number) : unit;
      if (wide > 0xffff) i++;
      const symbol = symbolOf(wide);
      if (symbol.homoglyph) tricks.homoglyph++;
      tricks.foreignMarks += symbol.foreignMarks;
      if (symbol === HIDDEN && isAlnum(last)) tricks.zeroWidth++;
      if (symbol.ascii.length !== 1) {
        for (let k = 0; k < symbol.ascii.length; k++) {
          last = signs[size] = symbol.ascii.charCodeAt(k);
          places[base + size++] = start;
          mask |= SIGN_CLASSES[last] as number;
        }
        continue;
      }
      code = symbol.ascii.charCodeAt(0);
    }
    if (code !== BLANK) {
      signs[size] = last = code;
      places[base + size++] = start;
      mask |= SIGN_CLASSES[code] as number;
    } else if (last !== BLANK) {
      if ((mask & LETTER) !== 0 && mask !== LETTER) {
        suspects[suspectCount++] = chunk;
        suspects[suspectCount++] = size;
      }
      if ((mask & ~LETTER_J) !== LETTER || size - chunk !== 1) singles = 0;
      else if (++singles > 3) spelled = true;
      signs[size] = last = BLANK;
      places[base + size++] = start;
      chunk = size;
      mask = 0;
    }
  }
  if (size > 0) size--;
  used += size + 1;
  const ascii = decoder.decode(signs.subarray(0, size));
  const at = places.subarray(base, base + size);
  if (suspectCount === 0 && !spelled) return { ascii, at, tricks };
  const edits = findDisguises(ascii, suspects.subarray(0, suspectCount), spelled);
  return edits.length === 0 ? { ascii, at, tricks } : rewrite(ascii, at, tricks, edits);
}

/** Puts the edits in place. */
function rewrite(ascii: string, at: Uint32Array, tricks: Tricks, edits: readonly Edit[]): Folded {
  let out = '';
  let copied = 0;
  const places: number[] = [];
  const copy = (end: number) => {
    out += ascii.slice(copied, end);
    for (let i = copied; i < end; i++) places.push(at[i] as number);
  };
  for (const edit of edits) {
    copy(edit.start);
    out += edit.ascii;
    for (const index of edit.from) places.push(at[index] as number);
    copied = edit.end;
    tricks.leet += edit.leet;
    tricks.separated += edit.separated;
  }
  copy(ascii.length);
  return { ascii: out, at: Uint32Array.from(places), tricks };
}
