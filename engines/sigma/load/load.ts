import { createPool } from '../lower/pool.ts';
import { boundedPool, lowerRule, lowerSearch } from '../lower/rule.ts';
import type { Node, Predicate } from '../predicate.ts';
import { RuleError } from '../rule.ts';
import type { Correlation, Refusal, Rule, Search, Warning } from '../rule.ts';
import { readFiles, refusalOf } from './documents.ts';
import type { Draft } from './documents.ts';
import type { Filter } from './filter.ts';
import { LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { filterRules, register, resolveCorrelations } from './references.ts';

export interface LoadedRule {
  rule: Rule;
  node: Node;
}

export interface RuleSet {
  rules: readonly LoadedRule[];
  predicates: readonly Predicate[];
  /** Each comes after those that it counts. */
  correlations: readonly Correlation[];
  refused: readonly Refusal[];
  warnings: readonly Warning[];
}

export interface LoadOptions {
  /** Values of `%name%` for items with `expand`. */
  placeholders?: Readonly<Record<string, readonly string[]>>;
  limits?: Partial<Limits>;
}

/**
 * Reads the texts of Sigma files: rules, correlations and filters, several documents to a file, referring to each other
 * across files. What cannot be taken is in `refused`, one entry for a document with all of its problems; nothing is left
 * out in silence. Never throws for bad input.
 */
export function loadRules(files: Iterable<{ name: string; text: string }>, options: LoadOptions = {}): RuleSet {
  const limits: Limits = { ...LIMITS, ...options.limits };
  const { drafts, refused, warnings } = readFiles(files, limits);
  const { registry, unique } = register(drafts, refused);
  const placeholders = options.placeholders ?? {};
  const written: Rule[] = [];
  const correlations: Correlation[] = [];
  const filters: Filter[] = [];
  for (const draft of unique) {
    if (draft.kind === 'rule') written.push(draft);
    else if (draft.kind === 'correlation') correlations.push(draft);
    else if (lowers(draft, draft.searches, placeholders, refused)) filters.push(draft);
  }
  const pool = createPool();
  const rules: LoadedRule[] = [];
  const lost = new Set<Draft>();
  const shared = new Map<Search, Node | undefined>();
  for (const filter of filters) for (const search of filter.searches.values()) shared.set(search, undefined);
  const filtered = filterRules(written, filters, registry, limits, { refused, warnings });
  for (const [at, rule] of filtered.entries()) {
    try {
      rules.push({ rule, node: lowerRule(rule, pool, { placeholders, shared }) });
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      // Once more, item by item, for all that is wrong.
      if (lowers(rule, rule.detection, placeholders, refused)) refused.push(refusalOf(rule, [error]));
      const draft = written[at];
      if (draft) lost.add(draft);
    }
  }
  return {
    rules,
    predicates: pool.predicates,
    correlations: resolveCorrelations(correlations, registry, lost, refused),
    refused,
    warnings,
  };
}

/** Whether every item can be lowered; if not, the document is refused with all that is wrong. */
function lowers(
  draft: Rule | Filter,
  searches: ReadonlyMap<string, Search>,
  placeholders: NonNullable<LoadOptions['placeholders']>,
  refused: Refusal[],
): boolean {
  const errors: RuleError[] = [];
  const pool = boundedPool(createPool());
  const visit = (search: Search): void => {
    if ('item' in search) {
      try {
        lowerSearch(search, pool, placeholders);
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        errors.push(error);
      }
    } else for (const child of 'all' in search ? search.all : search.any) visit(child);
  };
  for (const search of searches.values()) visit(search);
  if (errors.length > 0) refused.push(refusalOf(draft, errors));
  return errors.length === 0;
}
