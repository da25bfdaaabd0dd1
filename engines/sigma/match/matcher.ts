import type { LoadedRule } from '../load/load.ts';
import { requiredLiterals } from '../lower/regex.ts';
import type { Predicate } from '../predicate.ts';
import type { LogSource } from '../rule.ts';
import { createRouter } from './router.ts';

export interface MatcherOptions {
  /** Whether hot rules may become generated functions; false where a page's policy forbids `eval`. Default true. */
  generate?: boolean;
  /** Bytes that may be spent on remembering values that occur again and again. Default 16 MiB; 0 remembers nothing. */
  cacheBytes?: number;
}

export interface Matcher {
  /**
   * The rules that match an event, as indexes of the set, ascending.
   *
   * @param event what `JSON.parse` or a parser of `engines/logs` gave.
   * @param json the event's own JSON text where it is at hand: it makes the search for keywords cheaper.
   * @param source what the caller knows of the log source; a Windows channel that the tables know goes before it.
   */
  match(event: object, json?: string, source?: LogSource): readonly number[];
  /** What was done since the start. `candidates` counts rules that were looked at. */
  stats(): MatcherStats;
}

export interface MatcherStats {
  events: number;
  candidates: number;
  partitions: number;
  /** Bytes of the index tables. */
  bytes: number;
}

const none: readonly number[] = Object.freeze([]);

export function createMatcher(
  set: { rules: readonly LoadedRule[]; predicates: readonly Predicate[] },
  options: MatcherOptions = {},
): Matcher {
  const router = createRouter(set, {
    generate: options.generate ?? true,
    cacheBytes: options.cacheBytes ?? 16 << 20,
    literals: (predicate) => requiredLiterals(predicate.source, predicate.flags),
  });
  let into: number[] = [];
  return {
    match(event, json, source) {
      // Matches of an event that was left by an error are not of this one.
      into.length = 0;
      const route = router.route(event, source);
      route.partition.match(event, json, into);
      if (route.keep !== undefined) into = into.filter(route.keep);
      route.mapped?.match(event, json, into);
      if (into.length === 0) return none;
      const matched = into;
      into = [];
      return matched.length === 1 ? matched : matched.sort((a, b) => a - b);
    },
    stats: router.stats,
  };
}
