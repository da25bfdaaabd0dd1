/** A set of UTF-16 code units: ascending, separate ranges [from, to, from, to …], both ends included. */
export type CharSet = readonly number[];

const LAST = 0xffff;

export const DIGITS: CharSet = [48, 57];
export const WORD: CharSet = [48, 57, 65, 90, 95, 95, 97, 122];
export const NEWLINE: CharSet = [10, 10];
/** JavaScript's `\s`: also the spaces of Unicode, which attackers use where ASCII's are looked for. */
export const SPACE: CharSet = [
  9, 13, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000,
  0x3000, 0xfeff, 0xfeff,
];

export function single(unit: number): CharSet {
  return [unit, unit];
}

export function union(...sets: readonly CharSet[]): CharSet {
  const ranges: [number, number][] = [];
  for (const set of sets)
    for (let at = 0; at < set.length; at += 2) ranges.push([set[at] as number, set[at + 1] as number]);
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [from, to] of ranges) {
    const end = merged.at(-1);
    if (end !== undefined && from <= end + 1) merged[merged.length - 1] = Math.max(end, to);
    else merged.push(from, to);
  }
  return merged;
}

export function negate(set: CharSet): CharSet {
  const rest: number[] = [];
  let from = 0;
  for (let at = 0; at < set.length; at += 2) {
    if ((set[at] as number) > from) rest.push(from, (set[at] as number) - 1);
    from = (set[at + 1] as number) + 1;
  }
  if (from <= LAST) rest.push(from, LAST);
  return rest;
}

export function overlap(a: CharSet, b: CharSet): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if ((a[i + 1] as number) < (b[j] as number)) i += 2;
    else if ((b[j + 1] as number) < (a[i] as number)) j += 2;
    else return true;
  }
  return false;
}

export function sizeOf(set: CharSet): number {
  let size = 0;
  for (let at = 0; at < set.length; at += 2) size += (set[at + 1] as number) - (set[at] as number) + 1;
  return size;
}

export function* unitsOf(set: CharSet): Generator<number> {
  for (let at = 0; at < set.length; at += 2) {
    for (let unit = set[at] as number; unit <= (set[at + 1] as number); unit += 1) yield unit;
  }
}

/** What the set means where case is ignored: exactly as JavaScript's `i` flag without `u` and `v` reads it. */
export function closeCase(set: CharSet): CharSet {
  const foreign = (set.at(-1) ?? 0) >= 0x80;
  if (foreign) spellings ??= groupBySpelling();
  // Sets as large as this hold nearly everything; each way of closing them is cheap for one kind of set only.
  const others = sizeOf(set) > 1_000 ? [...(spellings?.values() ?? [])].filter((group) => overlap(group, set)) : [];
  if (others.length === 0) {
    for (const unit of unitsOf(set)) {
      if (unit >= 0x80) others.push(spellings?.get(upperOf(unit)) ?? single(unit));
      else if ((unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122)) others.push(single(unit ^ 32));
    }
  }
  return union(set, ...others);
}

/** By upper case, the characters that are more than one to an upper case. */
let spellings: Map<number, CharSet> | undefined;

function groupBySpelling(): Map<number, CharSet> {
  const groups = new Map<number, number[]>();
  for (let unit = 0; unit <= LAST; unit += 1) {
    const upper = upperOf(unit);
    const group = groups.get(upper);
    if (group !== undefined) group.push(unit);
    else if (upper !== unit) groups.set(upper, upper > unit ? [unit] : [upper, unit]);
  }
  return new Map(Array.from(groups, ([upper, group]) => [upper, union(single(upper), ...group.map(single))]));
}

/** ECMAScript's Canonicalize: the upper case, unless it is longer or brings a foreign letter into ASCII. */
function upperOf(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase();
  const code = upper.charCodeAt(0);
  return upper.length !== 1 || (unit >= 0x80 && code < 0x80) ? unit : code;
}
