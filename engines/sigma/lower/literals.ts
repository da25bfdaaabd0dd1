import { fold } from '../fold.ts';
import { sizeOf, unitsOf } from './char-set.ts';
import type { Regex } from './regex-tree.ts';

/** More alternatives than this are no use to an index. */
const MOST_LITERALS = 64;
const MOST_MEMBERS = 8;
/** Longer literals find nothing more. */
const LONG = 12;

interface Found {
  /** Folded: the node matches exactly these texts, up to case. */
  exact: readonly string[] | undefined;
  /** Folded: every match of the node holds one of them. */
  some: readonly string[] | undefined;
}

/**
 * Folded literals of which at least one stands in the folded form of every text that the expression is found in: a cheap
 * first question before the expression itself. Of several such sets the one with the longest shortest literal is taken.
 * undefined where none is known.
 */
export function literalsOf(tree: Regex): readonly string[] | undefined {
  const { exact, some } = literals(tree);
  return better(usable(exact), some);
}

function literals(node: Regex): Found {
  switch (node.op) {
    case 'set': {
      if (sizeOf(node.set) > MOST_MEMBERS) return { exact: undefined, some: undefined };
      const members = new Set(Array.from(unitsOf(node.set), (unit) => fold(String.fromCharCode(unit))));
      return { exact: [...members], some: undefined };
    }
    case 'pair':
      return { exact: [fold(node.text)], some: undefined };
    case 'alt': {
      const found = node.of.map(literals);
      const exact = found.every((child) => child.exact !== undefined)
        ? few([...new Set(found.flatMap((child) => child.exact as string[]))])
        : undefined;
      if (exact !== undefined) return { exact, some: undefined };
      const each = found.map((child) => better(usable(child.exact), child.some));
      const some = each.every((set) => set !== undefined) ? few([...new Set(each.flat() as string[])]) : undefined;
      return { exact: undefined, some };
    }
    case 'repeat': {
      const { exact, some } = literals(node.of);
      if (node.min === 0) {
        return {
          exact: node.max === 1 && exact !== undefined ? [...new Set(['', ...exact])] : undefined,
          some: undefined,
        };
      }
      if (node.min === node.max && exact?.length === 1 && (exact[0] as string).length * node.min <= 4 * LONG) {
        return { exact: [(exact[0] as string).repeat(node.min)], some: undefined };
      }
      return node.min === 1 && node.max === 1
        ? { exact, some }
        : { exact: undefined, some: better(usable(exact), some) };
    }
    case 'seq':
      return ofSequence(node.of);
    default:
      return { exact: [''], some: undefined };
  }
}

/** Neighbours that are exact are joined; what stands between inexact parts is a candidate. */
function ofSequence(nodes: readonly Regex[]): Found {
  let run: readonly string[] = [''];
  let best: readonly string[] | undefined;
  let whole = true;
  const close = () => {
    best = better(usable(run), best);
    run = [''];
  };
  for (const node of nodes) {
    const { exact, some } = literals(node);
    best = better(some, best);
    if (exact === undefined) {
      whole = false;
      close();
      continue;
    }
    const joined = run.length * exact.length <= MOST_LITERALS;
    // Choices that make an index's work without telling more are not worth joining.
    if (joined && (exact.length === 1 || shortest(run) < LONG)) {
      run = [...new Set(run.flatMap((before) => exact.map((text) => before + text)))];
    } else {
      whole = false;
      close();
      run = exact;
    }
  }
  if (whole) return { exact: run, some: best };
  close();
  return { exact: undefined, some: best };
}

function usable(set: readonly string[] | undefined): readonly string[] | undefined {
  return set === undefined || set.length === 0 || set.includes('') ? undefined : set;
}

function few(set: readonly string[]): readonly string[] | undefined {
  return set.length <= MOST_LITERALS ? set : undefined;
}

function shortest(set: readonly string[]): number {
  return Math.min(...set.map((text) => text.length));
}

/** Longer is rarer; among equals fewer are cheaper. Each doubling of the number costs half a character. */
function better(a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return worth(a) > worth(b) ? a : b;
}

function worth(set: readonly string[]): number {
  return Math.min(shortest(set), LONG) - Math.log2(set.length) / 2;
}
