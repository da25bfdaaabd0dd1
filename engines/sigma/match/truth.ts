import type { Node } from '../predicate.ts';

/** Whether a rule holds, given the truth of single predicates. */
export type RuleTest = () => boolean;

/**
 * A rule's tree as functions. `holds` answers for one predicate of the event at hand; `ids` translates the set's ids to
 * the partition's.
 */
export function closures(node: Node, holds: (id: number) => boolean, ids: (id: number) => number): RuleTest {
  switch (node.op) {
    case 'const': {
      const { value } = node;
      return () => value;
    }
    case 'test': {
      const id = ids(node.predicate);
      return () => holds(id);
    }
    case 'not': {
      const of = closures(node.of, holds, ids);
      return () => !of();
    }
    default: {
      const wanted = node.op === 'or';
      const plain: number[] = [];
      const rest: RuleTest[] = [];
      for (const child of node.of) {
        if (child.op === 'test') plain.push(ids(child.predicate));
        else rest.push(closures(child, holds, ids));
      }
      const tests = Int32Array.from(plain);
      return () => {
        for (let at = 0; at < tests.length; at += 1) if (holds(tests[at] as number) === wanted) return wanted;
        for (const test of rest) if (test() === wanted) return wanted;
        return !wanted;
      };
    }
  }
}

/**
 * The same as one generated function. Only numbers enter its text, never anything of a rule. Lists longer than a few stay
 * loops over an array, so that a rule with thousands of values does not become thousands of calls.
 */
export function generated(node: Node, holds: (id: number) => boolean, ids: (id: number) => number): RuleTest {
  const lists: Int32Array[] = [];
  const text = expression(node, ids, lists);
  const any = (list: Int32Array): boolean => {
    for (let at = 0; at < list.length; at += 1) if (holds(list[at] as number)) return true;
    return false;
  };
  const all = (list: Int32Array): boolean => {
    for (let at = 0; at < list.length; at += 1) if (!holds(list[at] as number)) return false;
    return true;
  };
  return new Function('h', 'any', 'all', 'l', `return () => ${text};`)(holds, any, all, lists) as RuleTest;
}

const SHORT = 16;

function expression(node: Node, ids: (id: number) => number, lists: Int32Array[]): string {
  switch (node.op) {
    case 'const':
      return String(node.value);
    case 'test':
      return `h(${ids(node.predicate)})`;
    case 'not':
      return `!(${expression(node.of, ids, lists)})`;
    default: {
      const plain = node.of.filter((child) => child.op === 'test');
      const rest = node.of.filter((child) => child.op !== 'test');
      const pieces =
        plain.length <= SHORT
          ? plain.map((child) => expression(child, ids, lists))
          : [
              `${node.op === 'or' ? 'any' : 'all'}(l[${lists.push(Int32Array.from(plain.map((child) => ids(child.predicate)))) - 1}])`,
            ];
      pieces.push(...rest.map((child) => `(${expression(child, ids, lists)})`));
      return pieces.join(node.op === 'or' ? '||' : '&&');
    }
  }
}
