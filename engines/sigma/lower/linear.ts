import { type CharSet, overlap, union } from './char-set.ts';
import type { Regex } from './regex-tree.ts';

/** More steps than this for one character of the text are not called linear. */
const MOST_STEPS = 1_100;
const MOST_SEQUENCES = 256;

/**
 * Proves that a backtracking engine searches for the expression in time linear in the text, by counting attempts per
 * position of the text. An attempt is one way by which one start of the search comes to one place of the expression.
 *
 * - A part of bounded length multiplies the attempts by the number of its ways.
 * - An unbounded repetition over characters S is harmless where a character that is not in S stands at most d
 *   characters before it: then all attempts that run through the same stretch of S begin within its first d places, so
 *   that no position is passed more than d times as often as a place is come to. Without such a character
 *   (`foo.*bar`, `\s+x` inside, `(a+)+`) the time can be quadratic or worse, and the expression is not V8's.
 *
 * Returns the steps per character, Infinity where nothing is proved.
 */
export function stepsPerCharacter(tree: Regex): number {
  const sequences = expand(tree);
  if (sequences === undefined) return Infinity;
  let steps = 0;
  for (const sequence of sequences) steps += stepsOf(sequence);
  return steps <= MOST_STEPS ? steps : Infinity;
}

function stepsOf(sequence: readonly Regex[]): number {
  let attempts = 1;
  let steps = 1;
  for (const [at, part] of sequence.entries()) {
    if (isUnbounded(part)) {
      const body = (part as Regex & { op: 'repeat' }).of;
      const distance = distanceToOther(sequence, at, charactersOf(body));
      // Several ways through one turn multiply with every turn.
      if (distance === undefined || canBeEmpty(body) || waysOf(body) > 1) return Infinity;
      attempts *= distance;
      steps += attempts * (workOf(body) + 1);
    } else {
      steps += attempts * workOf(part);
      attempts *= waysIn(sequence, at);
    }
    if (steps > MOST_STEPS) return Infinity;
  }
  return steps;
}

/**
 * How far before the place a character outside of `set` stands at most; 1: right before it. The start of the text
 * serves as well, where the search can only begin there.
 */
function distanceToOther(sequence: readonly Regex[], at: number, set: CharSet): number | undefined {
  let distance = 0;
  for (let before = at - 1; before >= 0; before -= 1) {
    const part = sequence[before] as Regex;
    if (part.op === 'start' && before === 0) return distance + 1;
    if (overlap(lastOf(part), set)) {
      distance += lengthOf(part);
      if (distance === Infinity) return undefined;
    } else if (!canBeEmpty(part)) {
      return distance + 1;
    }
  }
  return undefined;
}

/** The ways by which a bounded part can end at one place of the text. */
function waysIn(sequence: readonly Regex[], at: number): number {
  const part = sequence[at] as Regex;
  // A run of S that cannot be preceded by S begins in one place only.
  if (part.op === 'repeat' && part.of.op === 'set' && distanceToOther(sequence, at, part.of.set) === 1) return 1;
  return waysOf(part);
}

/** Choices of alternatives and numbers of turns, of a bounded node. */
function waysOf(node: Regex): number {
  switch (node.op) {
    case 'seq':
      return node.of.reduce((ways, child) => ways * waysOf(child), 1);
    case 'alt':
      return node.of.reduce((ways, child) => ways + waysOf(child), 0);
    case 'repeat': {
      if (node.max === Infinity) return Infinity;
      const ways = waysOf(node.of);
      if (ways === 1) return node.max - node.min + 1;
      let sum = 0;
      for (let turns = node.min; turns <= node.max && sum <= MOST_STEPS; turns += 1) sum += ways ** turns;
      return sum;
    }
    default:
      return 1;
  }
}

/** Steps to go all of a bounded node's ways from one place. */
function workOf(node: Regex): number {
  switch (node.op) {
    case 'pair':
      return 2;
    case 'seq': {
      let ways = 1;
      let work = 0;
      for (const child of node.of) {
        work += ways * workOf(child);
        ways *= waysOf(child);
      }
      return work;
    }
    case 'alt':
      return node.of.reduce((work, child) => work + workOf(child), 1);
    case 'repeat': {
      if (node.max === Infinity) return Infinity;
      const ways = waysOf(node.of);
      if (ways === 1) return node.max * workOf(node.of) + 1;
      let work = 1;
      for (let turn = 0; turn < node.max && work <= MOST_STEPS; turn += 1) work += ways ** turn * workOf(node.of);
      return work;
    }
    default:
      return 1;
  }
}

