import { fold } from '../fold.ts';
import type { LikePart, Node, Predicate } from '../predicate.ts';
import { canBeFound } from './grams.ts';
import { cheapestWindow } from './rarity.ts';
import { isWide } from './wide.ts';

/**
 * What must be seen in an event before a rule can possibly hold: a set of literals of which at least one occurs, or a
 * field that is present. A rule is looked at only when one of its witnesses is seen, so the cost of an event does not
 * grow with the number of rules.
 */
export interface Witness {
  predicate: number;
  /** undefined: anywhere in the event. */
  field: string | undefined;
  at: 'prefix' | 'suffix' | 'anywhere' | 'present';
  /** Folded; empty for `present`. */
  text: string;
}

/** `cost`: the chance that one of them is seen in an event. */
export interface Choice {
  witnesses: Witness[];
  cost: number;
}

/** The share of events in which a witness was seen; undefined where that is not known. */
export type Rates = (witness: Witness) => number | undefined;

const LONGEST = 12;

export type Literals = (predicate: Predicate & { op: 'regex' }) => readonly string[] | undefined;

/**
 * Finds the cheapest sound witness of a rule: of `and` the best child, of `or` all children, of `not` none. undefined:
 * there is none, the rule is looked at for every event.
 */
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
      const all: Choice = { witnesses: [], cost: 0 };
      for (const child of node.of) {
        const choice = chooseWitness(child, predicates, literals, rates);
        if (choice === undefined) return undefined;
        for (const witness of choice.witnesses) all.witnesses.push(witness);
        all.cost += choice.cost;
      }
      return all;
    }
  }
}

function ofPredicate(id: number, predicate: Predicate, literals: Literals, rates: Rates): Choice | undefined {
  const found = placesOf(predicate, literals);
  if (found === undefined) return undefined;
  const witnesses = found.map(([at, text]): Witness => {
    return { predicate: id, field: predicate.field, at, text: cut(at, text) };
  });
  const cost = witnesses.reduce((sum, witness) => sum + (rates(witness) ?? prior(witness)), 0);
  return { witnesses, cost: Math.min(1, cost) };
}

/** The one literal that decides whether a predicate can hold; undefined where there is none. */
export function literalOf(id: number, predicate: Predicate): Witness | undefined {
  if (!('text' in predicate)) return undefined;
  const [place, more] = placesOf(predicate, () => undefined) ?? [];
  if (place === undefined || more !== undefined || place[0] === 'present') return undefined;
  return { predicate: id, field: predicate.field, at: place[0], text: cut(place[0], place[1]) };
}

type Place = [Witness['at'], string];

/** What must be seen for a predicate to hold, at least one of them; undefined where nothing is known of the event. */
function placesOf(predicate: Predicate, literals: Literals): Place[] | undefined {
  // Where a keyword is to be found nothing is known of its surroundings, and `present` says nothing.
  const anywhere = predicate.field === undefined;
  const otherwise: Place[] | undefined = anywhere ? undefined : [['present', '']];
  const middle = (written: string): Place[] | undefined => {
    const text = fold(written);
    return canBeFound(text) ? [['anywhere', text]] : otherwise;
  };
  switch (predicate.op) {
    case 'null':
      return undefined;
    case 'equals':
      return anywhere ? undefined : [['suffix', fold(predicate.text)]];
    case 'prefix':
    case 'suffix':
      return anywhere ? middle(predicate.text) : [[predicate.op, fold(predicate.text)]];
    case 'contains':
      return middle(predicate.text);
    case 'like': {
      const first = predicate.parts[0];
      const last = predicate.parts.at(-1);
      const inner = fold(longestPart(predicate.parts));
      if (!anywhere && typeof last === 'string' && last.length >= Math.min(4, inner.length))
        return [['suffix', fold(last)]];
      if (!anywhere && typeof first === 'string' && first.length >= Math.min(6, inner.length))
        return [['prefix', fold(first)]];
      return middle(inner);
    }
    case 'regex': {
      const found = literals(predicate);
      if (found === undefined || !found.every(canBeFound)) return otherwise;
      return found.map((text): Place => ['anywhere', text]);
    }
    default:
      return otherwise;
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
  const from = cheapestWindow(text, LONGEST);
  return text.slice(from, from + LONGEST);
}

/** The chance that a value holds a literal, before anything was measured: from its place and its length. */
function prior({ field, at, text }: Witness): number {
  if (at === 'present') return 0.9;
  if (isWide(text)) return 0.001;
  if (text.length < 3) return 0.2;
  const chances = [1, 0.9, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.006, 0.004];
  const chance = chances[text.length] ?? 0.002;
  if (field === undefined) return Math.min(1, chance * 4);
  return at === 'anywhere' ? chance : chance / 2;
}
