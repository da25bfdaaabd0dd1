import type { Correlation } from '../rule.ts';

/** One match of one rule by one event. */
export interface Hit {
  /** Id of the rule, or its name if it has no id. */
  rule: string;
  /** Its name, where it has an id as well: correlations may refer to either. */
  name?: string;
  /** When the event happened, in milliseconds since 1970. */
  time: number;
  /** Who sent the event; each source has a clock and delays of its own. Default: one source for all. */
  source?: string;
  /** The number of the event: different events have different numbers. */
  ref: number;
  /** A field of the event as text; several values for an array; undefined if it is missing or null. Asked at once only. */
  field(name: string): string | readonly string[] | undefined;
}

/** A correlation that came true. */
export interface Fired {
  correlation: Correlation;
  /** By the names in `group-by`. */
  group: Readonly<Record<string, string>>;
  /** Time of the first thing in the window, in milliseconds since 1970. */
  from: number;
  /** Time of the hit that made it true; for conditions that only the end can decide, the end of the window. */
  to: number;
  /** Count, sum, mean or percentile; for the temporal types how many rules. */
  value: number;
  /** The earliest events of the window and its last one, at most {@link CorrelatorOptions.maxEventsTold}. */
  events: readonly number[];
}

export interface CorrelatorOptions {
  /**
   * How far an event may come behind the newest one of its source, in milliseconds. 0: everything is decided as it
   * comes. Infinity: nothing is decided before {@link Correlator.flush}. Default 30,000.
   */
  latenessMs?: number;
  /** How long a group stays silent after it fired; default: the timespan of each correlation. */
  suppressMs?: number;
  /** Groups in all correlations together. Default 1,000,000. */
  maxGroups?: number;
  /** Groups in each correlation. Default 250,000. */
  maxGroupsPerRule?: number;
  /** Hits that one group holds; beyond it the earliest is forgotten. Default 100,000. */
  maxEntriesPerGroup?: number;
  /** Hits that all groups hold together. Default 4,000,000. */
  maxEntries?: number;
  /** Hits that wait for their turn; beyond it the earliest are decided at once. Default 500,000. */
  maxWaiting?: number;
  /** Events told of each firing. Default 100. */
  maxEventsTold?: number;
}

/** What was counted of one correlation, and what is in it now. */
export interface CorrelationStats {
  correlation: Correlation;
  groups: number;
  fired: number;
  /** Hits without a field of `group-by`: not counted in any group. */
  missingGroupField: number;
  /** Hits without the field of the condition, or with something else than a number in it: not counted. */
  missingValue: number;
  /** Groups that were forgotten because of a limit, with what they had counted. */
  evictedGroups: number;
  /** Hits that were forgotten because their group held too many. */
  evictedEntries: number;
}

export interface CorrelatorStats {
  correlations: readonly CorrelationStats[];
  /** Live groups and the hits that they hold. */
  groups: number;
  entries: number;
  /** Hits that wait until the watermark passes them. */
  waiting: number;
  /** Everything before this time is decided. */
  decided: number;
  /** Hits that came after their time was decided, and those that had no time: not counted anywhere. */
  late: number;
  withoutTime: number;
  /** Steps of time that were decided early because too many hits waited. */
  hurried: number;
  /** Hits with so many values in one field that not all of them were counted. */
  manyValues: number;
  /** Sources with late hits, most first, at most 100: their clocks or their ways are wrong. */
  lateSources: readonly { source: string; late: number; newest: number }[];
}

