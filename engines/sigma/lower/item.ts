import { fold } from '../fold.ts';
import type { Node, Predicate, PredicatePool } from '../predicate.ts';
import { type Item, RuleError, type Value } from '../rule.ts';
import { type Plan, planOf, type Step } from './modifiers.ts';
import { readNetwork } from './network.ts';
import { expandRegex, type Placeholders } from './placeholders.ts';
import { readRegex } from './regex.ts';
import { textVariants } from './text.ts';
import { join, negate } from './tree.ts';
import { isPlain, plainText, readPattern, textPredicate } from './value.ts';

/** One line of a selection as a tree over the pool's predicates. Throws {@link RuleError}. */
export function lowerItem(item: Item, pool: PredicatePool, placeholders: Placeholders): Node {
  const plan = planOf(item);
  const test = (predicate: Predicate): Node => ({ op: 'test', predicate: pool.add(predicate) });
  const nodes = lowerValues(item, plan, test, placeholders);
  const linked = join(plan.all ? 'and' : 'or', nodes);
  return plan.neq ? negate(linked) : linked;
}

function lowerValues(item: Item, plan: Plan, test: (predicate: Predicate) => Node, placeholders: Placeholders): Node[] {
  const { field, values } = item;
  const refuse = (reason: string) => new RuleError('value', reason, item.line);
  if (plan.kind === 'exists') {
    const [value, ...rest] = values;
    if (typeof value !== 'boolean' || rest.length > 0) throw refuse("'exists' needs true or false");
    const node = test({ op: 'exists', field: field as string });
    return [value ? node : negate(node)];
  }
  if (values.length === 0 || values.includes(null)) return [test(nullTest(item))];
  const anyOf = (predicates: Predicate[]): Node => join('or', predicates.map(test));
  const named = field as string;
  switch (plan.kind) {
    case 'text': {
      const op = field === undefined ? undefined : plainOp(plan.steps);
      return values.map((value) => {
        // Nine of ten values: nothing to expand, nothing to escape.
        if (op !== undefined && typeof value === 'string' && value !== '' && isPlain(value)) {
          return test({ op, field, text: plan.cased ? value : fold(value), cased: plan.cased });
        }
        const variants = textVariants(textOf(value), plan.steps, item, placeholders);
        if (field !== undefined) return anyOf(variants.map((variant) => textPredicate(field, variant, plan.cased)));
        return anyOf(variants.map((variant) => keyword(variant, plan.steps.some(isEdge), plan.cased, item)));
      });
    }
    case 'regex':
      return values.map((value) => {
        const written = textOf(value);
        const sources = plan.expand ? expandRegex(written, placeholders, item) : [written];
        return anyOf(sources.map((source) => ({ op: 'regex', field, ...readRegex(source, plan.flags, item.line) })));
      });
    case 'cidr':
      return values.map((value) => {
        const network = readNetwork(textOf(value));
        if (network === undefined) throw new RuleError('cidr', `'${textOf(value)}' is no network`, item.line);
        if (network.hostBits) {
          throw new RuleError('cidr', `'${textOf(value)}' has bits set beyond its mask`, item.line);
        }
        return test({ op: 'cidr', field: named, network: network.network, bits: network.bits });
      });
    case 'fieldref':
      return values.map((value) => {
        const other = plainText(readPattern(textOf(value)));
        if (other === undefined) throw refuse("'fieldref' takes no wildcards");
        if (other === '') throw refuse("'fieldref' needs the name of a field");
        return test({ op: 'fieldref', field: named, other, how: plan.how, cased: plan.cased });
      });
    case 'compare': {
      const { relation, part } = plan;
      return values.map((value) => {
        const number = numberOf(value);
        if (number === undefined) throw refuse(`'${String(value)}' is no number`);
        if (part !== undefined && relation === 'eq' && !inRange(part, number)) {
          throw refuse(`${number} is no ${part}`);
        }
        return test({ op: 'compare', field: named, relation, number, ...(part === undefined ? {} : { part }) });
      });
    }
  }
}

function plainOp(steps: readonly Step[]): 'equals' | 'prefix' | 'suffix' | 'contains' | undefined {
  const [first] = steps;
  if (first === undefined) return 'equals';
  if (steps.length > 1) return undefined;
  if (first === 'contains') return 'contains';
  if (first === 'startswith') return 'prefix';
  return first === 'endswith' ? 'suffix' : undefined;
}

function nullTest(item: Item): Predicate {
  const refuse = (reason: string) => new RuleError('value', reason, item.line);
  if (item.values.length > 1) throw refuse('null cannot stand in a list');
  if (item.field === undefined) throw refuse('null needs a field');
  if (item.modifiers.some((modifier) => modifier !== 'neq')) throw refuse("null takes no modifier but 'neq'");
  return { op: 'null', field: item.field };
}

/** Keywords are looked for inside every value of the event, so both ends are open unless a modifier closes one. */
function keyword(variant: ReturnType<typeof readPattern>, edge: boolean, cased: boolean, item: Item): Predicate {
  const predicate = textPredicate(undefined, edge ? variant : [{ any: true }, ...variant, { any: true }], cased);
  if (plainText(variant) === '') throw new RuleError('value', 'an empty keyword is in every event', item.line);
  return predicate;
}

function isEdge(step: string): boolean {
  return step === 'startswith' || step === 'endswith';
}

/** Everything is compared as text (specification, "Value types"). */
function textOf(value: Value): string {
  return typeof value === 'string' ? value : String(value);
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
};

function inRange(part: string, number: number): boolean {
  const [least, most] = RANGES[part] as readonly [number, number];
  return Number.isInteger(number) && number >= least && number <= most;
}
