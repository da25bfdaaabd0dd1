import { type CharSet, union } from './char-set.ts';

/** A regular expression as a tree. Case and dots are settled: every leaf is a set of code units. */
export type Regex =
  | { op: 'set'; set: CharSet }
  /** One character beyond the basic plane: two code units that belong together. */
  | { op: 'pair'; text: string }
  | { op: 'seq'; of: readonly Regex[] }
  | { op: 'alt'; of: readonly Regex[] }
  | { op: 'repeat'; of: Regex; min: number; max: number; lazy: boolean }
  /** Start and end of the text or (`line`) of a line; (not) at the edge of an ASCII word. */
  | { op: 'start' | 'end' | 'line-start' | 'line-end' | 'edge' | 'no-edge' };

export const EMPTY: Regex = { op: 'seq', of: [] };

export function sequence(nodes: readonly Regex[]): Regex {
  const of = nodes.flatMap((node) => (node.op === 'seq' ? node.of : [node]));
  return of.length === 1 ? (of[0] as Regex) : { op: 'seq', of };
}

/** Alternatives; single characters among them become one set. */
export function alternatives(nodes: readonly Regex[]): Regex {
  const flat = nodes.flatMap((node) => (node.op === 'alt' ? node.of : [node]));
  const sets = flat.flatMap((node) => (node.op === 'set' ? [node.set] : []));
  const of: Regex[] = flat.filter((node) => node.op !== 'set');
  if (sets.length > 0) of.unshift({ op: 'set', set: union(...sets) });
  return of.length === 1 ? (of[0] as Regex) : { op: 'alt', of };
}

/** Whether the node matches the empty text wherever it stands. */
export function isSkippable(node: Regex): boolean {
  switch (node.op) {
    case 'seq':
      return node.of.every(isSkippable);
    case 'alt':
      return node.of.some(isSkippable);
    case 'repeat':
      return node.min === 0 || isSkippable(node.of);
    default:
      return false;
  }
}

/**
 * The shortest expression that is found in the same texts: what may be left out at the outer ends of a search is left
 * out, so that `.+name.*` becomes `.name` and `[^/]{100,}$` becomes `[^/]{100}$`. Only whether there is a match stays the
 * same, not where it begins and ends.
 */
export function trim(node: Regex): Regex {
  return trimEnd(trimEnd(node, 'start'), 'end');
}

function trimEnd(node: Regex, end: 'start' | 'end'): Regex {
  if (isSkippable(node)) return EMPTY;
  switch (node.op) {
    case 'repeat': {
      if (node.min === 1) return trimEnd(node.of, end);
      return node.min === node.max ? node : { ...node, max: node.min };
    }
    case 'alt':
      return alternatives(node.of.map((child) => trimEnd(child, end)));
    case 'seq': {
      let of = node.of;
      const outer = () => (end === 'start' ? of[0] : of.at(-1)) as Regex;
      while (isSkippable(outer())) of = end === 'start' ? of.slice(1) : of.slice(0, -1);
      const trimmed = trimEnd(outer(), end);
      return sequence(end === 'start' ? [trimmed, ...of.slice(1)] : [...of.slice(0, -1), trimmed]);
    }
    default:
      return node;
  }
}

/** The largest product of nested repetitions: RE2 takes at most 1,000. */
export function repeatSize(node: Regex): number {
  switch (node.op) {
    case 'seq':
    case 'alt':
      return Math.max(1, ...node.of.map(repeatSize));
    case 'repeat':
      return turnsOf(node) * repeatSize(node.of);
    default:
      return 1;
  }
}

/** Characters of the expression with its repetitions written out: what RE2 has to look at for one of the text. */
export function writtenOut(node: Regex): number {
  switch (node.op) {
    case 'seq':
    case 'alt':
      return node.of.reduce((size, child) => size + writtenOut(child), 1);
    case 'repeat':
      return turnsOf(node) * writtenOut(node.of);
    default:
      return 1;
  }
}

function turnsOf({ min, max }: Regex & { op: 'repeat' }): number {
  return Math.max(min, max === Infinity ? 1 : max, 1);
}
