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

/**
 * What one pass over a text finds out, for folding, extraction and the search of phrases, so that each of them looks at
 * the few signs that matter to it and not at every letter again. Read only; overwritten by the next pass.
 */
export interface Pass {
  text: string;
  /** The folded signs before disguises are undone: lower-case ASCII, blanks single. A blank stands behind the last. */
  signs: Uint8Array;
  size: number;
  /** `places[base + i]`: where in the text sign `i` stands. */
  places: Uint32Array;
  base: number;
  /** Which signs are no letters; the last is the blank behind the text. */
  stops: Int32Array;
  /** Per stop: the letters right before it, see {@link packLetter}; 0 without any. */
  packed: Int32Array;
  stopCount: number;
  /** All units of the text or-ed, the first of pairs. */
  widest: number;
  /** Whether there is a j, which can stand for an i. */
  hasJ: boolean;
  homoglyph: number;
  zeroWidth: number;
  foreignMarks: number;
}

/** Letters packed five bits each: up to six tell a word apart from all others, of longer ones it holds the end. */
export function packLetter(before: number, letter: number): number {
  return (before << 5) | (letter & 31);
}

// A single sign can stand for four.
const LONGEST = TEXT_LIMIT * 4;
const POOL = 1 << 14;

const STOP = 1;
const IS_BLANK = 2;
const IS_J = 4;
const STOPS = new Uint8Array(128).fill(STOP);
for (let code = 97; code <= 122; code++) STOPS[code] = 0;
STOPS[BLANK] = STOP | IS_BLANK;
STOPS[106] = IS_J;

const pass: Pass = {
  text: '',
  signs: new Uint8Array(LONGEST + 1).fill(BLANK, 0, 1),
  size: 0,
  // A pool that is never written twice, of which folded texts keep their part: a typed array a message would cost as
  // much as a third of the pass.
  places: new Uint32Array(POOL),
  base: 0,
  stops: new Int32Array(LONGEST + 1),
  packed: new Int32Array(LONGEST + 1),
  stopCount: 1,
  widest: 0,
  hasJ: false,
  homoglyph: 0,
  zeroWidth: 0,
  foreignMarks: 0,
};

/** Reads a text, up to {@link TEXT_LIMIT} units; at once when it was the last one that was read. */
export function readSigns(text: string): Pass {
  if (text !== pass.text) read(text);
  return pass;
}

function read(text: string): void {
  pass.text = text;
  pass.homoglyph = 0;
  pass.zeroWidth = 0;
  pass.foreignMarks = 0;
  const length = Math.min(text.length, TEXT_LIMIT);
  pass.base += pass.size + 1;
  if (pass.places.length - pass.base <= length * 4) {
    pass.places = new Uint32Array(Math.max(POOL, length * 4 + 1));
    pass.base = 0;
  }
  pass.size = writeSigns(text, length, pass.places, pass.base);
  pass.stopCount = writeStops(pass.size);
}

// Both loops go without branches where they can: where words end cannot be foreseen, and a wrong guess costs more than
// a few operations too many. What is not to be kept is overwritten by what comes next.

/** Folds unit by unit; returns how many signs there are. */
function writeSigns(text: string, length: number, places: Uint32Array, base: number): number {
  const { signs } = pass;
  let size = 0;
  let i = 0;
  let widest = 0;
  for (;;) {
    let afterBlank = endsInBlank(size);
    for (; i < length; i++) {
      const unit = text.charCodeAt(i);
      widest |= unit;
      const code = SYMBOLS[unit] as number;
      if (code < BLANK) break;
      signs[size] = code;
      places[base + size] = i;
      const blank = ((STOPS[code] as number) & IS_BLANK) >> 1;
      // A second blank is not kept.
      size += 1 - (blank & afterBlank);
      afterBlank = blank;
    }
    if (i >= length) break;
    const ascii = readStrange(text, i, size > 0 ? (signs[size - 1] as number) : BLANK);
    for (let k = 0; k < ascii.length; k++) {
      signs[size] = ascii.charCodeAt(k);
      places[base + size] = i;
      if (signs[size] !== BLANK || endsInBlank(size) === 0) size++;
    }
    i += (text.codePointAt(i) as number) > 0xffff ? 2 : 1;
  }
  pass.widest = widest;
  if (size > 0 && endsInBlank(size) === 1) return size - 1;
  signs[size] = BLANK;
  places[base + size] = length;
  return size;
}

const endsInBlank = (size: number): number => (size === 0 || pass.signs[size - 1] === BLANK ? 1 : 0);

/** What a unit stands for that the table does not tell at once; counts disguises. Empty for what is left out. */
function readStrange(text: string, index: number, last: number): string {
  const unit = text.charCodeAt(index);
  const code = SYMBOLS[unit] === NOT_BUILT ? buildSymbol(unit) : (SYMBOLS[unit] as number);
  if (code >= BLANK) return String.fromCharCode(code);
  if (code === SILENT_MARK) return '';
  if (code === INVISIBLE) {
    if (isAlnum(last)) pass.zeroWidth++;
    return '';
  }
  if (code === VIETNAMESE_MARK || code === FOREIGN_MARK) {
    if (isForeignMark(text.charAt(index), String.fromCharCode(last))) pass.foreignMarks++;
    return '';
  }
  const symbol = symbolOf(code === SURROGATE ? (text.codePointAt(index) as number) : unit);
  if (symbol.homoglyph) pass.homoglyph++;
  pass.foreignMarks += symbol.foreignMarks;
  if (symbol === HIDDEN && isAlnum(last)) pass.zeroWidth++;
  return symbol.ascii;
}

/** Finds the signs that are no letters and packs the letters before each; returns how many there are. */
function writeStops(size: number): number {
  const { signs, stops, packed } = pass;
  let count = 0;
  let word = 0;
  let js = 0;
  for (let i = 0; i <= size; i++) {
    const sign = signs[i] as number;
    const kind = STOPS[sign] as number;
    const stop = kind & STOP;
    stops[count] = i;
    packed[count] = word;
    count += stop;
    word = packLetter(word, sign) & (stop - 1);
    js |= kind;
  }
  pass.hasJ = (js & IS_J) !== 0;
  return count;
}

/** Whether a folded sign is a letter or digit. */
export function isAlnum(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}
