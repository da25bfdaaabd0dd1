import type { Node, Predicate } from '../predicate.ts';

/**
 * A rule's tree where some tests are known beforehand (the EventID of a route): what is decided is left out.
 * `decide` returns undefined for what only the event can tell.
 */
export function simplify(node: Node, decide: (predicate: number) => boolean | undefined): Node {
  switch (node.op) {
    case 'const':
      return node;
    case 'test': {
      const value = decide(node.predicate);
      return value === undefined ? node : { op: 'const', value };
    }
    case 'not': {
      const of = simplify(node.of, decide);
      return of.op === 'const' ? { op: 'const', value: !of.value } : of === node.of ? node : { op: 'not', of };
    }
    default: {
      const decisive = node.op === 'or';
      const of: Node[] = [];
      let same = true;
      for (const child of node.of) {
        const simple = simplify(child, decide);
        if (simple !== child) same = false;
        if (simple.op !== 'const') of.push(simple);
        else if (simple.value === decisive) return simple;
      }
      if (of.length === 0) return { op: 'const', value: !decisive };
      if (of.length === 1) return of[0] as Node;
      return same ? node : { op: node.op, of };
    }
  }
}

/** The ids of all predicates of a tree. */
export function collect(node: Node, into: Set<number>): void {
  if (node.op === 'test') into.add(node.predicate);
  else if (node.op === 'not') collect(node.of, into);
  else if (node.op !== 'const') for (const child of node.of) collect(child, into);
}

/** The fields that a predicate reads; none for a keyword. */
export function fieldsOf(predicate: Predicate): string[] {
  if (predicate.op === 'fieldref') return [predicate.field, predicate.other];
  return predicate.field === undefined ? [] : [predicate.field];
}
