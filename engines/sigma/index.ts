export { loadRules, type LoadedRule, type LoadOptions, type RuleSet } from './load/load.ts';
export { createMatcher, type Matcher, type MatcherOptions } from './match/matcher.ts';
export { createReference, type Reference, type ReferenceOptions } from './reference/index.ts';
export type { LogSource, Refusal, Rule } from './rule.ts';
