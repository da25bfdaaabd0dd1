/**
 * The slow, obvious reading of Sigma rules: a loop over all of them for each event, with no index, no sharing between
 * rules and nothing remembered from one event to the next. The fast engine is proved against it (it must never share the
 * other's lowering or comparisons; which log sources an event has is a table that both use), and benches show it as the
 * rule loop that other engines are.
 */
import type { Condition, LogSource, Rule, Search } from '../rule.ts';
import { applies, originOf, shapeOf } from '../sources/index.ts';
import { type ItemContext, readItem, type Test } from './item.ts';
import { createPaths, createView, type View } from './view.ts';

export interface Reference {
  /** Indexes of the rules that match, ascending. `hint`: what is known of the event's source from outside. */
  match(event: object, raw?: string, hint?: LogSource): number[];
}

export interface ReferenceOptions {
  placeholders?: Readonly<Record<string, readonly string[]>>;
  /** Every rule is tried on every event whatever its log source, without a field mapping. */
  anySource?: boolean;
}

export function createReference(rules: readonly Rule[], options: ReferenceOptions = {}): Reference {
  const context = { placeholders: options.placeholders ?? {} };
  const read = rules.map((rule) => ({ source: sourceKey(rule.logsource), test: readRule(rule, context) }));
  const sources = new Map(rules.map((rule) => [sourceKey(rule.logsource), rule.logsource]));
  const paths = createPaths();
  return {
    match(event, _raw, hint) {
      const shape = shapeOf(event);
      const origin = originOf(event, shape, hint);
      const applied = new Map<string, { mapping?: string } | false>();
      for (const [key, source] of sources) applied.set(key, options.anySource ? {} : applies(source, origin));
      const view = createView(event, shape, paths);
      const matches: number[] = [];
      read.forEach(({ source, test }, index) => {
        const how = applied.get(source);
        if (how && test(view, how.mapping)) matches.push(index);
      });
      return matches;
    },
  };
}

const sourceKey = ({ category, product, service }: LogSource): string => JSON.stringify([category, product, service]);

function readRule(rule: Rule, context: ItemContext): Test {
  const searches = new Map<string, Test>();
  for (const [name, search] of rule.detection) searches.set(name, readSearch(search, context));
  const holds = (name: string): Test => searches.get(name) as Test;
  const readCondition = (condition: Condition): Test => {
    switch (condition.op) {
      case 'and':
        return every(condition.of.map(readCondition));
      case 'or':
        return some(condition.of.map(readCondition));
      case 'not': {
        const inner = readCondition(condition.of);
        return (view, mapping) => !inner(view, mapping);
      }
      case 'search':
        return holds(condition.name);
      case 'of':
        return condition.count === 'all' ? every(condition.names.map(holds)) : some(condition.names.map(holds));
    }
  };
  return readCondition(rule.condition);
}

function readSearch(search: Search, context: ItemContext): Test {
  if ('item' in search) return readItem(search.item, context);
  if ('all' in search) return every(search.all.map((one) => readSearch(one, context)));
  return some(search.any.map((one) => readSearch(one, context)));
}

const every =
  (tests: readonly Test[]): Test =>
  (view: View, mapping) =>
    tests.every((test) => test(view, mapping));

const some =
  (tests: readonly Test[]): Test =>
  (view: View, mapping) =>
    tests.some((test) => test(view, mapping));