/** The most characters (code units) that the node takes. */
function lengthOf(node: Regex): number {
  switch (node.op) {
    case 'set':
      return 1;
    case 'pair':
      return 2;
    case 'seq':
      return node.of.reduce((length, child) => length + lengthOf(child), 0);
    case 'alt':
      return Math.max(0, ...node.of.map(lengthOf));
    case 'repeat': {
      const length = lengthOf(node.of);
      return length === 0 ? 0 : length * node.max;
    }
    default:
      return 0;
  }
}

/** Whether the node can end without a character, if only where an assertion holds. */
function canBeEmpty(node: Regex): boolean {
  switch (node.op) {
    case 'set':
    case 'pair':
      return false;
    case 'seq':
      return node.of.every(canBeEmpty);
    case 'alt':
      return node.of.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.of);
    default:
      return true;
  }
}

/** Every character that the node can take. */
function charactersOf(node: Regex): CharSet {
  switch (node.op) {
    case 'set':
      return node.set;
    case 'pair':
      return pairUnits(node.text);
    case 'seq':
    case 'alt':
      return union(...node.of.map(charactersOf));
    case 'repeat':
      return charactersOf(node.of);
    default:
      return [];
  }
}

/** Every character that can be the node's last. */
function lastOf(node: Regex): CharSet {
  switch (node.op) {
    case 'set':
      return node.set;
    case 'pair':
      return pairUnits(node.text);
    case 'alt':
      return union(...node.of.map(lastOf));
    case 'repeat':
      return lastOf(node.of);
    case 'seq': {
      const sets: CharSet[] = [];
      for (let at = node.of.length - 1; at >= 0; at -= 1) {
        sets.push(lastOf(node.of[at] as Regex));
        if (!canBeEmpty(node.of[at] as Regex)) break;
      }
      return union(...sets);
    }
    default:
      return [];
  }
}

function pairUnits(text: string): CharSet {
  return union([text.charCodeAt(0), text.charCodeAt(0)], [text.charCodeAt(1), text.charCodeAt(1)]);
}

function isUnbounded(node: Regex): boolean {
  switch (node.op) {
    case 'seq':
    case 'alt':
      return node.of.some(isUnbounded);
    case 'repeat':
      return node.max === Infinity || isUnbounded(node.of);
    default:
      return false;
  }
}

/** Whether the search can only begin at the start of the text in some alternative. */
function isAnchored(node: Regex): boolean {
  if (node.op === 'alt') return node.of.some(isAnchored);
  return node.op === 'start' || (node.op === 'seq' && node.of[0] !== undefined && isAnchored(node.of[0]));
}

/**
 * The alternatives of the expression as sequences in which every unbounded repetition stands at the top; undefined if
 * they are too many or a repetition stands inside another unbounded one.
 */
function expand(node: Regex): Regex[][] | undefined {
  switch (node.op) {
    case 'seq': {
      let sequences: Regex[][] = [[]];
      for (const child of node.of) {
        const ways = expand(child);
        if (ways === undefined || sequences.length * ways.length > MOST_SEQUENCES) return undefined;
        sequences = sequences.flatMap((before) => ways.map((way) => [...before, ...way]));
      }
      return sequences;
    }
    case 'alt': {
      if (!isUnbounded(node) && !isAnchored(node)) return [[node]];
      const ways = node.of.map(expand);
      if (ways.some((way) => way === undefined)) return undefined;
      const sequences = (ways as Regex[][][]).flat();
      return sequences.length > MOST_SEQUENCES ? undefined : sequences;
    }
    case 'repeat': {
      if (!isUnbounded(node)) return [[node]];
      if (node.max === Infinity) {
        if (isUnbounded(node.of)) return undefined;
        return node.min > 1
          ? [
              [
                { ...node, max: node.min },
                { ...node, min: 0 },
              ],
            ]
          : [[node]];
      }
      const turns: Regex[] = [];
      for (let count = node.min; count <= node.max; count += 1) {
        if (count > 16) return undefined;
        turns.push({ op: 'seq', of: Array.from({ length: count }, () => node.of) });
      }
      return expand({ op: 'alt', of: turns });
    }
    default:
      return [[node]];
  }
}
