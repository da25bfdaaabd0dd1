/**
 * Sigma documents as data: what the loader makes of a file and everything else reads. Names follow the Sigma
 * specification 2.1 (rules, correlation rules, filters).
 */

/** Where a document stands, for messages to who wrote it. Lines and documents count from 1. */
export interface Place {
  file: string;
  document: number;
  line: number;
}

export interface LogSource {
  category?: string;
  product?: string;
  service?: string;
}

/** What every kind of document says of itself. */
export interface Heading {
  title: string;
  id?: string;
  /** Unique, for correlations. */
  name?: string;
  status?: 'stable' | 'test' | 'experimental' | 'deprecated' | 'unsupported';
  level?: 'informational' | 'low' | 'medium' | 'high' | 'critical';
  description?: string;
  author?: string;
  license?: string;
  date?: string;
  modified?: string;
  references: readonly string[];
  tags: readonly string[];
  falsepositives: readonly string[];
  fields: readonly string[];
  /** Keys that the specification does not name, as the author wrote them. */
  own?: Readonly<Record<string, unknown>>;
  place: Place;
}

/** A value as YAML gave it. */
export type Value = string | number | boolean | null;

/** One line of a selection: `CommandLine|contains|all: [a, b]`. */
export interface Item {
  /** undefined: a keyword, looked for anywhere in the event. */
  field: string | undefined;
  /** As written, in order; aliases such as `ignorecase` already have their short name (`i`). */
  modifiers: readonly string[];
  values: readonly Value[];
  line: number;
}

/** What stands under a search identifier: a map (all of its items) or a list of maps or keywords (any of them). */
export type Search = { all: readonly Search[] } | { any: readonly Search[] } | { item: Item };

export type Condition =
  | { op: 'and' | 'or'; of: readonly Condition[] }
  | { op: 'not'; of: Condition }
  | { op: 'search'; name: string }
  /** `1 of pattern`, `all of them`: already resolved to the identifiers that it means, in the order of the rule. */
  | { op: 'of'; count: 'any' | 'all'; names: readonly string[] };

export interface Rule extends Heading {
  kind: 'rule';
  logsource: LogSource;
  detection: ReadonlyMap<string, Search>;
  /** Several are alternatives. Filters that apply are already part of it. */
  condition: Condition;
}

export type Bound = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';

/** A boolean expression over the names of rules (temporal correlations only). */
export type RuleExpression =
  | { op: 'and' | 'or'; of: readonly RuleExpression[] }
  | { op: 'not'; of: RuleExpression }
  | { op: 'rule'; name: string };

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile'
  | 'value_median';

export interface Correlation extends Heading {
  kind: 'correlation';
  type: CorrelationType;
  /** Ids or names as written; each is known to exist in the set. */
  rules: readonly string[];
  groupBy: readonly string[];
  timespanMs: number;
  /** Every bound must hold. Empty where `expression` or the default of temporal types stands. */
  bounds: readonly { bound: Bound; value: number }[];
  /** Fields of `condition.field`; several are counted as tuples. */
  valueFields: readonly string[];
  percentile?: number;
  expression?: RuleExpression;
  /** alias → reference of a rule as written in `rules` → field. */
  aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Whether the matches of the rules it counts are told as well. */
  generate: boolean;
}

/** Why a document was not taken. `code` is one of a closed set so that tools can sort; `reason` is for people. */
export interface Refusal {
  place: Place;
  id?: string;
  title?: string;
  code: RefusalCode;
  reason: string;
}

export type RefusalCode =
  | 'too-large'
  | 'not-yaml'
  | 'not-sigma'
  | 'schema'
  | 'taxonomy'
  | 'logsource'
  | 'condition'
  | 'aggregation'
  | 'pattern-matches-nothing'
  | 'unknown-identifier'
  | 'modifier'
  | 'value'
  | 'regex'
  | 'placeholder'
  | 'cidr'
  | 'filter'
  | 'correlation'
  | 'unknown-rule'
  | 'cycle'
  | 'duplicate';

/** Something that was accepted but looks wrong. */
export interface Warning {
  place: Place;
  id?: string;
  reason: string;
}

/** Thrown inside the loader; becomes a {@link Refusal}. */
export class RuleError extends Error {
  readonly code: RefusalCode;
  readonly line: number | undefined;
  constructor(code: RefusalCode, reason: string, line?: number) {
    super(reason);
    this.code = code;
    this.line = line;
  }
}
