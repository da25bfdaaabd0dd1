const a = 97;
const z = 122;

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
      const digit = digitOf(encoded.charCodeAt(at++));
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

/** a–z are 0–25, 0–9 are 26–35, anything else -1. */
function digitOf(letter: number): number {
  if (letter >= a && letter <= z) return letter - a;
  return letter >= 48 && letter <= 57 ? letter - 22 : -1;
}

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}