/**
 * Counts matches over sliding windows of event time. It reads no clock: time comes from hits, from {@link observe} and
 * from {@link advance}.
 *
 * What fires is a function of the multiset of the hits alone, not of the order in which they came, as long as none of
 * them is late (and no limit is met, which is counted):
 *
 * - Take the correlations one by one, inner ones before the outer ones that refer to them. The input of a correlation
 *   is every hit of its rules and every firing of the correlations among them, as a hit at the time `to` of the firing.
 * - The input goes to groups by the values of `group-by`; a hit goes to one group for each value of an array, and a hit
 *   without one of the fields goes nowhere. Values are compared exactly, also in case. One event that several rules of a
 *   correlation match counts once in a group (temporal types apart, which ask for the rules).
 * - Input is ordered by time, then by the number of the event; for `temporal_ordered` by time, then by the place of the
 *   rule in `rules`: things of the same time are in the right order.
 * - *Sliding* (only `gt` and `gte`; the default of the temporal types; an expression without `not`): at each input, of
 *   time t, the window is what the group got up to it with time ≥ t − timespan. If the condition holds, and the group
 *   did not fire within `suppressMs` before (t − last ≤ suppressMs), it fires.
 * - *At the end* (any of `lt lte eq neq`; an expression with `not`): a window opens with the first input of a group
 *   that has none open, holds everything up to timespan later, that moment included, and is judged when this moment has
 *   passed. The next input opens the next window. A group that never had an input is not seen.
 * - Values: `event_count` events; `value_count` distinct values (tuples for several fields); sums are exact before they
 *   are rounded once, a mean is this divided by the number of values; percentiles interpolate between the two nearest
 *   values, the median is the 50th; `temporal` the distinct rules in the window; `temporal_ordered` the longest
 *   beginning of `rules` of which hits stand in the window in this order.
 * - An expression for `temporal_ordered` holds if rules that make it true stand in the window in the order of `rules`,
 *   while those under `not` are not in the window at all.
 *   With an expression the value is the number of different rules in the window.
 * - A firing has the fields of the hits in its window (of a temporal type: of the latest hit of each rule, or of the
 *   chain): for a name of its own `group-by` the group's value, otherwise all different values, at most 64. An outer
 *   correlation groups by its own `group-by` alone.
 *
 * Hits wait until the watermark passes them and are then taken in order. The watermark is the smallest of (newest time −
 * lateness) over the sources seen so far, or the time given to {@link advance} if that is later, rounded down to a
 * multiple of 1/256 of the lateness, at least 1 ms. A hit is late if it is older than the watermark that was reached. A silent source
 * holds the watermark; whoever reads live input calls {@link advance} by the clock, and tells of events that match
 * nothing by {@link observe}. With a lateness of 0 hits are taken as they come, those of one moment too, and one that is
 * older than any before it is late.
 *
 * Times are believed: a source that sends times of the future makes itself late, and holds its hits back until others
 * have come that far. Limits forget the group that was hit longest ago (to an eighth of its timespan), or whose window
 * opened first where windows are judged at their end.
 */
export interface Correlator {
  /** Correlations that cannot be evaluated, with those that refer to them. */
  readonly refused: readonly { correlation: Correlation; reason: string }[];
  /**
   * Whether matches of a rule are not to be told on their own: correlations refer to it and none says `generate`. Firings
   * of inner correlations are held back by the same law without asking.
   */
  silences(rule: { id?: string; name?: string }): boolean;
  /** Takes a hit. @returns what fired because time moved on, in order. */
  push(hit: Hit): readonly Fired[];
  /** Tells that a source has come to a time, whether or not anything matched. */
  observe(time: number, source?: string): readonly Fired[];
  /** Decides everything before a time: what comes later but is older is late. */
  advance(time: number): readonly Fired[];
  /** Decides everything, windows that are still open included. To be used at the end of the input. */
  flush(): readonly Fired[];
  /** All state. It is restored by {@link restore} of a correlator with the same correlations, or some of them. */
  snapshot(): Uint8Array;
  /**
   * Takes the place of all state. What belongs to correlations that this correlator does not have (or has with another
   * meaning) is left out.
   * @throws Error if it is no snapshot or damaged; the state is then as it was.
   */
  restore(snapshot: Uint8Array): void;
  stats(): CorrelatorStats;
}
