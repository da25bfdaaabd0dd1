import type { CompiledBook, CompiledRule } from './book.ts';
import type { Hit } from './words.ts';

/**
 * Prepares the search for the rules that hold. Most rules are out by their first necessary group, which is looked at
 * in one pass over a small array.
 * @returns a function that calls `onRule` for each rule that holds, in the order of `rules`, until it answers true
 */
export function createRules(rules: readonly CompiledRule[]) {
  const always = -1;
  const triggers = Int16Array.from(rules, ({ all }) => all[0] ?? always);
  return (seen: Uint8Array, hits: readonly Hit[], onRule: (rule: CompiledRule) => boolean): void => {
    for (let i = 0; i < triggers.length; i++) {
      const trigger = triggers[i] as number;
      if (trigger !== always && seen[trigger] === 0) continue;
      const rule = rules[i] as CompiledRule;
      if (holds(rule, seen, hits) && onRule(rule)) return;
    }
  };
}

/** Whether a rule could hold for a message without any phrase, such as a link alone. */
export function canHoldWithoutWords({ all, any, atLeast, near }: CompiledRule, { groups }: CompiledBook): boolean {
  const isFeature = (group: number): boolean => groups[group]?.role === 'feature';
  return (
    all.every(isFeature) &&
    near.length === 0 &&
    (any.length === 0 || any.some(isFeature)) &&
    atLeast.of.filter(isFeature).length >= atLeast.count
  );
}

/** Whether a rule holds for what was seen: `seen[group]` is 1 or 0. */
function holds(rule: CompiledRule, seen: Uint8Array, hits: readonly Hit[]): boolean {
  const { all, any, not, near, atLeast } = rule;
  for (let i = 0; i < all.length; i++) if (seen[all[i] as number] === 0) return false;
  if (any.length > 0 && count(any, seen) === 0) return false;
  if (atLeast.count > 0 && count(atLeast.of, seen) < atLeast.count) return false;
  if (not.length > 0 && count(not, seen) > 0) return false;
  return near.every(({ a, b, within }) => areNear(hits, a, b, within));
}

function count(groups: readonly number[], seen: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < groups.length; i++) sum += seen[groups[i] as number] as number;
  return sum;
}

function areNear(hits: readonly Hit[], a: number, b: number, within: number): boolean {
  return hits.some(
    (first) =>
      first.group === a &&
      hits.some((second) => second.group === b && second.from - first.to <= within && first.from - second.to <= within),
  );
}
