import { createPool } from '../lower/pool.ts';
import { lowerRule } from '../lower/rule.ts';
import type { Node, Predicate } from '../predicate.ts';
import { RuleError } from '../rule.ts';
import type { Correlation, Refusal, Rule, Warning } from '../rule.ts';
import { LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { readDocuments } from './documents.ts';

export interface LoadedRule {
  rule: Rule;
  node: Node;
}

export interface RuleSet {
  rules: readonly LoadedRule[];
  predicates: readonly Predicate[];
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
 * across files. What cannot be taken is in `refused`, one entry for a document (or for a file that is no YAML) with all
 * of its problems; nothing is left out in silence. Never throws for bad input.
 */
export function loadRules(files: Iterable<{ name: string; text: string }>, options: LoadOptions = {}): RuleSet {
  const limits: Limits = { ...LIMITS, ...options.limits };
  const { rules: drafts, refused, warnings } = readDocuments(files, limits);
  const pool = createPool();
  const rules: LoadedRule[] = [];
  const lowering = options.placeholders ? { placeholders: options.placeholders } : {};
  for (const rule of drafts) {
    try {
      rules.push({ rule, node: lowerRule(rule, pool, lowering) });
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      refused.push(refusal(rule, error));
    }
  }
  return { rules, predicates: pool.predicates, correlations: [], refused, warnings };
}

function refusal(rule: Rule, error: RuleError): Refusal {
  const refused: Refusal = {
    place: { ...rule.place, line: error.line ?? rule.place.line },
    title: rule.title,
    code: error.code,
    reason: error.message,
  };
  if (rule.id !== undefined) refused.id = rule.id;
  return refused;
}
