const look: Record<string, string> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b' };
const a = 97;

/**
 * A host label as the eye takes it, a–z only: i, l and 1 are one letter (written l), 0 is o, rn is m, vv is w. A single
 * digit between letters stands for the letter it resembles; longer numbers, digits at the end, and hyphens are left out
 * (`sh0pee-88` → `shopee`).
 */
export function skeleton(label: string): string {
  let out = '';
  const { length } = label;
  for (let i = 0; i < length; i++) {
    const code = label.charCodeAt(i);
    if (code >= a && code <= 122) {
      const next = i + 1 < length ? label.charCodeAt(i + 1) : 0;
      if (code === 114 && next === 110) {
        out += 'm';
        i += 1;
      } else if (code === 118 && next === 118) {
        out += 'w';
        i += 1;
      } else out += code === 105 ? 'l' : (label[i] as string);
    } else if (code >= 48 && code <= 57) {
      let end = i + 1;
      while (end < length && isDigit(label.charCodeAt(end))) end += 1;
      if (end === i + 1 && end < length && label[end] !== '-') out += look[label[i] as string] ?? '';
      i = end - 1;
    }
  }
  return out;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Decodes an A-label (`xn--…`, RFC 3492); anything else, or a damaged one, is returned as it is. */
export function decodeLabel(label: string): string {
  if (!label.startsWith('xn--')) return label;
  const encoded = label.slice(4);
  const dash = encoded.lastIndexOf('-');
  const points = dash > 0 ? Array.from(encoded.slice(0, dash), (letter) => letter.charCodeAt(0)) : [];
  let [code, bias, index] = [128, 72, 0];
  for (let at = dash > 0 ? dash + 1 : 0; at < encoded.length; ) {
    const before = index;
    for (let weight = 1, k = 36; ; k += 36) {
      const letter = encoded.charCodeAt(at++);
      const digit = letter >= a && letter <= 122 ? letter - a : isDigit(letter) ? letter - 22 : -1;
      if (digit < 0) return label;
      index += digit * weight;
      const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
      if (digit < threshold) break;
      weight *= 36 - threshold;
      if (weight > 0x7fffffff) return label;
    }
    const count = points.length + 1;
    bias = adapt(index - before, count, before === 0);
    code += Math.floor(index / count);
    index %= count;
    if (code > 0x10ffff) return label;
    points.splice(index++, 0, code);
  }
  return String.fromCodePoint(...points);
}

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}
