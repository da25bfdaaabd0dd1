import homoglyphs from './homoglyphs.json' with { type: 'json' };

/** What one code point becomes when a text is folded. */
export interface Symbol {
  /** ASCII, lower-case, usually one sign; a blank for what has no ASCII form, empty for marks. */
  ascii: string;
  /** A sign of another script or style that passes for ASCII (`а`, `ｖ`, `𝚝`). */
  homoglyph: boolean;
  /** How many marks it carries that Vietnamese does not know (`ä`, `å`, `ẖ`). */
  foreignMarks: number;
}

/** What {@link SYMBOLS} says of a code unit when it does not say the ASCII sign itself. */
export const NOT_BUILT = 0;
/** Invisible: zero-width blanks and joiners, direction signs, soft hyphen. */
export const INVISIBLE = 1;
/** A combining mark of Vietnamese: tone, circumflex, breve, horn. */
export const VIETNAMESE_MARK = 2;
/** Any other mark that sits on Latin letters. */
export const FOREIGN_MARK = 3;
/** Marks of other scripts and variation selectors: dropped without a thought. */
export const SILENT_MARK = 4;
export const SURROGATE = 5;
/** More than one sign, or a disguise worth counting: ask {@link symbolOf}. */
export const SPECIAL = 6;
export const BLANK = 0x20;

const look = new Map<string, string>();
const stroked = new Map<string, string>();
for (const [ascii, signs] of Object.entries(homoglyphs.look)) for (const sign of signs) look.set(sign, ascii);
for (const [ascii, signs] of Object.entries(homoglyphs.foreign)) for (const sign of signs) stroked.set(sign, ascii);
// Ð is what old Vietnamese fonts typed for Đ, so neither is a disguise.
const STROKED_D = 'đĐðÐ';
/** What is not seen at all. */
export const INVISIBLES =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/u;
const VIETNAMESE_MARKS = '\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323';
/** Blocks of marks that sit on Latin letters, first and last. */
const LATIN_MARKS = [
  [0x300, 0x36f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
] as const;
export const MARK = /\p{M}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
const ENCLOSED = /[\u2460-\u24ff\u{1f100}-\u{1f1ff}]/u;
const VOWELS = 'aeiouy';
const LONGEST_EXPANSION = 4;

/** 64 KiB from UTF-16 code unit to ASCII sign or one of the codes above; a row is filled the first time it is met. */
export const SYMBOLS = new Uint8Array(0x10000);

const specials = new Map<number, Symbol>();
/** Invisible signs beyond the table (tags that can smuggle text). */
export const HIDDEN: Symbol = { ascii: '', homoglyph: false, foreignMarks: 0 };
const NOTHING: Symbol = { ascii: ' ', homoglyph: false, foreignMarks: 0 };
// Emoji and other pictograms, the commonest signs beyond the table.
const FIRST_PICTURE = 0x1f300;
const LAST_PICTURE = 0x1faff;

/** Fills {@link SYMBOLS} for a code unit and says what it found. */
export function buildSymbol(unit: number): number {
  const code = classify(unit);
  SYMBOLS[unit] = code;
  return code;
}

function classify(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return SURROGATE;
  const sign = String.fromCharCode(unit);
  if (INVISIBLES.test(sign)) return INVISIBLE;
  if (VIETNAMESE_MARKS.includes(sign)) return VIETNAMESE_MARK;
  if (isSilentMark(sign)) return SILENT_MARK;
  if (MARK.test(sign)) return FOREIGN_MARK;
  const symbol = symbolOf(unit);
  if (symbol.ascii.length === 1 && !symbol.homoglyph && symbol.foreignMarks === 0) return symbol.ascii.charCodeAt(0);
  return SPECIAL;
}

/** Marks of other scripts and selectors, which say nothing about a disguise. */
export function isSilentMark(sign: string): boolean {
  // U+034F joins graphemes without being seen; the selectors choose between a letter and an emoji.
  const code = sign.codePointAt(0) ?? 0;
  return MARK.test(sign) && (code === 0x34f || !LATIN_MARKS.some(([first, last]) => code >= first && code <= last));
}

/** The symbol of a code point that is not a mark and not invisible. */
export function symbolOf(codePoint: number): Symbol {
  if (codePoint >= FIRST_PICTURE && codePoint <= LAST_PICTURE) return NOTHING;
  const known = specials.get(codePoint);
  if (known !== undefined) return known;
  const symbol = readSymbol(String.fromCodePoint(codePoint));
  // A text can hold a million different signs that mean nothing here; only those that mean something are kept.
  if (codePoint <= 0xffff || symbol.ascii !== ' ') specials.set(codePoint, symbol);
  return symbol;
}

/** The obvious way: take the sign apart, look every part up, count what is not Vietnamese. */
export function readSymbol(sign: string): Symbol {
  if (sign >= ' ' && sign <= '~') return { ascii: sign.toLowerCase(), homoglyph: false, foreignMarks: 0 };
  if (INVISIBLES.test(sign)) return HIDDEN;
  let ascii = '';
  let foreignMarks = 0;
  for (const part of look.has(sign) ? sign : sign.normalize('NFKD')) {
    if (!MARK.test(part)) {
      ascii += asciiOf(part) ?? ' ';
      if (stroked.has(part)) foreignMarks++;
    } else if (!isSilentMark(part) && isForeignMark(part, ascii.at(-1))) foreignMarks++;
  }
  if (ascii.length > LONGEST_EXPANSION || ascii.includes(' ')) return NOTHING;
  return { ascii, homoglyph: isDisguise(sign, ascii), foreignMarks };
}

function asciiOf(part: string): string | undefined {
  if (part >= ' ' && part <= '~') return part.toLowerCase();
  return STROKED_D.includes(part) ? 'd' : (look.get(part) ?? stroked.get(part) ?? digitOf(part) ?? circled(part));
}

/** A letter or digit that is read as ASCII although its base is none; punctuation and money signs are just typography. */
function isDisguise(sign: string, ascii: string): boolean {
  if (!/^[a-z0-9]+$/.test(ascii) || !(LETTER_OR_DIGIT.test(sign) || (ENCLOSED.test(sign) && /[a-z]/.test(ascii))))
    return false;
  const bases = [...sign.normalize('NFD')].filter((part) => !MARK.test(part));
  return bases.some((base) => base > '~' && !STROKED_D.includes(base) && !stroked.has(base));
}

/** A tone mark on a consonant (`ñ`) is as foreign as a diaeresis; a mark on nothing is decoration. */
export function isForeignMark(mark: string, base: string | undefined): boolean {
  if (base === undefined || !/[a-z0-9]/.test(base)) return false;
  return !VIETNAMESE_MARKS.includes(mark) || !VOWELS.includes(base);
}

/** Digits of other scripts stand in blocks of ten that begin with their zero. */
function digitOf(sign: string): string | undefined {
  if (!/\p{Nd}/u.test(sign)) return undefined;
  const code = sign.codePointAt(0) ?? 0;
  for (const zero of homoglyphs.zeros) {
    const value = code - (zero.codePointAt(0) ?? 0);
    if (value >= 0 && value <= 9) return String(value);
  }
  return undefined;
}

/** Letters in black circles and squares (🅐, 🅰), which Unicode does not take apart. Flags stay pictures. */
function circled(sign: string): string | undefined {
  const code = sign.codePointAt(0) ?? 0;
  for (const first of [0x1f150, 0x1f170]) {
    if (code >= first && code < first + 26) return String.fromCharCode(97 + code - first);
  }
  return undefined;
}
