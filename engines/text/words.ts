import { intoSyllables, isSyllable } from './syllables.ts';

/** A chunk (signs between two blanks) with its disguises undone. */
export interface Rewritten {
  ascii: string;
  /** For each sign of `ascii` its index in the chunk; never decreases. */
  from: number[];
  leet: number;
  separated: number;
}

const ADDRESS =
  /:\/|\/\/|^www\.|@[a-z0-9-]+\.|[a-z0-9-]\.(?:com|net|org|vn|info|biz|top|xyz|vip|club|online|site|shop|store|cc|app|dev|link|click|live|icu|me|ly|io|co|gl|gd|at|tv|bet|win|pro|asia|news|fun|space|website|tech|page|world|today|life|gov|edu)(?![a-z0-9])/;
const SEPARATORS = ".,-_/*'`~^+=:;";
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '!': 'i',
  '@': 'a',
  $: 's',
  '|': 'l',
};

const LETTER = 1;
const DIGIT = 2;
const LEET_SIGN = 4;
const SEPARATOR = 8;
const CLASSES = new Uint8Array(128);
for (const sign of Object.keys(LEET)) CLASSES[sign.charCodeAt(0)] = LEET_SIGN;
for (let code = 97; code <= 122; code++) CLASSES[code] = LETTER;
for (let code = 48; code <= 57; code++) CLASSES[code] = DIGIT;
for (const sign of SEPARATORS) CLASSES[sign.charCodeAt(0)] = SEPARATOR;
const AT_SIGN = 64;

/** The class of a sign; 0 behind the end. */
const classAt = (chunk: string, index: number): number =>
  index < chunk.length ? (CLASSES[chunk.charCodeAt(index)] as number) : 0;
const isAlnumAt = (chunk: string, index: number): boolean => (classAt(chunk, index) & (LETTER | DIGIT)) !== 0;
/** What is read as letters even where no Vietnamese syllable comes out (`sh0pee`) … */
const PLAIN_LEET = /^[a-z][a-z0134!@$|]{2,11}$/;
/** … if a person could say it, which tells names from random codes. */
const UNSPEAKABLE = /q[^u]|[^aeiouy]{4}|^[^aeiouy]{3}/;
const UNITS =
  'k|tr|trieu|ty|ti|ngan|nghin|d|dong|dg|vnd|vn|usd|usdt|gb|mb|kb|tb|g|m|km|cm|mm|kg|ha|h|p|s|ph|phut|gio|giay|ngay|thang|nam|tuan|lan|st|nd|rd|th|am|pm|pt|sms|x';
const AMOUNT = new RegExp(`^\\d+(?:(?:${UNITS})\\d*)+$`);
/** `1oo`, `5ok`, `2o25`: the letter o among digits. */
const O_AS_ZERO = new RegExp(`^(?=\\d*o)\\d[\\do]*(?:${UNITS})?$`);

/**
 * Undoes leetspeak, separated letters and j-for-i in one chunk of folded text; undefined when there is nothing to
 * undo. Amounts, units, codes, links and addresses stay as they are.
 */
export function rewriteChunk(chunk: string): Rewritten | undefined {
  if (ADDRESS.test(chunk)) return undefined;
  let out: Rewritten | undefined;
  let copied = 0;
  for (let at = 0; at < chunk.length; ) {
    let end = at;
    while (end < chunk.length && isInner(chunk, end, at)) end++;
    const run = end === at ? undefined : readRun(chunk, at, end);
    if (run !== undefined) {
      out ??= { ascii: '', from: [], leet: 0, separated: 0 };
      for (let i = copied; i < at; i++) push(out, chunk.charAt(i), i);
      addRun(run, chunk, at, out);
      copied = end;
    }
    at = Math.max(end, at + 1);
  }
  if (out !== undefined) for (let i = copied; i < chunk.length; i++) push(out, chunk.charAt(i), i);
  return out;
}

/** Whether the sign continues a run of letters, digits and what may stand for one or between two. */
function isInner(chunk: string, index: number, start: number): boolean {
  if (isAlnumAt(chunk, index)) return true;
  if (index === start || !isAlnumAt(chunk, index + 1))
    return (
      chunk.charCodeAt(index) === AT_SIGN &&
      index > start + 1 &&
      isAlnumAt(chunk, index - 1) &&
      index === chunk.length - 1
    );
  return (classAt(chunk, index) & (LEET_SIGN | SEPARATOR)) !== 0;
}

/** A run without outer punctuation, cleaned. */
interface Run {
  pieces: { text: string; at: number }[];
  leet: number;
  /** The words that the pieces make when their separators are left out. */
  joined: string[] | undefined;
}

/** Cleans the pieces between separators and joins them where that makes words; undefined when all stays as it is. */
function readRun(chunk: string, start: number, end: number): Run | undefined {
  const pieces: Run['pieces'] = [];
  let leet = 0;
  for (let at = start; at < end; ) {
    let stop = at;
    while (stop < end && classAt(chunk, stop) !== SEPARATOR) stop++;
    const written = chunk.slice(at, stop);
    const read = readPiece(written);
    if (read !== written) leet += difference(read, written);
    pieces.push({ text: read, at });
    at = stop + 1;
  }
  const joined = pieces.length > 1 ? join(pieces.map((piece) => piece.text)) : undefined;
  return leet === 0 && joined === undefined ? undefined : { pieces, leet, joined };
}

