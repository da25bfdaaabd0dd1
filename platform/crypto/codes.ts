import { randomBytes } from 'node:crypto';

/**
 * Crockford's base32 digits (crockford.com/base32.html): no I, L, O (they look like 1, 1, 0) and no U.
 * 10 random symbols are 50 bits.
 */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A tracking code, `XXXX-XXX-XXXX`: ten random symbols and a check symbol, so that one mistyped symbol, or two
 * swapped ones, is told at once and not answered with "no such report".
 */
export function newCode(): string {
  const values = [...randomBytes(10)].map((byte) => byte & 31);
  return show([...values, checkSymbol(values)]);
}

/**
 * Reads a code as people write it: small letters, O for 0, I or L for 1, with any spaces, dots or hyphens.
 * @returns the code as `newCode` shows it, or undefined when it cannot be one
 */
export function parseCode(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.\-_\u2010-\u2015]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (plain.length !== 11) return undefined;
  const values = [...plain].map((symbol) => digits.indexOf(symbol));
  if (values.includes(-1)) return undefined;
  return checkSymbol(values.slice(0, 10)) === values[10] ? show(values) : undefined;
}

function show(values: number[]): string {
  const text = values.map((value) => digits[value]).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 7)}-${text.slice(7)}`;
}

/**
 * Σ aⁱ·vᵢ in the field of 32 elements, a being a root of x⁵+x²+1 (a Reed-Solomon code with one check symbol, Reed and
 * Solomon 1960). The weights are all different and none is zero, which is what finds every single error and every swap.
 */
function checkSymbol(values: number[]): number {
  let sum = 0;
  for (const value of values) sum = double(sum) ^ value;
  return double(sum);
}

function double(value: number): number {
  return value & 16 ? ((value << 1) & 31) ^ 0b00101 : value << 1;
}
