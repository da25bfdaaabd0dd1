import cues from './cues.json' with { type: 'json' };
import type { CompiledReference } from './reference.ts';
import { signAt } from './signs.ts';

/** What the words before a number say that it is. */
export type Cue =
  | 'account'
  | 'login'
  | 'phone'
  | 'zalo'
  | 'viber'
  | 'whatsapp'
  | 'telegram'
  | 'facebook'
  | 'code'
  | 'money'
  | 'reference';

const CUES = new Map<string, Cue>();
const ORDER: readonly Cue[] = [
  'account',
  'login',
  'phone',
  'zalo',
  'viber',
  'whatsapp',
  'telegram',
  'facebook',
  'code',
  'money',
  'reference',
];
for (const cue of ORDER) for (const words of cues[cue]) CUES.set(words.replaceAll(' ', ''), cue);
const SHORT_CODE = new Set(cues.shortCode.map((words) => words.replaceAll(' ', '')));
const UNITS = new Set(cues.units);

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
 * `-`, `(` separate words; a comma or a bracket counts as two words of distance.
 */
export function wordsBefore(text: string, place: number, floor: number, limit: number): Near[] {
  const out: Near[] = [];
  let distance = 0;
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
      if (sign === 59 || sign === 33 || sign === 63 || text.charCodeAt(i) === 10) break;
      // A full stop ends the sentence, unless it only shortens the word before the number (`sdt. 0912`).
      if (sign === 46 && out.length > 0) break;
      if (sign === 44 || sign === 46) distance += 3;
    }
    i--;
  }
  return out;
}

/** Up to `limit` words after a place, the nearest first, within the same sentence and before the next long number. */
export function wordsAfter(text: string, place: number, limit: number): Near[] {
  const out: Near[] = [];
  let distance = 0;
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
    if (sign === 59 || sign === 33 || sign === 63 || text.charCodeAt(i) === 10) break;
    if (sign === 46 && signAt(text, i + 1) === BLANK) break;
    if (sign === 44) distance += 3;
    i++;
  }
  return out;
}

/** The nearest cue among words (nearest first), looking at one to four words together. */
export function findCue(words: readonly Near[]): Cue | undefined {
  for (let i = 0; i < words.length; i++) {
    let joined = '';
    let found: Cue | undefined;
    for (let k = i; k < words.length && k < i + 4; k++) {
      joined = (words[k]?.word ?? '') + joined;
      // The longest reading wins: `so du tk` is a balance, not an account.
      found = CUES.get(joined) ?? found;
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether words before a short number ask to call it or to text to it. */
export function asksForShortCode(words: readonly Near[]): boolean {
  let joined = '';
  for (const { word } of words.slice(0, 3)) {
    joined = word + joined;
    if (SHORT_CODE.has(joined)) return true;
  }
  return false;
}

/** Whether a word says that the number before it is an amount. */
export function isUnit(word: string): boolean {
  return UNITS.has(word);
}

/** A bank named by some of the words; nearest first, names of up to five words. */
export function findBank(
  words: readonly Near[],
  forward: boolean,
  ref: CompiledReference,
): { bin: string; distance: number } | undefined {
  for (let i = 0; i < words.length; i++) {
    let joined = '';
    let best: { bin: string; distance: number } | undefined;
    for (let k = i; k < words.length && k < i + 5; k++) {
      const word = words[k]?.word ?? '';
      joined = forward ? joined + word : word + joined;
      if (joined.length > ref.longestBankWord) break;
      const bank = ref.bankWords.get(joined);
      if (bank === undefined || (bank.generic && !saysBank(words, forward ? i - 1 : k + 1, forward ? -1 : 1))) continue;
      best = { bin: bank.bin, distance: words[i]?.distance ?? 0 };
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

/** `quân đội`, `quốc tế` name a bank only after the word bank. */
function saysBank(words: readonly Near[], from: number, step: number): boolean {
  for (let i = from, seen = 0; seen < 3; i += step, seen++) {
    const word = words[i]?.word;
    if (word === 'hang' || word === 'nh' || word === 'bank' || word === 'tmcp' || word === 'nhtmcp') return true;
  }
  return false;
}

/** Folded letters and digits of a stretch. */
export function letters(text: string, start: number, end: number): string {
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
