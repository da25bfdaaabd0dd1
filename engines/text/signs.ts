import { BLANK, buildSymbol, NOT_BUILT, SPECIAL, SURROGATE, SYMBOLS, symbolOf } from './symbols.ts';

/**
 * The folded sign at an index of the original text: a lower-case ASCII code, a blank (32) for what has none, or 0 for
 * what belongs to the sign before it (marks, invisible signs, the second half of a pair).
 */
export function signAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit !== unit) return BLANK;
  const code = SYMBOLS[unit] as number;
  return code >= BLANK ? code : wideSign(text, index, unit, code);
}

function wideSign(text: string, index: number, unit: number, known: number): number {
  const code = known === NOT_BUILT ? buildSymbol(unit) : known;
  if (code >= BLANK) return code;
  if (code === SPECIAL) return symbolOf(unit).ascii.charCodeAt(0);
  if (code !== SURROGATE) return 0;
  if (unit >= 0xdc00) return isHigh(text.charCodeAt(index - 1)) ? 0 : BLANK;
  // Empty for marks, and NaN | 0 is 0.
  return symbolOf(text.codePointAt(index) as number).ascii.charCodeAt(0) | 0;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

export function isDigitSign(sign: number): boolean {
  return sign >= 48 && sign <= 57;
}

export function isLetterSign(sign: number): boolean {
  return sign >= 97 && sign <= 122;
}

/** A blank on the same line. Emoji and foreign letters fold to blanks too, but are none. */
export function isSpaceUnit(unit: number): boolean {
  return (
    unit === 0x20 ||
    unit === 0x09 ||
    unit === 0xa0 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x202f ||
    unit === 0x3000
  );
}
