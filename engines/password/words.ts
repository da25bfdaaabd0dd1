import type { Node, PasswordBook } from './book.ts';
import { type Edge, syllablesAt, withoutMarks } from './typed.ts';
import type { Finding, FindingKind, Typing } from './types.ts';

/** Ways a phrase is usually typed that a guesser tries one after the other. */
const typingCost: Record<Typing, number> = { plain: 1, marks: 2, telex: 3, vni: 3 };
/** Ranks are kept apart: a guesser goes through names and phrases before the thousands of words. */
const kindCost: Partial<Record<FindingKind, number>> = { word: 2 };
/** A whole name is found on a page or a list sooner than by going through all there are. */
const FULL_NAME = 1_000;
const TWO_NAMES = 1_000;
/** A whole name in the middle of other letters is no chance from this length on. */
const LONG_NAME = 9;
const LONGEST_TYPED = 16;
const isSeparator = (unit: string | undefined): boolean => unit !== undefined && ' _.-'.includes(unit);
const isLetter = (unit: string | undefined): boolean => unit !== undefined && unit >= 'a' && unit <= 'z';

/** Phrases, places, names and words, typed without marks, with them, by Telex or by VNI. */
export function findWords(password: string, book: PasswordBook): Finding[] {
  const text = withoutMarks(password);
  const { plain } = text;
  const edges = Array.from(plain, (_, i) => syllablesAt(text, i, book.syllables));
  const found: Finding[] = [];

  function add(kind: FindingKind, path: Edge[], start: number, rank: number): void {
    const end = path.at(-1)?.end ?? start;
    const typing = typingOf(path);
    if (typing === undefined) return;
    const apart = end - start > path.reduce((sum, edge, i) => sum + edge.end - (i ? beginOf(path, i) : start), 0);
    const tries = rank * (kindCost[kind] ?? 1) * typingCost[typing] * (apart ? 2 : 1) * cases(password, start, end);
    found.push({ kind, start, end, tries, typing });
  }
  const beginOf = (path: Edge[], i: number): number => skip(path[i - 1]?.end ?? 0);
  const skip = (at: number): number => (isSeparator(plain[at]) ? at + 1 : at);

  const whole = wholeRuns(plain, edges, skip);

  for (let start = 0; start < plain.length; start++) {
    if (!isLetter(plain[start])) continue;
    walk(start);
    nameAt(start);
    if (!isLetter(plain[start - 1])) typedAt(start);
  }
  return found;

  function walk(start: number): void {
    // Two ways to one node at one place are one.
    const seen = new Map<Node, Set<number>>();
    const isNew = (node: Node, at: number): boolean => {
      const places = seen.get(node) ?? new Set();
      if (places.has(at)) return false;
      seen.set(node, places.add(at));
      return true;
    };
    const step = (node: Node, at: number, path: Edge[]): void => {
      for (const edge of edges[at] ?? []) {
        const next = node.next.get(edge.base);
        if (!next || !isNew(next, edge.end)) continue;
        const longer = [...path, edge];
        if (next.entry && (longer.length > 1 || whole(start, edge.end))) {
          add(next.entry.kind, longer, start, next.entry.rank);
        }
        if (next.next.size > 0) step(next, skip(edge.end), longer);
      }
    };
    step(book.root, start, []);
  }

  /** Family, up to two middle and given name; middle and given; given and family; one of them alone. */
  function nameAt(start: number): void {
    const { family, middle, given } = book.names;
    for (const first of edges[start] ?? []) {
      const asFamily = family.get(first.base);
      const asMiddle = middle.get(first.base);
      const asGiven = given.get(first.base);
      const rank = Math.min(asGiven ?? Infinity, asFamily ?? Infinity);
      if (rank < Infinity && whole(start, first.end)) add('name', [first], start, rank);
      for (const second of edges[skip(first.end)] ?? []) {
        const last = given.get(second.base);
        const mid = middle.get(second.base);
        const pair = asMiddle && last ? asMiddle * last : asGiven && family.has(second.base) ? asGiven * 5 : undefined;
        if (pair !== undefined && whole(start, second.end)) {
          add('name', [first, second], start, Math.min(pair, TWO_NAMES));
        }
        if (asFamily === undefined) continue;
        if (last !== undefined && whole(start, second.end)) {
          add('full-name', [first, second], start, Math.min(asFamily * last, FULL_NAME));
        }
        if (mid === undefined) continue;
        for (const third of edges[skip(second.end)] ?? []) {
          const path = [first, second, third];
          const name = given.get(third.base);
          if (name && sure(start, third.end)) add('full-name', path, start, Math.min(asFamily * mid * name, FULL_NAME));
          if (!middle.has(third.base)) continue;
          for (const fourth of edges[skip(third.end)] ?? []) {
            if (given.has(fourth.base) && sure(start, fourth.end)) {
              add('full-name', [...path, fourth], start, FULL_NAME);
            }
          }
        }
      }
    }
  }

  function sure(start: number, end: number): boolean {
    return end - start >= LONG_NAME || whole(start, end);
  }

  /** Words known by their letters only: `manutd`, `facebook`. */
  function typedAt(start: number): void {
    for (let end = start + 2; end <= Math.min(plain.length, start + LONGEST_TYPED); end++) {
      if (isLetter(plain[end])) continue;
      const word = book.asTyped.get(password.slice(start, end).toLowerCase());
      if (word) found.push({ kind: word.kind, start, end, tries: word.rank * cases(password, start, end) });
    }
  }
}

/** One way for the whole path: the least usual one in it. Undefined when VNI is not certain. */
function typingOf(path: Edge[]): Typing | undefined {
  const vni = path.filter(({ typing }) => typing === 'vni');
  if (vni.length === 1 && vni[0]?.loose) return undefined;
  if (vni.length > 0) return 'vni';
  return (
    path.find(({ typing }) => typing === 'telex')?.typing ??
    path.find(({ typing }) => typing === 'marks')?.typing ??
    'plain'
  );
}

/**
 * Tells whether a syllable belongs to a row of syllables that fills all that stands between two symbols which are no
 * letters: `an` in `meoan12` does, in `xkan7` it does not.
 */
function wholeRuns(plain: string, edges: Edge[][], skip: (at: number) => number) {
  const size = plain.length;
  const head = new Uint8Array(size + 2);
  const tail = new Uint8Array(size + 2);
  for (let at = 0; at <= size; at++) {
    if (!isLetter(plain[at - 1])) head[at] = 1;
    if (head[at] && at < size) {
      for (const { end } of edges[at] ?? []) {
        head[end] = 1;
        head[skip(end)] = 1;
      }
    }
  }
  for (let at = size; at >= 0; at--) {
    if (!isLetter(plain[at])) tail[at] = 1;
    else if ((edges[at] ?? []).some(({ end }) => tail[end] === 1 || tail[skip(end)] === 1)) tail[at] = 1;
  }
  return (start: number, end: number): boolean => head[start] === 1 && tail[end] === 1;
}

/** All small letters are tried first, then a capital in front, all capitals, then the rest. */
export function cases(password: string, start: number, end: number): number {
  const part = password.slice(start, end);
  const lower = part.toLowerCase();
  if (part === lower) return 1;
  if (part === part.toUpperCase() || part.slice(1) === lower.slice(1)) return 2;
  const capitals = [...part].filter((unit) => unit !== unit.toLowerCase()).length;
  return capitals <= 4 ? 4 : 20;
}
