import type { CompiledRule } from './book.ts';
import type { Hit } from './words.ts';

/**
 * Prepares the search for the rules that hold. A rule can only hold when at least one of its triggers was seen: a
 * necessary group, or else one of the alternatives; so only the rules of what was seen are looked at.
 * @param isFeature whether a group is seen in what a message points to, not in its words
 * @returns a function from what was seen to the rules that hold, in the order of `rules`
 */
export function createRules(rules: readonly CompiledRule[], isFeature: (group: number) => boolean) {
  const triggered = indexByTrigger(rules, isFeature, () => true);
  const wordless = indexByTrigger(rules, isFeature, (rule) => canHoldWithoutWords(rule, isFeature));

  /** @param order the groups that were seen, once each; `seen[group]` is 1 for them and 0 for all others */
  return (order: readonly number[], seen: Uint8Array, hits: readonly Hit[]): readonly CompiledRule[] => {
    const table = hits.length > 0 ? triggered : wordless;
    let holding: number[] | undefined;
    for (let i = 0; i < order.length; i++) {
      const candidates = table[order[i] as number];
      if (candidates === undefined) continue;
      for (let j = 0; j < candidates.length; j++) {
        const index = candidates[j] as number;
        if (!holds(rules[index] as CompiledRule, seen, hits) || holding?.includes(index)) continue;
        if (holding === undefined) holding = [index];
        else holding.push(index);
      }
    }
    return holding === undefined ? none : holding.sort((a, b) => a - b).map((index) => rules[index] as CompiledRule);
  };
}

const none: readonly CompiledRule[] = [];

/** Per group the numbers of the rules it triggers. */
function indexByTrigger(
  rules: readonly CompiledRule[],
  isFeature: (group: number) => boolean,
  taken: (rule: CompiledRule) => boolean,
): (number[] | undefined)[] {
  const byTrigger = new Map<number, number[]>();
  rules.forEach((rule, index) => {
    if (!taken(rule)) return;
    for (const trigger of triggersOf(rule, isFeature)) {
      byTrigger.set(trigger, [...(byTrigger.get(trigger) ?? []), index]);
    }
  });
  return Array.from({ length: Math.max(-1, ...byTrigger.keys()) + 1 }, (_, group) => byTrigger.get(group));
}

/** Whether a rule could hold for a message without any phrase, such as a link alone. */
function canHoldWithoutWords(
  { all, any, atLeast, near }: CompiledRule,
  isFeature: (group: number) => boolean,
): boolean {
  return (
    all.every(isFeature) &&
    near.length === 0 &&
    (any.length === 0 || any.some(isFeature)) &&
    atLeast.of.filter(isFeature).length >= atLeast.count
  );
}

/** Groups of which at least one is seen whenever the rule holds; words before features, they are seen less often. */
function triggersOf({ all, near, any, atLeast }: CompiledRule, isFeature: (group: number) => boolean): number[] {
  const necessary = all.find((group) => !isFeature(group)) ?? all[0];
  if (necessary !== undefined) return [necessary];
  if (near.length > 0) return [near[0]?.a ?? -1];
  return any.length > 0 ? any : atLeast.of;
}

/** Whether a rule holds for what was seen. */
export function holds(rule: CompiledRule, seen: Uint8Array, hits: readonly Hit[]): boolean {
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

/** Whether an occurrence of one group ends at most so many letters before one of the other begins, or overlaps it. */
function areNear(hits: readonly Hit[], a: number, b: number, within: number): boolean {
  return hits.some(
    (first) =>
      first.group === a &&
      hits.some(
        (second) => second.group === b && second.from - first.end <= within && first.from - second.end <= within,
      ),
  );
}
