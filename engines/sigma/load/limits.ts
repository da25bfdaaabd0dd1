/** What a set of rules may cost. The largest public rule has 4,433 values in about 300,000 characters. */
export interface Limits {
  /** UTF-16 units of one file. */
  file: number;
  /** UTF-16 units of one document. */
  document: number;
  /** YAML nodes of one document, aliases counted each time they are used. */
  nodes: number;
  /** YAML nodes of all documents of a file. */
  total: number;
  /** Levels of nesting of YAML. */
  depth: number;
  /** UTF-16 units of one condition. */
  condition: number;
  /** Levels of brackets and `not` of one condition. */
  nesting: number;
  /** Patterns of one condition times search identifiers. */
  compared: number;
  /** Filters times the rules that each applies to. */
  filtered: number;
}

/** Limits while a file is read. */
export interface Allowance extends Limits {
  /** YAML nodes that the documents to come may have. */
  left: number;
}

export const LIMITS: Limits = {
  file: 2 ** 24,
  document: 2 ** 20,
  nodes: 100_000,
  total: 1_000_000,
  depth: 40,
  condition: 65_536,
  nesting: 64,
  compared: 1_000_000,
  filtered: 200_000,
};
