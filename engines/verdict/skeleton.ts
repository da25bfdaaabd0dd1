const a = 97;
const z = 122;

/** What a single digit between letters looks like: 0 o, 1 l, 3 e, 4 a, 5 s, 7 t, 8 b; as letters 1–26, 0 for none. */
const digitLetters = Uint8Array.from([15, 12, 0, 5, 1, 19, 0, 20, 2, 0]);

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * A host label as the eye takes it, letters only (a = 1 … z = 26): i, l and 1 are one letter (written l), 0 is o, rn is
 * m, vv is w. A single digit between letters stands for the letter it resembles; longer numbers, digits at the end, and
 * hyphens are left out (`sh0pee-88` → `shopee`).
 * @param from @param end where the label stands in `host`
 * @returns how many letters were written; what does not fit is left out
 */
export function writeSkeleton(host: string, from: number, end: number, into: Uint8Array): number {
  let size = 0;
  for (let i = from; i < end && size < into.length; i++) {
    const code = host.charCodeAt(i);
    if (code >= a && code <= z) {
      const next = i + 1 < end ? host.charCodeAt(i + 1) : 0;
      if (code === 114 && next === 110) {
        into[size++] = 13;
        i += 1;
      } else if (code === 118 && next === 118) {
        into[size++] = 23;
        i += 1;
      } else into[size++] = code === 105 ? 12 : code - 96;
    } else if (isDigit(code)) {
      let next = i + 1;
      while (next < end && isDigit(host.charCodeAt(next))) next += 1;
      const letter = next === i + 1 && next < end && host[next] !== '-' ? (digitLetters[code - 48] as number) : 0;
      if (letter !== 0) into[size++] = letter;
      i = next - 1;
    }
  }
  return size;
}

/** As {@link writeSkeleton}, as text. */
export function skeleton(label: string): string {
  const into = new Uint8Array(label.length);
  return String.fromCharCode(...into.subarray(0, writeSkeleton(label, 0, label.length, into)).map((code) => code + 96));
}

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
      const digit = letter >= a && letter <= z ? letter - a : isDigit(letter) ? letter - 22 : -1;
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
