import type { Node } from '../predicate.ts';

/** The node that is always true or always false. */
export function constant(value: boolean): Node {
  return { op: 'const', value };
}

/** `and`/`or` of nodes: constants folded, same operators flattened, repeated tests left out, one child alone kept bare. */
export function join(op: 'and' | 'or', nodes: readonly Node[]): Node {
  if (nodes.length === 1) return nodes[0] as Node;
  const absorbing = op === 'or';
  const of: Node[] = [];
  const tests = new Set<number>();
  const take = (node: Node): boolean => {
    if (node.op === op) return node.of.every(take);
    if (node.op === 'const') return node.value !== absorbing;
    if (node.op === 'test') {
      if (tests.has(node.predicate)) return true;
      tests.add(node.predicate);
    }
    of.push(node);
    return true;
  };
  if (!nodes.every(take)) return constant(absorbing);
  if (of.length === 0) return constant(!absorbing);
  return of.length === 1 ? (of[0] as Node) : { op, of };
}

/** The opposite of a node. */
export function negate(node: Node): Node {
  if (node.op === 'not') return node.of;
  return node.op === 'const' ? constant(!node.value) : { op: 'not', of: node };
}
