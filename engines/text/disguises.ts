import { intoSyllables } from './syllables.ts';
import { rewriteChunk } from './words.ts';

/** A stretch of folded text that reads otherwise than it is written. */
export interface Edit {
  start: number;
  end: number;
  ascii: string;
  /** For each sign of `ascii` its index in the folded text. */
  from: number[];
  leet: number;
  separated: number;
}

const LETTER = 1;
const DIGIT = 2;
/** Can stand for a letter. */
const STAND_IN = 4;
/** Can be put between letters. */
const SEPARATOR = 8;
const LETTER_J = 16;

/** What each ASCII sign can do to a word; {@link LETTER} alone means that it is just a letter. */
const SIGN_CLASSES = new Uint8Array(128);
for (let code = 97; code <= 122; code++) SIGN_CLASSES[code] = LETTER;
for (let code = 48; code <= 57; code++) SIGN_CLASSES[code] = DIGIT;
for (const sign of '!@$|') SIGN_CLASSES[sign.charCodeAt(0)] = STAND_IN;
for (const sign of ".,-_/*'`~^+=:;") SIGN_CLASSES[sign.charCodeAt(0)] = SEPARATOR;
SIGN_CLASSES[106] = LETTER | LETTER_J;

const ZERO = 48;
const ONE = 49;
const FOUR = 52;
const SLASH = 47;
const COLON = 58;
const AT_SIGN = 64;
const LETTER_O = 111;

/**
 * What has to be rewritten, in order. `suspects` holds start and end of the chunks with more than letters in them;
 * `spelled` says that single letters stand in a row somewhere (`v a y t i e n`).
 */
export function findDisguises(ascii: string, suspects: Uint32Array, spelled: boolean): Edit[] {
  const edits: Edit[] = [];
  for (let i = 0; i < suspects.length; i += 2) {
    const start = suspects[i] as number;
    const end = suspects[i + 1] as number;
    if (!mayHide(ascii, start, end)) continue;
    const rewritten = rewriteChunk(ascii.slice(start, end));
    if (rewritten !== undefined)
      edits.push({ ...rewritten, start, end, from: rewritten.from.map((index) => start + index) });
  }
  if (!spelled) return edits;
  // No look-behind: browsers of 2020 refuse a whole script that has one.
  for (const { index, 1: before = '', 2: letters = '' } of ascii.matchAll(/(^| )([a-z](?: [a-z]){3,})(?![^ ])/g)) {
    const edit = joinSpelled(letters, index + before.length);
    if (edit !== undefined) edits.push(edit);
  }
  return edits.sort((a, b) => a.start - b.start);
}

/**
 * Whether a chunk is worth a closer look, in one cheap pass: a j, a letter after a digit, stand-in or separator that
 * follows letters, an o after digits, or an end in 0, 1 or @. Never says no to a chunk that `rewriteChunk` changes.
 */
export function mayHide(ascii: string, start: number, end: number): boolean {
  let kindBefore = 0;
  let before = 0;
  let letters = 0;
  let digits = 0;
  // `5gb/ngay`: the letters of a run that a number leads are its unit.
  let unit = false;
  // `1ua`, `0d`: a digit that leads can be a letter if two letters and more follow in the same piece.
  let led = false;
  let suspicious = false;
  for (let i = start; i < end; i++) {
    const sign = ascii.charCodeAt(i);
    const kind = SIGN_CLASSES[sign] as number;
    if ((kind & LETTER) !== 0) {
      if (kind !== LETTER) suspicious = true;
      if (kindBefore === DIGIT && letters === 0) {
        if (sign === LETTER_O) suspicious = true;
        if (digits === 1 && (before === ZERO || before === ONE || before === FOUR)) led = true;
        unit = true;
      } else if (led) suspicious = true;
      if (!unit) {
        if (letters > 0 && kindBefore !== LETTER) suspicious = true;
        letters++;
      }
      digits = 0;
      kindBefore = LETTER;
    } else {
      if (kind === DIGIT) {
        // Several digits side by side are a number, not letters.
        if (++digits > 1) letters = 0;
      } else {
        if (sign === SLASH && (before === COLON || before === SLASH)) return false;
        // `kh1,` `ba0.`: a last letter written as a digit.
        if (letters > 1 && kindBefore === DIGIT && (before === ZERO || before === ONE)) suspicious = true;
        if (kind === 0 || (kindBefore & (LETTER | DIGIT)) === 0) letters = 0;
        digits = 0;
        unit = false;
        if (kind !== STAND_IN) led = false;
      }
      kindBefore = kind;
    }
    before = sign;
  }
  return suspicious || (letters > 1 && (before === ZERO || before === ONE || before === AT_SIGN));
}

/** Letters written apart become words when they spell Vietnamese. */
function joinSpelled(spaced: string, start: number): Edit | undefined {
  const words = intoSyllables(spaced.replaceAll(' ', ''));
  if (words === undefined || !words.some((word) => word.length > 2)) return undefined;
  const from: number[] = [];
  let letter = 0;
  for (const word of words) {
    if (letter > 0) from.push(start + letter * 2);
    for (let i = 0; i < word.length; i++) from.push(start + letter++ * 2);
  }
  return { start, end: start + spaced.length, ascii: words.join(' '), from, leet: 0, separated: letter - 1 };
}
