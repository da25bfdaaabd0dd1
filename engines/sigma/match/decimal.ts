/**
 * The number that a text is the decimal form of, for numeric equality of values ("1.0" is 1, "0x1" is no decimal).
 * At most 15 digits: beyond that different numbers share one double. Returns undefined for anything else.
 */
export function decimal(text: string): number | undefined {
  return text.length <= 17 && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) && text.replace(/\D/g, '').length <= 15
    ? Number(text)
    : undefined;
}

/** The one way to write a decimal: "007" and "7.0" are "7". Other texts stay as they are. */
export function canonical(text: string): string {
  const number = decimal(text);
  return number === undefined ? text : String(number === 0 ? 0 : number);
}
