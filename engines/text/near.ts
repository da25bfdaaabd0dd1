import { signAt } from './signs.ts';

const BLANK = 0x20;
const LETTERS_MAX = 24;

/** A word near a number: its letters folded, where it stands, and how far it is counted in words and commas. */
export interface Near {
  word: string;
  start: number;
  end: number;
  distance: number;
}

/**
 * Up to `limit` words before a place, the nearest first, not across a sentence's end or `floor`. Signs such as `:`,
 * `-`, `(` separate words; a comma
 * or full stop counts as three words of distance, a new line as one.
 */
export function wordsBefore(text: string, place: number, floor: number, limit: number): Near[] {
  const out: Near[] = [];
  let distance = 0;
  let lines = 0;
  let i = place - 1;
  while (i >= floor && out.length < limit && place - i < 90) {
    const sign = signAt(text, i);
    if (isWordSign(sign)) {
      const end = i + 1;
      while (i >= floor && end - i <= LETTERS_MAX && isWordSign(signAt(text, i))) i--;
      out.push({ word: letters(text, i + 1, end), start: i + 1, end, distance: ++distance });
      continue;
    }
    if (sign !== 0) {
      if (sign === 59 || sign === 33 || sign === 63) break;
      // The label of a form may stand on the line above; what is further up belongs to something else.
      if (text.charCodeAt(i) === 10 && ++lines > 1) break;
      // A full stop ends the sentence, unless it only shortens the word before the number (`sdt. 0912`).
      if (sign === 46 && out.length > 0) break;
      if (sign === 44 || sign === 46) distance += 3;
      else if (lines > 0 && text.charCodeAt(i) === 10) distance++;
    }
    i--;
  }
  return out;
}

/** Up to `limit` words after a place, the nearest first, within the same sentence and before the next long number. */
export function wordsAfter(text: string, place: number, limit: number): Near[] {
  const out: Near[] = [];
  let distance = 0;
  let lines = 0;
  let i = place;
  while (i < text.length && out.length < limit && i - place < 80) {
    const sign = signAt(text, i);
    if (isWordSign(sign)) {
      const start = i;
      while (i < text.length && i - start <= LETTERS_MAX && isWordSign(signAt(text, i))) i++;
      const word = letters(text, start, i);
      if (/\d{6}/.test(word)) break;
      out.push({ word, start, end: i, distance: ++distance });
      continue;
    }
    if (sign === 59 || sign === 33 || sign === 63) break;
    if (text.charCodeAt(i) === 10 && ++lines > 1) break;
    if (text.charCodeAt(i) === 10) distance++;
    if (sign === 46 && signAt(text, i + 1) === BLANK) break;
    if (sign === 44) distance += 3;
    i++;
  }
  return out;
}

/** Folded letters and digits of a stretch. */
export function letters(text: string, start: number, end: number): string {
  let widest = 0;
  for (let i = start; i < end; i++) widest |= text.charCodeAt(i);
  if (widest < 128) return text.slice(start, end).toLowerCase();
  let out = '';
  for (let i = start; i < end; i++) {
    const sign = signAt(text, i);
    if (sign !== 0) out += String.fromCharCode(sign);
  }
  return out;
}

function isWordSign(sign: number): boolean {
  return (sign >= 97 && sign <= 122) || (sign >= 48 && sign <= 57) || sign === 0;
}
