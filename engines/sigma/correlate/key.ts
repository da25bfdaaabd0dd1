/** Longer values are kept by their beginning and a hash: a group or value must not cost a megabyte. */
const LONGEST = 512;
const KEPT = 256;

/** @returns text of bounded length; different long texts stay different but for a chance of about 2^-64. */
export function clip(text: string): string {
  if (text.length <= LONGEST) return text;
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit ^ (b >>> 15), 0x85ebca6b);
  }
  const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
  return `${text.slice(0, KEPT)}…${text.length}:${hex(a)}${hex(b)}`;
}

/** One text is its own key; several are joined with their lengths, so that no two lists have the same key. */
export function joinKey(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0]!;
  let key = '';
  for (const text of texts) key += `${text.length}:${text}`;
  return key;
}

/** The texts of a key that was joined of `count` texts. */
export function splitKey(key: string, count: number): string[] {
  if (count === 1) return [key];
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    const colon = key.indexOf(':', at);
    const end = colon + 1 + Number(key.slice(at, colon));
    texts.push(key.slice(colon + 1, end));
    at = end;
  }
  return texts;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A decimal number out of a field; undefined for anything else (hexadecimal, empty, beyond what can be summed). */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 400 || !DECIMAL.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Math.abs(number) < 1e300 ? number : undefined;
}
