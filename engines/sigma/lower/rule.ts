import type { Node, PredicatePool } from '../predicate.ts';
import { type Condition, type Rule, RuleError, type Search } from '../rule.ts';
import { lowerItem } from './item.ts';
import type { Placeholders } from './placeholders.ts';
import { constant, join, negate } from './tree.ts';

interface LowerOptions {
  placeholders?: Placeholders;
  /** Searches that several rules have (those of filters), with what they became: each is lowered once. */
  shared?: Map<Search, Node | undefined>;
}

/**
 * A rule as a boolean tree over the pool's predicates. Throws {@link RuleError} with the code and the line of what
 * cannot be lowered; predicates that were added until then stay in the pool, which harms nobody.
 */
export function lowerRule(rule: Rule, pool: PredicatePool, options: LowerOptions = {}): Node {
  const placeholders = options.placeholders ?? {};
  const searches = new Map<string, Node>();
  const bounded = boundedPool(pool);
  // Every search is lowered, also one that the condition does not name: its mistakes must be told.
  for (const [name, search] of rule.detection) {
    let node = options.shared?.get(search);
    if (!node) {
      node = lowerSearch(search, bounded, placeholders);
      if (options.shared?.has(search)) options.shared.set(search, node);
    }
    searches.set(name, node);
  }
  return lowerCondition(rule.condition, searches);
}

/** Variants of values multiply: the largest public rule makes 4,433 predicates. */
const MOST_PREDICATES = 200_000;
/** Of all rules together; all public rules make some 35,000. A million take 700 MB. */
const MOST_TOGETHER = 1_000_000;

/** A pool that takes no more of one rule. */
export function boundedPool(pool: PredicatePool): PredicatePool {
  const most = Math.min(pool.predicates.length + MOST_PREDICATES, MOST_TOGETHER);
  return {
    predicates: pool.predicates,
    add(predicate) {
      if (pool.predicates.length >= most) {
        const whose = most === MOST_TOGETHER ? ' of all rules together' : '';
        const number = most === MOST_TOGETHER ? MOST_TOGETHER : MOST_PREDICATES;
        throw new RuleError('value', `the values and their variants${whose} are more than ${number}`);
      }
      return pool.add(predicate);
    },
  };
}

/** One search identifier of a rule. Throws {@link RuleError}. */
export function lowerSearch(search: Search, pool: PredicatePool, placeholders: Placeholders): Node {
  if ('item' in search) return lowerItem(search.item, pool, placeholders);
  const [op, searches] = 'all' in search ? (['and', search.all] as const) : (['or', search.any] as const);
  if (searches.length === 0) return constant(op === 'and');
  return join(
    op,
    searches.map((child) => lowerSearch(child, pool, placeholders)),
  );
}

function lowerCondition(condition: Condition, searches: ReadonlyMap<string, Node>): Node {
  const named = (name: string): Node => {
    const node = searches.get(name);
    if (node === undefined)
      throw new RuleError('unknown-identifier', `the condition names '${name}', which is missing`);
    return node;
  };
  switch (condition.op) {
    case 'search':
      return named(condition.name);
    case 'not':
      return negate(lowerCondition(condition.of, searches));
    case 'of':
      if (condition.names.length === 0) {
        throw new RuleError('pattern-matches-nothing', 'a pattern of the condition matches no search identifier');
      }
      return join(condition.count === 'any' ? 'or' : 'and', condition.names.map(named));
    default:
      return join(
        condition.op,
        condition.of.map((child) => lowerCondition(child, searches)),
      );
  }
}
