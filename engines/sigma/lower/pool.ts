import type { Predicate, PredicatePool } from '../predicate.ts';

type TextPredicate = Predicate & { op: 'equals' | 'prefix' | 'suffix' | 'contains' };

/** A pool that gives equal predicates the same number; a rule set has about a quarter fewer predicates than values. */
export function createPool(): PredicatePool {
  const predicates: Predicate[] = [];
  // Texts are nearly all; they are looked up as they stand, without building a key.
  const texts = new Map<string | undefined, Map<string, number>[]>();
  const others = new Map<string, number>();
  const find = <Key>(known: Map<Key, number>, key: Key, predicate: Predicate): number => {
    let id = known.get(key);
    if (id === undefined) {
      id = predicates.push(predicate) - 1;
      known.set(key, id);
    }
    return id;
  };
  return {
    predicates,
    add(predicate) {
      if (!isText(predicate)) return find(others, keyOf(predicate), predicate);
      let ofField = texts.get(predicate.field);
      if (ofField === undefined) {
        ofField = Array.from({ length: 8 }, () => new Map());
        texts.set(predicate.field, ofField);
      }
      const known = ofField[TEXT_CODES[predicate.op] + (predicate.cased ? 4 : 0)] as Map<string, number>;
      return find(known, predicate.text, predicate);
    },
  };
}

const TEXT_CODES = { equals: 0, prefix: 1, suffix: 2, contains: 3 } as const;

function isText(predicate: Predicate): predicate is TextPredicate {
  return predicate.op in TEXT_CODES;
}

function keyOf(predicate: Exclude<Predicate, TextPredicate>): string {
  if (predicate.op !== 'cidr') return JSON.stringify(predicate, KEYS);
  return JSON.stringify(['cidr', predicate.field, predicate.bits, ...predicate.network]);
}

/** Named so that the order in which a predicate's properties were written does not matter. */
const KEYS = [
  'op',
  'field',
  'cased',
  'parts',
  'any',
  'skip',
  'source',
  'flags',
  'relation',
  'number',
  'part',
  'other',
  'how',
];
