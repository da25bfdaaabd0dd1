/** What a set of rules may cost. The largest public rule has 4,433 values in about 300,000 characters. */
export interface Limits {
  /** UTF-16 units of one file. */
  file: number;
  /** YAML nodes of one document, aliases counted each time they are used. */
  nodes: number;
  /** Levels of nesting of YAML. */
  depth: number;
  /** UTF-16 units of one condition. */
  condition: number;
  /** Levels of brackets and `not` of one condition. */
  nesting: number;
}

export const LIMITS: Limits = { file: 2 ** 21, nodes: 200_000, depth: 40, condition: 65_536, nesting: 64 };
