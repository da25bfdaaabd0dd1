import { fold } from '../fold.ts';
import type { LikePart, Node, Predicate } from '../predicate.ts';
import { canonical } from './decimal.ts';

/**
 * What must be seen in an event before a rule can possibly hold: a set of literals of which at least one occurs, or a
 * field that is present. A rule is looked at only when one of its witnesses is seen, so the cost of an event does not
 * grow with the number of rules.
 */
export interface Witness {
  predicate: number;
  field: string;
  at: 'prefix' | 'suffix' | 'anywhere' | 'present';
  /** Folded; empty for `present`. */
  text: string;
}

/** `undefined`: no witness, the rule is looked at for every event. `keywords`: some keyword of the rule must occur. */
export type Choice = { witnesses: Witness[]; keywords: boolean; cost: number };

/** How often a predicate's witness was seen, per event; undefined when it was not measured. */
export type Rates = (predicate: number) => number | undefined;

const LONGEST = 12;

export type Literals = (predicate: Predicate & { op: 'regex' }) => readonly string[] | undefined;

/** Finds the cheapest sound witness of a rule: of `and` the best child, of `or` all children, of `not` none. */
export function chooseWitness(
  node: Node,
  predicates: readonly Predicate[],
  literals: Literals,
  rates: Rates,
): Choice | undefined {
  switch (node.op) {
    case 'const':
    case 'not':
      return undefined;
    case 'test':
      return ofPredicate(node.predicate, predicates[node.predicate] as Predicate, literals, rates);
    case 'and': {
      let best: Choice | undefined;
      for (const child of node.of) {
        const choice = chooseWitness(child, predicates, literals, rates);
        if (choice !== undefined && (best === undefined || choice.cost < best.cost)) best = choice;
      }
      return best;
    }
    case 'or': {
      const all: Choice = { witnesses: [], keywords: false, cost: 0 };
      for (const child of node.of) {
        const choice = chooseWitness(child, predicates, literals, rates);
        if (choice === undefined) return undefined;
        for (const witness of choice.witnesses) all.witnesses.push(witness);
        all.keywords ||= choice.keywords;
        all.cost += choice.cost;
      }
      return all;
    }
  }
}

function ofPredicate(id: number, predicate: Predicate, literals: Literals, rates: Rates): Choice | undefined {
  if (predicate.op === 'null') return undefined;
  const found = witnessesOf(id, predicate, literals);
  if (found === undefined) return undefined;
  if (found === 'keyword') return { witnesses: [], keywords: true, cost: 0.01 };
  const guess = found.reduce((sum, witness) => sum + prior(witness), 0);
  return { witnesses: found, keywords: false, cost: Math.min(1, rates(id) ?? guess) };
}

/** Literals that a keyword needs, one of which must occur; undefined when nothing is known. */
export function keywordLiterals(predicate: Predicate, literals: Literals): readonly string[] | undefined {
  if (predicate.op === 'regex') return literals(predicate);
  if (predicate.op === 'like') {
    const piece = longestPart(predicate.parts);
    return piece.length < 3 ? undefined : [fold(piece)];
  }
  return 'text' in predicate && predicate.text.length >= 3 ? [fold(predicate.text)] : undefined;
}

function witnessesOf(id: number, predicate: Predicate, literals: Literals): Witness[] | 'keyword' | undefined {
  if (predicate.field === undefined) return keywordLiterals(predicate, literals) === undefined ? undefined : 'keyword';
  const { field } = predicate;
  const one = (at: Witness['at'], text: string): Witness[] => [{ predicate: id, field, at, text: cut(at, text) }];
  const present = one('present', '');
  switch (predicate.op) {
    case 'equals':
      return one('suffix', canonical(fold(predicate.text)));
    case 'prefix':
    case 'suffix':
      return one(predicate.op, fold(predicate.text));
    case 'contains':
      return one('anywhere', fold(predicate.text));
    case 'like': {
      const first = predicate.parts[0];
      const last = predicate.parts.at(-1);
      const inner = fold(longestPart(predicate.parts));
      if (typeof last === 'string' && last.length >= Math.min(4, inner.length)) return one('suffix', fold(last));
      if (typeof first === 'string' && first.length >= Math.min(6, inner.length)) {
        return one('prefix', fold(first));
      }
      return inner === '' ? present : one('anywhere', inner);
    }
    case 'regex': {
      const found = literals(predicate);
      return found === undefined ? present : found.flatMap((text) => one('anywhere', text));
    }
    default:
      return present;
  }
}

function longestPart(parts: readonly LikePart[]): string {
  let best = '';
  for (const part of parts) if (typeof part === 'string' && part.length > best.length) best = part;
  return best;
}

/** A part of a literal is enough to be noticed by: its far end, and of text in the middle the least usual stretch. */
function cut(at: Witness['at'], text: string): string {
  if (text.length <= LONGEST) return text;
  if (at === 'prefix') return text.slice(0, LONGEST * 2);
  if (at === 'suffix') return text.slice(-LONGEST * 2);
  let best = 0;
  let rarest = -1;
  for (let from = 0; from + LONGEST <= text.length; from += 1) {
    let rarity = 0;
    for (let step = 0; step < LONGEST; step += 1) rarity += unusual(text.charCodeAt(from + step));
    if (rarity > rarest) {
      rarest = rarity;
      best = from;
    }
  }
  return text.slice(best, best + LONGEST);
}

const common = new Set([...' etaoinsrlcdmup\\.:/'].map((symbol) => symbol.charCodeAt(0)));
const unusual = (unit: number): number => (common.has(unit) ? 1 : unit >= 97 && unit <= 122 ? 2 : 3);

/** The chance that a value holds a literal, before anything was measured: from its place and its length. */
function prior({ at, text }: Witness): number {
  if (at === 'present') return 0.9;
  const chances = [1, 0.9, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.006, 0.004];
  const chance = chances[text.length] ?? 0.002;
  return at === 'anywhere' ? chance : chance / 2;
}
