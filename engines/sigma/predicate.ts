/**
 * The small language that rules are lowered to: each distinct comparison of one field is one predicate, shared by all
 * rules that make it; a rule is a boolean tree over predicates. Two-valued logic: a predicate over a field that the event
 * lacks is false (only `null` is true then), and its negation is true (specification §2.8 of our choices in
 * docs/sigma.md).
 *
 * Text in `equals`, `prefix`, `suffix`, `contains` and the literal parts of `like` is already folded by `fold()` unless
 * `cased`. A field of an event may have several values (an array, several paths): a predicate holds if it holds for any.
 */
export type Predicate =
  | { op: 'equals' | 'prefix' | 'suffix' | 'contains'; field: string | undefined; text: string; cased: boolean }
  /** Literal parts with wildcards between them: any run of characters, or exactly `skip` characters. Anchored at both ends. */
  | { op: 'like'; field: string | undefined; parts: readonly LikePart[]; cased: boolean }
  /** Unanchored search. `source` in the syntax of JavaScript without inline flags; flags out of `ims`. */
  | { op: 'regex'; field: string | undefined; source: string; flags: string }
  | { op: 'cidr'; field: string; network: Uint8Array; bits: number }
  /** The field as a number; with `part`, the number cut out of the field as a date. Not a number: false. */
  | { op: 'compare'; field: string; relation: 'lt' | 'lte' | 'gt' | 'gte' | 'eq'; number: number; part?: DatePart }
  | { op: 'exists'; field: string }
  /** Missing or JSON null. */
  | { op: 'null'; field: string }
  | { op: 'fieldref'; field: string; other: string; how: 'equals' | 'prefix' | 'suffix' | 'contains'; cased: boolean };

export type DatePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** `*` is any run, also none; a number is exactly so many characters (code units). */
export type LikePart = string | { any: true } | { skip: number };

export type Node =
  | { op: 'and' | 'or'; of: readonly Node[] }
  | { op: 'not'; of: Node }
  | { op: 'test'; predicate: number }
  | { op: 'const'; value: boolean };

/** Predicates of a set of rules without repetition; a predicate's id is its index. */
export interface PredicatePool {
  readonly predicates: readonly Predicate[];
  add(predicate: Predicate): number;
}
