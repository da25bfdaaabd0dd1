import type { RuleExpression } from '../rule.ts';

/** One way to make an expression true: rules that must be there, in ascending order, and rules that must not. */
export interface Term {
  present: readonly number[];
  absent: readonly number[];
}

const MOST_TERMS = 256;

/** Whether an expression can be decided before the end: what makes it true never makes it false again. */
export function isMonotone(expression: RuleExpression): boolean {
  if (expression.op === 'rule') return true;
  return expression.op !== 'not' && expression.of.every(isMonotone);
}

export function holdsFor(expression: RuleExpression, isPresent: (name: string) => boolean): boolean {
  switch (expression.op) {
    case 'rule':
      return isPresent(expression.name);
    case 'not':
      return !holdsFor(expression.of, isPresent);
    case 'and':
      return expression.of.every((part) => holdsFor(part, isPresent));
    case 'or':
      return expression.of.some((part) => holdsFor(part, isPresent));
  }
}

/** All ways to make an expression true; undefined if there are more than 256. */
export function termsOf(expression: RuleExpression, place: (name: string) => number): readonly Term[] | undefined {
  const either = (a: readonly Term[], b: readonly Term[]): Term[] | undefined =>
    a.length + b.length > MOST_TERMS ? undefined : [...a, ...b];
  const both = (a: readonly Term[], b: readonly Term[]): Term[] | undefined => {
    if (a.length * b.length > MOST_TERMS) return undefined;
    const joined = a.flatMap((x) =>
      b.map((y) => ({ present: merge(x.present, y.present), absent: merge(x.absent, y.absent) })),
    );
    return joined.filter(({ present, absent }) => !present.some((rule) => absent.includes(rule)));
  };
  const walk = (node: RuleExpression, truth: boolean): readonly Term[] | undefined => {
    if (node.op === 'not') return walk(node.of, !truth);
    if (node.op === 'rule') {
      const rule = [place(node.name)];
      return [truth ? { present: rule, absent: [] } : { present: [], absent: rule }];
    }
    const all = (node.op === 'and') === truth;
    let terms: readonly Term[] | undefined = all ? [{ present: [], absent: [] }] : [];
    for (const part of node.of) {
      const more = walk(part, truth);
      if (terms === undefined || more === undefined) return undefined;
      terms = all ? both(terms, more) : either(terms, more);
    }
    return terms;
  };
  return walk(expression, true);
}

const merge = (a: readonly number[], b: readonly number[]): number[] =>
  [...new Set([...a, ...b])].sort((x, y) => x - y);
