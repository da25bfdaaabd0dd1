import type { Node, Predicate } from '../predicate.ts';
import { isExact } from './classes.ts';
import { buildKeyTree, type KeyNode } from './fields.ts';
import { buildFinder, type Finder } from './grams.ts';
import { type KeywordFilter, keywordFilter } from './keywords.ts';
import { collect, fieldsOf } from './simplify.ts';
import { buildEndTrie, type EndTrie, type Entry, flatten } from './suffixes.ts';
import { type Choice, chooseWitness, type Literals, literalOf, type Witness } from './witness.ts';

export interface PlannedRule {
  /** Index in the set. */
  index: number;
  node: Node;
  /** Mapping of fields that this rule needs on this route. */
  mapping: string | undefined;
}

export interface PlanInput {
  rules: readonly PlannedRule[];
  predicates: readonly Predicate[];
  paths(field: string, mapping: string | undefined): readonly (readonly string[])[];
  literals: Literals;
}

/** The rules of one route, numbered from 0, and what is looked for in an event before any of them is looked at. */
export interface Plan {
  rules: readonly PlannedRule[];
  /** Predicates by the plan's own short numbers; `globals` are their numbers in the set. */
  tested: readonly Predicate[];
  globals: readonly number[];
  /** A rule's predicates by the set's number → the plan's. */
  numbersOf(rule: PlannedRule): (predicate: number) => number;
  fieldCount: number;
  /** The plan's field of each predicate, -1 for keywords; `others` is the second one of `fieldref`. */
  fields: Int32Array;
  others: Int32Array;
  /** Number of a field that no mapping touches, -1 where no rule reads it. */
  fieldNamed(name: string, mapping: string | undefined): number;
  keys: KeyNode;
  /** The witnesses of each rule; undefined for those in `always`. */
  choices: readonly (Choice | undefined)[];
  /** Rules that every event must be looked at for. */
  always: readonly number[];
  /** What is looked for in all values of an event, and a cheap way to tell from its JSON that nothing is in it. */
  anywhere: Finder | undefined;
  keywords: KeywordFilter | undefined;
  /** Entries of the index → rules that they call. */
  entries: number;
  /** The entry of a witness, -1 where it is not looked for. */
  entryNamed(witness: Witness, mapping: string | undefined): number;
  calls: { starts: Int32Array; list: Int32Array };
  /** The entry of each predicate: not seen, the predicate is false. Seen and `exact`, it is true. -1: it has none. */
  entryOf: Int32Array;
  exact: Uint8Array;
  suffixes: readonly (EndTrie | undefined)[];
  prefixes: readonly (EndTrie | undefined)[];
  finders: readonly (Finder | undefined)[];
  presence: readonly (readonly number[])[];
  /** Fields that are compared with numbers, which have several spellings. */
  decimals: Uint8Array;
  bytes: number;
  /** How many comparisons a rule makes at most. */
  sizeOf(place: number): number;
  /** The same rules with other witnesses. `busy` have all their literals in the index. */
  rearranged(choices: readonly (Choice | undefined)[], busy: ReadonlySet<number>): Plan;
}

export function makePlan(input: PlanInput): Plan {
  const choices = input.rules.map(({ node }) => chooseWitness(node, input.predicates, input.literals, () => undefined));
  return arrange(input, numberFrom(input), choices, new Set());
}

