import { type FieldValues, fieldValues } from '../event.ts';
import { fold } from '../fold.ts';
import { allValues } from '../match/keywords.ts';
import { valueTest } from '../match/test-value.ts';
import type { Node, Predicate } from '../predicate.ts';
import { pathsOf, type Shape } from '../sources/index.ts';

export interface Seen extends FieldValues {
  /** The values folded; made when they are first asked for. */
  readonly folded: readonly string[];
}

/** What an event answers: the values of a field; of `undefined`, every value anywhere, for keywords. */
export type Lookup = (field: string | undefined) => Seen;

/** Answers for one event, each field read once. `mapping`: that of the route by which the rule applies. */
export function createLookup(event: object, shape: Shape, mapping: string | undefined): Lookup {
  const known = new Map<string | undefined, Seen>();
  return (field) => {
    let seen = known.get(field);
    if (seen === undefined) {
      const { present, values } =
        field === undefined
          ? { present: true, values: allValues(event) }
          : fieldValues(event, pathsOf(field, shape, mapping), shape);
      let folded: readonly string[] | undefined;
      seen = {
        present,
        values,
        get folded() {
          folded ??= values.map(fold);
          return folded;
        },
      };
      known.set(field, seen);
    }
    return seen;
  };
}

/** Whether one predicate holds: of any value of its field. No index, nothing remembered. */
export function predicateHolds(predicate: Predicate, lookup: Lookup): boolean {
  if (predicate.op === 'exists') return lookup(predicate.field).present;
  if (predicate.op === 'null') return lookup(predicate.field).values.length === 0;
  return valuesThatHold(predicate, lookup).length > 0;
}

/** The event's values for which a predicate holds; none for those that are about presence. */
export function valuesThatHold(predicate: Predicate, lookup: Lookup): string[] {
  if (predicate.op === 'null' || predicate.op === 'exists') return [];
  const { values, folded } = lookup(predicate.field);
  if (predicate.op === 'fieldref') {
    const { how, cased, other } = predicate;
    const others = cased ? lookup(other).values : lookup(other).folded;
    const tests = others.map((text) => valueTest({ op: how, field: undefined, text, cased: true }));
    return values.filter((value, at) => tests.some(({ test }) => test(cased ? value : (folded[at] as string))));
  }
  const wanted = valueTest(predicate);
  return values.filter((value, at) => wanted.test(wanted.folded ? (folded[at] as string) : value));
}

/** Whether a tree holds. */
export function nodeHolds(node: Node, predicates: readonly Predicate[], lookup: Lookup): boolean {
  switch (node.op) {
    case 'const':
      return node.value;
    case 'test':
      return predicateHolds(predicates[node.predicate] as Predicate, lookup);
    case 'not':
      return !nodeHolds(node.of, predicates, lookup);
    case 'and':
      return node.of.every((child) => nodeHolds(child, predicates, lookup));
    case 'or':
      return node.of.some((child) => nodeHolds(child, predicates, lookup));
  }
}
