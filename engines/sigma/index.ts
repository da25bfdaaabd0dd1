export { loadRules, type LoadedRule, type LoadOptions, type RuleSet } from './load/load.ts';
export { checkSchema, type SchemaReport } from './load/schema.ts';
export { createMatcher, type Matcher, type MatcherOptions } from './match/matcher.ts';
export { createReference, type Reference, type ReferenceOptions } from './reference/index.ts';
export type { Item, LogSource, Refusal, Rule, Search } from './rule.ts';
export { createCorrelator } from './correlate/correlator.ts';
export type { Correlator, CorrelatorOptions, CorrelatorStats, Fired, Hit } from './correlate/types.ts';
export { fieldValues } from './event.ts';
export { pathsOf, shapeOf, timeOf } from './sources/index.ts';
