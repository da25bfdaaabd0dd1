import cues from './cues.json' with { type: 'json' };
import type { CompiledReference } from './reference.ts';
import type { Near } from './near.ts';

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
// Ends of cues and of announcements, word by word, so that a search can stop at the first word that leads nowhere.
const CUE_ENDS = new Set<string>();
for (const cue of ORDER) {
  for (const words of cues[cue]) {
    CUES.set(words.replaceAll(' ', ''), cue);
    addEnds(words, CUE_ENDS);
  }
}
const SHORT_CODE = new Set(cues.shortCode.map((words) => words.replaceAll(' ', '')));
// The last two letters of words that may end a cue: most words are told from all cues by them, without joining any.
const CUE_TAILS = pairsOf(CUE_ENDS);
const SHORT_CODE_TAILS = pairsOf(SHORT_CODE);
const UNITS = new Set(cues.units);
const VERSIONS = new Set(cues.version);

/** The nearest cue among words (nearest first), looking at one to four words together. */
export function findCue(words: readonly Near[]): Cue | undefined {
  for (let i = 0; i < words.length; i++) {
    if (!endsLike((words[i] as Near).word, CUE_TAILS)) continue;
    let joined = '';
    let found: Cue | undefined;
    for (let k = i; k < words.length && k < i + 4; k++) {
      joined = (words[k]?.word ?? '') + joined;
      if (!CUE_ENDS.has(joined)) break;
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

/** Whether {@link asksForShortCode} can find something that ends in these letters. */
export function mayAskForShortCode(lastButOne: number, last: number): boolean {
  return SHORT_CODE_TAILS[pairOf(lastButOne, last)] === 1;
}

function pairsOf(words: Iterable<string>): Uint8Array {
  const pairs = new Uint8Array(32 * 32);
  for (const word of words) pairs[pairOf(word.charCodeAt(word.length - 2), word.charCodeAt(word.length - 1))] = 1;
  return pairs;
}

/** Two folded signs as one number; what is no letter, or does not exist, only makes pairs fall together. */
function pairOf(first: number, last: number): number {
  return ((first & 31) << 5) | (last & 31);
}

function endsLike(word: string, tails: Uint8Array): boolean {
  return tails[pairOf(word.charCodeAt(word.length - 2), word.charCodeAt(word.length - 1))] === 1;
}

function addEnds(words: string, into: Set<string>): void {
  const parts = words.split(' ');
  for (let i = 0; i < parts.length; i++) into.add(parts.slice(i).join(''));
}

/** Whether a word says that the number before it is an amount. */
export function isUnit(word: string): boolean {
  return UNITS.has(word);
}

/** Whether a word says that dotted numbers behind it are a version. */
export function isVersion(word: string): boolean {
  return VERSIONS.has(word);
}

/** A bank named by some of the words; nearest first, names of up to five words that begin no further than `reach`. */
export function findBank(
  words: readonly Near[],
  forward: boolean,
  ref: CompiledReference,
  reach = Number.POSITIVE_INFINITY,
): { bin: string; distance: number } | undefined {
  for (let i = 0; i < words.length && (words[i] as Near).distance <= reach; i++) {
    let joined = '';
    let best: { bin: string; distance: number } | undefined;
    for (let k = i; k < words.length && k < i + 5; k++) {
      const word = words[k]?.word ?? '';
      joined = forward ? joined + word : word + joined;
      if (!(forward ? ref.bankHeads : ref.bankTails).has(joined)) break;
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
