import { type Edit, findDisguises } from './disguises.ts';
import { packLetter, type Pass, readSigns } from './pass.ts';
import { BLANK } from './symbols.ts';
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
  /**
   * The words of `ascii`, three numbers each: {@link packWord}, start and end. A number, with full stops and commas
   * inside (`1.000.000`), is a word of its own; it stands apart from its unit (`20k`).
   */
  words: Int32Array;
  /** All units of the original or-ed, the first of pairs: plain ASCII is known by it. */
  widest: number;
  tricks: Tricks;
}

/**
 * Made by a constructor, not as a literal. Phrases folded at the start live long, from which V8 concludes that what this
 * place makes does so always, and puts it among the old objects: each message then stayed in memory until a full
 * collection, and was copied before (a fifth of the time of a check, measured).
 */
class FoldedText implements Folded {
  ascii: string;
  at: Uint32Array;
  words: Int32Array;
  widest: number;
  tricks: Tricks;

  constructor(ascii: string, at: Uint32Array, words: Int32Array, { widest, homoglyph, zeroWidth, foreignMarks }: Pass) {
    this.ascii = ascii;
    this.at = at;
    this.words = words;
    this.widest = widest;
    this.tricks = new FoundTricks(homoglyph, zeroWidth, foreignMarks);
  }
}

/** For the same reason. */
class FoundTricks implements Tricks {
  homoglyph: number;
  zeroWidth: number;
  leet = 0;
  separated = 0;
  foreignMarks: number;

  constructor(homoglyph: number, zeroWidth: number, foreignMarks: number) {
    this.homoglyph = homoglyph;
    this.zeroWidth = zeroWidth;
    this.foreignMarks = foreignMarks;
  }
}

/** Stands for any number among words; z is 26. */
const NUMBER_WORD = 27;

const FULL_STOP = 46;
const AT_SIGN = 64;
const COMMA = 44;
const POOL = TEXT_LIMIT * 12;

// Three times as fast as building the string from character codes.
const decoder = new TextDecoder('latin1');
const suspects = new Uint32Array(TEXT_LIMIT * 4);
// Handed out as views of a pool that is never written twice: an array of its own for every text costs more.
let pool = new Int32Array(POOL);
let used = 0;

/**
 * Folds a text for comparison: accents (composed or not), look-alike letters, invisible signs, leetspeak inside words,
 * separated letters. Reads the first {@link TEXT_LIMIT} units; callers refuse longer texts beforehand.
 */
export function fold(text: string): Folded {
  const pass = readSigns(text);
  const { size, places, base } = pass;
  const ascii = decoder.decode(pass.signs.subarray(0, size));
  const found = readChunks(pass);
  const folded = new FoldedText(ascii, places.subarray(base, base + size), found.words, pass);
  if (found.suspects > 0 || found.spelled) {
    const edits = findDisguises(ascii, suspects.subarray(0, found.suspects), found.spelled);
    if (edits.length > 0) rewrite(folded, edits);
  }
  return folded;
}

/** Finds the words, and the chunks between blanks that may hide something, by the signs that are no letters. */
function readChunks({ signs, stops, packed, stopCount, hasJ }: Pass): {
  words: Int32Array;
  suspects: number;
  spelled: boolean;
} {
  if (pool.length - used < stopCount * 6) {
    pool = new Int32Array(POOL);
    used = 0;
  }
  const words = pool;
  const first = used;
  let to = first;
  let suspectCount = 0;
  let chunk = 0;
  // Of the chunk: its letters, in how many runs, and whether there are digits or @, which can end a word.
  let letters = 0;
  let runs = 0;
  let closing = false;
  let before = -1;
  let numberEnd = 0;
  // Letters standing alone in a row, and whether there were ever enough of them to spell a word.
  let singles = 0;
  let spelled = false;
  for (let k = 0; k < stopCount; k++) {
    const stop = stops[k] as number;
    const run = stop - before - 1;
    if (run > 0) {
      letters += run;
      runs++;
      words[to] = packed[k] as number;
      words[to + 1] = before + 1;
      words[to + 2] = stop;
      to += 3;
    }
    before = stop;
    const sign = signs[stop] as number;
    if (sign === BLANK) {
      const length = stop - chunk;
      // One run of letters with signs around it (`"hàng,`) hides nothing.
      if (letters > 0 && (runs > 1 || closing || hasJ)) {
        suspects[suspectCount++] = chunk;
        suspects[suspectCount++] = stop;
      }
      if (length !== 1 || letters !== 1) singles = 0;
      else if (++singles > 3) spelled = true;
      chunk = stop + 1;
      letters = 0;
      runs = 0;
      closing = false;
    } else if (isDigit(sign)) {
      closing = true;
      if (stop < numberEnd) continue;
      numberEnd = endOfNumber(signs, stop);
      words[to] = NUMBER_WORD;
      words[to + 1] = stop;
      words[to + 2] = numberEnd;
      to += 3;
    } else if (sign === AT_SIGN) closing = true;
  }
  used = to;
  return { words: words.subarray(first, to), suspects: suspectCount, spelled };
}

/** End of a number; `1.000.000` is one, `1.,2` are two. There is a blank behind the last sign. */
function endOfNumber(signs: Uint8Array, from: number): number {
  for (let i = from + 1; ; i++) {
    const sign = signs[i] as number;
    if (isDigit(sign)) continue;
    if ((sign !== FULL_STOP && sign !== COMMA) || !isDigit(signs[i + 1] as number)) return i;
  }
}

function isDigit(sign: number): boolean {
  return sign >= 48 && sign <= 57;
}

/** Puts the edits in place. */
function rewrite(folded: Folded, edits: readonly Edit[]): void {
  const { ascii, at, tricks } = folded;
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
  folded.ascii = out;
  folded.at = Uint32Array.from(places);
  folded.words = readWords(out);
}

/** The words of a folded text, the obvious way: disguises are rare. */
export function readWords(ascii: string): Int32Array {
  const words: number[] = [];
  for (const { 0: word, index } of ascii.matchAll(WORD)) words.push(packWord(word), index, index + word.length);
  return Int32Array.from(words);
}

const WORD = /[a-z]+|\d+(?:[.,]\d+)*/g;

/** A word as a number that tells it from all others if it has up to six letters; of longer ones it holds the end. */
export function packWord(word: string): number {
  if (isDigit(word.charCodeAt(0))) return NUMBER_WORD;
  let packed = 0;
  for (let i = 0; i < word.length; i++) packed = packLetter(packed, word.charCodeAt(i));
  return packed;
}
