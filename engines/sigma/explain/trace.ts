import type { LogSource, Value } from '../rule.ts';
import type { Origin, Shape } from '../sources/index.ts';

/** Why a rule matches an event or does not; plain data for JSON. Everything is asked, also what decides nothing. */
export interface Explanation {
  rule: { title: string; id?: string; level?: string; author?: string; place: { file: string; line: number } };
  /** The rule is for the event's source and its condition holds. */
  matched: boolean;
  source: {
    applies: boolean;
    /** What the rule is for. */
    rule: LogSource;
    /** Where the event comes from, as far as it is known. */
    event: Origin;
    shape: Shape;
    /** Name of the field mapping by which the rule reads the event. */
    mapping?: string;
  };
  condition: ConditionTrace;
  searches: SearchTrace[];
}

export type ConditionTrace =
  | { op: 'and' | 'or'; holds: boolean; of: ConditionTrace[] }
  | { op: 'not'; holds: boolean; of: ConditionTrace }
  | { op: 'search'; holds: boolean; name: string }
  | { op: 'of'; holds: boolean; count: 'any' | 'all'; names: { name: string; holds: boolean }[] };

export interface SearchTrace {
  name: string;
  holds: boolean;
  of: PartTrace;
}

/** A map (all of its items), a list (any), or one line. */
export type PartTrace =
  | { kind: 'all' | 'any'; holds: boolean; of: PartTrace[] }
  | ({ kind: 'item'; holds: boolean } & ItemTrace);

export interface ItemTrace {
  /** null: a keyword, looked for in every value. */
  field: string | null;
  modifiers: readonly string[];
  line: number;
  /** What the event has there; a keyword has no place of its own. `null` also stands for an empty array. */
  presence: 'absent' | 'null' | 'present' | 'anywhere';
  /** The event's values; not for keywords. */
  seen: string[];
  /** Values of the event that are not shown, because they are many. */
  seenMore: number;
  /** How the values are linked. */
  link: 'any' | 'all';
  /** The whole is turned around (`neq`). */
  negated: boolean;
  /** Each value of the rule, those that hold first. */
  values: ValueTrace[];
  /** Values of the rule that do not hold and are not shown, because they are many. */
  valuesMore: number;
}

export interface ValueTrace {
  value: Value;
  holds: boolean;
  /** The event's values that it holds for; none where it is about presence. */
  by: string[];
}