function arrange(
  input: PlanInput,
  numbers: Numbers,
  choices: readonly (Choice | undefined)[],
  busy: ReadonlySet<number>,
): Plan {
  const { rules, predicates } = input;
  const always: number[] = [];
  const known = new Map<string, number>();
  const placed = new Map<string, Entry[]>();
  const calls: number[][] = [];
  const presence: number[][] = Array.from({ length: numbers.fieldCount }, () => []);
  const entryOf = new Int32Array(numbers.tested.length).fill(-1);
  const exact = new Uint8Array(numbers.tested.length);
  const decimals = new Uint8Array(numbers.fieldCount);
  for (const [id, predicate] of numbers.tested.entries()) {
    if (predicate.op === 'equals' && predicate.field !== undefined && /\d$/.test(predicate.text)) {
      decimals[numbers.fields[id] as number] = 1;
    }
  }

  const entryFor = ({ at, text }: Witness, field: number): number => {
    const key = nameOf(field, at, text);
    let entry = known.get(key);
    if (entry === undefined) {
      entry = calls.push([]) - 1;
      known.set(key, entry);
      if (at === 'present') (presence[field] as number[]).push(entry);
      else {
        const place = `${field} ${at}`;
        const list = placed.get(place);
        if (list === undefined) placed.set(place, [{ text, id: entry }]);
        else list.push({ text, id: entry });
      }
    }
    return entry;
  };

  const fileUnder = (entry: number, id: number, { at, text }: Witness): void => {
    const predicate = numbers.tested[id] as Predicate;
    if (!('text' in predicate)) return;
    entryOf[id] = entry;
    const same = predicate.op === at || (predicate.op === 'contains' && at === 'anywhere');
    // Such a field's values are also looked up in their usual spelling, and "7.0" does not end with 7.
    const respelled = at === 'suffix' && decimals[numbers.fields[id] as number] === 1 && /\d$/.test(text);
    const whole = same && text === predicate.text && !respelled;
    exact[id] = whole && !predicate.cased && isExact(text) ? 1 : 0;
  };
  for (const [place, rule] of rules.entries()) {
    const choice = choices[place];
    if (choice === undefined) always.push(place);
    const numberOf = numbers.numbersOf(rule);
    for (const witness of choice?.witnesses ?? []) {
      const id = numberOf(witness.predicate);
      const entry = entryFor(witness, numbers.fields[id] as number);
      const list = calls[entry] as number[];
      if (list.at(-1) !== place) list.push(place);
      fileUnder(entry, id, witness);
    }
  }
  // Where a rule is looked at for most events, its literals are cheaper found together than one by one.
  for (const place of busy) {
    const rule = rules[place] as PlannedRule;
    const ids = new Set<number>();
    collect(rule.node, ids);
    const numberOf = numbers.numbersOf(rule);
    for (const global of ids) {
      const id = numberOf(global);
      const witness = entryOf[id] === -1 ? literalOf(global, predicates[global] as Predicate) : undefined;
      if (witness !== undefined) fileUnder(entryFor(witness, numbers.fields[id] as number), id, witness);
    }
  }

  const fieldNumbers = Array.from({ length: numbers.fieldCount }, (_, field) => field);
  const at = <T>(place: Witness['at'], build: (list: Entry[]) => T): (T | undefined)[] =>
    fieldNumbers.map((field) => {
      const list = placed.get(`${field} ${place}`);
      return list && build(list);
    });
  const suffixes = at('suffix', (list) => buildEndTrie(list, 'suffix'));
  const prefixes = at('prefix', (list) => buildEndTrie(list, 'prefix'));
  const finders = at('anywhere', buildFinder);
  const everywhere = placed.get('-1 anywhere');
  const anywhere = everywhere && buildFinder(everywhere);
  return {
    ...numbers,
    rules,
    choices,
    sizeOf: (place) => {
      const ids = new Set<number>();
      collect((rules[place] as PlannedRule).node, ids);
      return ids.size;
    },
    rearranged: (others, looked) => arrange(input, numbers, others, looked),
    entryNamed: ({ field, at, text }, mapping) =>
      known.get(nameOf(field === undefined ? -1 : numbers.fieldNamed(field, mapping), at, text)) ?? -1,
    always,
    anywhere,
    keywords: everywhere && keywordFilter(everywhere.map(({ text }) => text)),
    entries: calls.length,
    calls: flatten(calls),
    entryOf,
    exact,
    suffixes,
    prefixes,
    finders,
    presence,
    decimals,
    bytes: [...suffixes, ...prefixes, ...finders, anywhere].reduce((sum, index) => sum + (index?.bytes ?? 0), 0),
  };
}

const nameOf = (field: number, at: Witness['at'], text: string): string => `${field} ${at} ${text}`;

type Numbers = ReturnType<typeof numberFrom>;

/** Short numbers for predicates and fields: one field for each set of paths, whatever it is called. */
function numberFrom({ rules, predicates, paths: pathsOf }: PlanInput) {
  const paths: (readonly (readonly string[])[])[] = [];
  const byPaths = new Map<string, number>();
  const byName = new Map<string, number>();
  const fieldOf = (name: string, mapping: string | undefined): number => {
    const key = `${mapping ?? ''} ${name}`;
    let field = byName.get(key);
    if (field === undefined) {
      const ways = pathsOf(name, mapping);
      const spelled = JSON.stringify(ways);
      field = byPaths.get(spelled);
      if (field === undefined) {
        field = paths.push(ways) - 1;
        byPaths.set(spelled, field);
      }
      byName.set(key, field);
    }
    return field;
  };

  const tested: Predicate[] = [];
  const globals: number[] = [];
  const fields: number[] = [];
  const others: number[] = [];
  const tables = new Map<string | undefined, Map<number, number>>();
  for (const { node, mapping } of rules) {
    let table = tables.get(mapping);
    if (table === undefined) {
      table = new Map();
      tables.set(mapping, table);
    }
    const ids = new Set<number>();
    collect(node, ids);
    for (const id of ids) {
      if (table.has(id)) continue;
      const predicate = predicates[id] as Predicate;
      const [field, other] = fieldsOf(predicate);
      table.set(id, tested.push(predicate) - 1);
      globals.push(id);
      fields.push(field === undefined ? -1 : fieldOf(field, mapping));
      others.push(other === undefined ? -1 : fieldOf(other, mapping));
    }
  }
  return {
    tested,
    globals,
    keys: buildKeyTree(paths),
    fieldCount: paths.length,
    fields: Int32Array.from(fields),
    others: Int32Array.from(others),
    numbersOf: ({ mapping }: PlannedRule) => {
      const table = tables.get(mapping) as Map<number, number>;
      return (predicate: number) => table.get(predicate) as number;
    },
    fieldNamed: (name: string, mapping: string | undefined) => byName.get(`${mapping ?? ''} ${name}`) ?? -1,
  };
}
