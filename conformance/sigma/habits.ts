import type { Item, Rule, Search } from '@khien/engines/sigma';
import { createView, type Paths, readItem, type View } from '@khien/engines/sigma/reference';
import { pathsOf, shapeOf } from '@khien/engines/sigma/sources';

/**
 * How another implementation departs from the specification. With none of them {@link holds} reads a rule as the
 * specification says; with one that explains a difference it gives the other implementation's answer.
 */
export const habits = {
  mapping: 'Security 4688 is read without the field mapping of process_creation',
  reference: 'the second field of fieldref is not mapped',
  null: 'three-valued NOT: nothing is true of a missing field, neither is its negation',
  case: '= compares case',
  boolean: 'true and false are numbers, so the text "true" is not equal to them',
  brackets: 'not over the variants of windash is written without brackets, so it is not the first or any other',
  aliases: 'a field is read by one name only',
  keywords: 'keywords are not converted',
  message: 'keywords stood in Message, which the events do not have any more',
} as const;

export type Habit = keyof typeof habits;

type Truth = boolean | null;

const not = (truth: Truth): Truth => (truth === null ? null : !truth);
const all = (truths: readonly Truth[]): Truth => (truths.includes(false) ? false : truths.includes(null) ? null : true);
const any = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : truths.includes(null) ? null : false);

/** Whether the rule holds for an event of a source that it applies to, read with these habits. */
export function holds(rule: Rule, event: object, mapping: string | undefined, with_: ReadonlySet<Habit>): boolean {
  const paths: Paths = (name, shape, map) => {
    if (with_.has('aliases')) return [[name]];
    return pathsOf(name, shape, with_.has('mapping') ? undefined : map);
  };
  const view = createView(event, shapeOf(event), paths);
  const search = (name: string): Truth => searchHolds(rule.detection.get(name) as Search, view, mapping, with_);
  const condition = (node: Rule['condition']): Truth => {
    switch (node.op) {
      case 'and':
        return all(node.of.map(condition));
      case 'or':
        return any(node.of.map(condition));
      case 'not': {
        const one = with_.has('brackets') ? onlyItem(rule, node.of) : undefined;
        if (one === undefined) return not(condition(node.of));
        const modifiers = one.modifiers.filter((modifier) => modifier !== 'windash');
        return not(itemHolds({ ...one, modifiers }, view, mapping, with_));
      }
      case 'search':
        return search(node.name);
      case 'of':
        return node.count === 'all' ? all(node.names.map(search)) : any(node.names.map(search));
    }
  };
  return condition(rule.condition) === true;
}

/** The item that a negation is about if it is one item with one value. */
function onlyItem(rule: Rule, condition: Rule['condition']): Item | undefined {
  const name =
    condition.op === 'search'
      ? condition.name
      : condition.op === 'of' && condition.names.length === 1 && condition.names[0];
  let search = name ? rule.detection.get(name) : undefined;
  while (search !== undefined && !('item' in search)) {
    const [first, ...rest] = 'all' in search ? search.all : search.any;
    search = rest.length === 0 ? first : undefined;
  }
  return search?.item.values.length === 1 && search.item.modifiers.includes('windash') ? search.item : undefined;
}

function searchHolds(search: Search, view: View, mapping: string | undefined, with_: ReadonlySet<Habit>): Truth {
  if ('item' in search) return itemHolds(search.item, view, mapping, with_);
  if ('all' in search) return all(search.all.map((one) => searchHolds(one, view, mapping, with_)));
  return any(search.any.map((one) => searchHolds(one, view, mapping, with_)));
}

function itemHolds(item: Item, view: View, mapping: string | undefined, with_: ReadonlySet<Habit>): Truth {
  const { field, modifiers } = item;
  if (field === undefined && with_.has('message')) return true;
  if (field === undefined && with_.has('keywords')) return null;
  const values = item.values.length === 0 ? [null] : item.values;
  const map = modifiers.includes('fieldref') && with_.has('reference') ? undefined : mapping;
  const truths = values.map((value): Truth => {
    const missing = field !== undefined && view.field(field, map).values.length === 0;
    if (missing && with_.has('null') && value !== null && !modifiers.includes('exists')) return null;
    const plain = modifiers.every((modifier) => modifier === 'all' || modifier === 'neq');
    const cased = plain && with_.has('case') && typeof value === 'string' && !/[*?]/.test(value) ? ['cased'] : [];
    const rest = modifiers.filter((modifier) => modifier !== 'all' && modifier !== 'neq');
    const compared = typeof value === 'boolean' && with_.has('boolean') ? Number(value) : value;
    return readItem({ ...item, values: [compared], modifiers: [...rest, ...cased] }, { placeholders: {} })(view, map);
  });
  const linked = modifiers.includes('all') ? all(truths) : any(truths);
  return modifiers.includes('neq') ? not(linked) : linked;
}

/** The fewest habits that turn our answer into theirs. */
export function explain(
  rule: Rule,
  event: object,
  mapping: string | undefined,
  theirs: boolean,
  possible: readonly Habit[],
): readonly Habit[] | undefined {
  const fits = (some: readonly Habit[]) => holds(rule, event, mapping, new Set(some)) === theirs;
  for (const one of possible) if (fits([one])) return [one];
  for (const one of possible) for (const two of possible) if (one < two && fits([one, two])) return [one, two];
  return fits(possible) ? possible : undefined;
}
