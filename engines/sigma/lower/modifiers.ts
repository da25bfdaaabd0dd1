import type { DatePart } from '../predicate.ts';
import { type Item, RuleError } from '../rule.ts';

export type Relation = 'lt' | 'lte' | 'gt' | 'gte' | 'eq';

/** What an item's modifiers make of it. `steps` are the changes to each value, left to right. */
export type Plan = {
  /** Values linked by `and` instead of `or`. */
  all: boolean;
  neq: boolean;
  cased: boolean;
} & (
  | { kind: 'text'; steps: readonly Step[] }
  | { kind: 'regex'; flags: string; expand: boolean }
  | { kind: 'cidr' | 'exists' }
  | { kind: 'fieldref'; how: 'equals' | 'prefix' | 'suffix' | 'contains' }
  | { kind: 'compare'; relation: Relation; part: DatePart | undefined }
);

const STEPS = [
  'contains',
  'startswith',
  'endswith',
  'windash',
  'base64',
  'base64offset',
  'wide',
  'utf16le',
  'utf16be',
  'utf16',
  'expand',
] as const;
export type Step = (typeof STEPS)[number];

const RELATIONS: readonly string[] = ['lt', 'lte', 'gt', 'gte'];
const PARTS: readonly string[] = ['minute', 'hour', 'day', 'week', 'month', 'year'];
const POSITIONS: readonly string[] = ['contains', 'startswith', 'endswith'];
const FLAGS: readonly string[] = ['i', 'm', 's'];
const LINKS: readonly string[] = ['all', 'neq', 'cased'];
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ignorecase', 'i'],
  ['multiline', 'm'],
  ['dotall', 's'],
]);
const KNOWN = new Set<string>([
  ...STEPS,
  ...RELATIONS,
  ...PARTS,
  ...FLAGS,
  ...LINKS,
  're',
  'cidr',
  'exists',
  'fieldref',
]);

/** Checks the chain of an item's modifiers (specification, "Modifiers"). Throws 'modifier'. */
export function planOf(item: Item): Plan {
  const chain = item.modifiers.map((modifier) => ALIASES.get(modifier) ?? modifier);
  const refuse = (reason: string) => new RuleError('modifier', reason, item.line);
  for (const modifier of chain) if (!KNOWN.has(modifier)) throw refuse(`unknown modifier '${modifier}'`);
  const has = (modifier: string) => chain.includes(modifier);
  const all = has('all');
  if (all && item.values.length < 2) throw refuse("'all' needs a list of several values");
  const links = { all, neq: has('neq'), cased: has('cased') };
  const only = (first: string, others: readonly string[]) => {
    const wrong = chain.find((modifier) => modifier !== first && !others.includes(modifier));
    if (wrong !== undefined) throw refuse(`'${wrong}' cannot be combined with '${first}'`);
  };
  const needField = (modifier: string) => {
    if (item.field === undefined) throw refuse(`'${modifier}' needs a field`);
  };

  if (has('exists')) {
    needField('exists');
    only('exists', []);
    return { ...links, kind: 'exists' };
  }
  for (const first of ['re', 'cidr']) {
    if (has(first) && chain[0] !== first) throw refuse(`'${first}' must be the first modifier`);
  }
  if (has('re')) {
    only('re', [...FLAGS, ...POSITIONS, 'all', 'neq', 'expand']);
    return { ...links, kind: 'regex', flags: FLAGS.filter(has).join(''), expand: has('expand') };
  }
  const flag = chain.find((modifier) => FLAGS.includes(modifier));
  if (flag !== undefined) throw refuse(`'${flag}' needs 're' before it`);
  if (has('cidr')) {
    needField('cidr');
    only('cidr', ['all', 'neq']);
    return { ...links, kind: 'cidr' };
  }
  if (has('fieldref')) {
    needField('fieldref');
    only('fieldref', [...POSITIONS, ...LINKS]);
    const position = chain.findIndex((modifier) => POSITIONS.includes(modifier));
    if (position !== -1 && position < chain.indexOf('fieldref')) {
      throw refuse(`'fieldref' takes no wildcards: '${chain[position]}' must follow it`);
    }
    return { ...links, kind: 'fieldref', how: placeOf(has) };
  }
  const numeric = chain.filter((modifier) => RELATIONS.includes(modifier) || PARTS.includes(modifier));
  if (numeric.length > 0) {
    const [first = '', second] = numeric;
    needField(first);
    only(first, [...RELATIONS, ...PARTS, 'all', 'neq']);
    const isPart = PARTS.includes(first);
    if (numeric.length > 2 || (second !== undefined && !(isPart && RELATIONS.includes(second)))) {
      throw refuse(`'${second}' cannot follow '${first}'`);
    }
    const relation = (isPart ? (second ?? 'eq') : first) as Relation;
    return { ...links, kind: 'compare', relation, part: isPart ? (first as DatePart) : undefined };
  }
  return { ...links, kind: 'text', steps: chain.filter((modifier) => !LINKS.includes(modifier)) as Step[] };
}

function placeOf(has: (modifier: string) => boolean): 'equals' | 'prefix' | 'suffix' | 'contains' {
  if (has('contains') || (has('startswith') && has('endswith'))) return 'contains';
  if (has('startswith')) return 'prefix';
  return has('endswith') ? 'suffix' : 'equals';
}
