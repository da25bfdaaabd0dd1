/**
 * The one way to write a decimal: "007" and "7.0" are "7", so that equal numbers are equal texts ("0x7" is no decimal). At
 * most 15 digits: readers of JSON tell longer numbers apart no more. Other texts stay as they are.
 */
export function canonical(text: string): string {
  if (text.length > 17 || !/^-?\d+(?:\.\d+)?$/.test(text) || text.replace(/\D/g, '').length > 15) return text;
  const whole = text.replace(/^(-?)0+(?=\d)/, '$1');
  const short = whole.includes('.') ? whole.replace(/\.?0+$/, '') : whole;
  return short === '-0' ? '0' : short;
}