function addRun({ pieces, leet, joined }: Run, chunk: string, start: number, out: Rewritten): void {
  out.leet += leet;
  if (joined === undefined) {
    pieces.forEach(({ text, at }, index) => {
      if (index > 0) push(out, chunk.charAt(at - 1), at - 1);
      for (let i = 0; i < text.length; i++) push(out, text.charAt(i), at + i);
    });
    return;
  }
  out.separated += pieces.length - 1;
  out.leet += difference(joined.join(''), pieces.map((piece) => piece.text).join(''));
  const origins = pieces.flatMap(({ text, at }) => [...text].map((_, i) => at + i));
  let next = 0;
  joined.forEach((word, index) => {
    if (index > 0) push(out, ' ', origins[next] ?? start);
    for (const letter of word) push(out, letter, origins[next++] ?? start);
  });
}

/**
 * The words that pieces make when their separators are left out; undefined when they are better left apart
 * (`nap/rut`, `tp.hcm`, `t-shirt`).
 */
function join(pieces: readonly string[]): string[] | undefined {
  let single = true;
  let syllables = true;
  for (const piece of pieces) {
    if (classesOf(piece) !== LETTER) return undefined;
    if (piece.length !== 1) single = false;
    if (piece.length === 1 || !isSyllable(piece)) syllables = false;
  }
  if (syllables) return undefined;
  const letters = pieces.join('');
  if (pieces.length >= 3 && single) return intoSyllables(letters) ?? [letters];
  if (letters.length < 3) return undefined;
  // A long piece is torn off only when it ends in the beginning of a syllable (`dangnh_ap`); others are words of
  // their own (`check-in`, `ki.hotline`).
  for (const piece of pieces) if (piece.length > 3 && !isSyllable(piece) && !endsInOnset(piece)) return undefined;
  const words = intoSyllables(readPiece(letters));
  return words?.some((word) => word.length > 2) ? words : undefined;
}

/** The classes of all signs together; 0 for none. */
function classesOf(piece: string): number {
  let classes = 0;
  for (let i = 0; i < piece.length; i++) classes |= CLASSES[piece.charCodeAt(i)] as number;
  return classes;
}

function endsInOnset(piece: string): boolean {
  if (intoSyllables(piece) !== undefined) return false;
  const onset = /(?:ngh?|nh|[ckptg]h|gi|qu|tr)$/.exec(piece)?.[0] ?? '';
  return onset !== '' && intoSyllables(piece.slice(0, -onset.length)) !== undefined;
}

/** Letters for a piece without separators: o for 0 among digits, leet in words, j for i. Keeps the length. */
function readPiece(piece: string): string {
  const classes = classesOf(piece);
  if (classes === 0 || classes === DIGIT) return piece;
  if (classes === LETTER) return readJ(piece);
  if (classAt(piece, 0) === DIGIT && O_AS_ZERO.test(piece)) return piece.replace(/o/g, '0');
  return readJ(readLeet(piece));
}

function readLeet(piece: string): string {
  if (AMOUNT.test(piece)) return piece;
  const letters = piece.replace(/[^a-z]/g, '');
  // A code such as FT24 or 789bet: several digits side by side are a number, not letters.
  if (letters.length < 2 || letters.length * 2 < piece.length || /\d\d|^[^a-z014]|^[014][^a-z]/.test(piece))
    return piece;
  // `mua!ban`: an exclamation mark between two words is one.
  if (/[!|]/.test(piece) && piece.split(/[!|]/).every((part) => part === '' || isSyllable(part))) return piece;
  const head = piece.replace(/[^a-z]+$/, '');
  const tail = piece.slice(head.length);
  // so1, ho4, th3: a word or the short form of `thứ` and its number.
  if (tail !== '' && tail !== '0' && tail !== '@' && (isSyllable(head) || head === 'th' || tail !== '1')) return piece;
  const word = piece.replace(/[^a-z]/g, (sign) => LEET[sign] ?? sign);
  if (intoSyllables(word) !== undefined || isSyllable(readJ(word))) return word;
  const withL = piece.replace(/1/g, 'l').replace(/[^a-z]/g, (sign) => LEET[sign] ?? sign);
  if (withL !== word && intoSyllables(withL) !== undefined) return withL;
  return tail === '' && letters.length >= 3 && PLAIN_LEET.test(piece) && !UNSPEAKABLE.test(word) ? word : piece;
}

/** Teen spelling: `tjen`, `hoj`, `dacbjet`. Words that own a j (`job`, `project`, `ninja`) keep it. */
function readJ(word: string): string {
  if (word.startsWith('j') || !word.includes('j')) return word;
  const withI = word.replace(/j/g, 'i');
  if (isSyllable(withI) || /^(?:k|km)[aou]?j$/.test(word)) return withI;
  let start = 0;
  for (const syllable of intoSyllables(withI) ?? ['']) {
    // No one writes j for the i that begins a syllable.
    if (syllable === '' || word.charAt(start) === 'j') return word;
    start += syllable.length;
  }
  return withI;
}

function difference(a: string, b: string): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a.charCodeAt(i) !== b.charCodeAt(i)) count++;
  return count;
}

function push(out: Rewritten, sign: string, at: number): void {
  out.ascii += sign;
  out.from.push(at);
}
