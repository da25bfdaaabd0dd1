/**
 * The scheme book, compiled: all phrases of all groups into one search, all rules into lists of group numbers. A
 * group is "seen" when one of its phrases stands in the message and is not denied ("không bấm vào link").
 */
import { buildPhrases, type Phrases, wordsOf } from './phrases.ts';
import type { Hint, PhraseGroup, Registry, Rule, SchemeBook } from './types.ts';

/** What rules may ask of the message beside its words; written `+link` in a rule. With the reason it gives, if any. */
const featureReasons = {
  link: undefined,
  'unknown-link': 'unknown-link',
  'cheap-link': 'unknown-link',
  shortener: 'shortener',
  lookalike: undefined,
  'mixed-scripts': 'mixed-scripts',
  'chat-account': 'move-chat',
  phone: undefined,
  'premium-number': 'premium-number',
  'foreign-number': undefined,
  account: undefined,
  disguise: 'disguise',
  'personal-sender': undefined,
  code: undefined,
} as const;
export type Feature = keyof typeof featureReasons;

export interface CompiledRule {
  /** id of a scheme; empty for a hint */
  scheme: string;
  /** a hint's own reason; otherwise the groups give theirs */
  reason: string | undefined;
  weight: number;
  all: number[];
  any: number[];
  atLeast: { count: number; of: number[] };
  not: number[];
  near: { a: number; b: number; within: number }[];
  /** every group the rule may rest on, the necessary ones first */
  groups: number[];
}

interface Group {
  role: string;
  reason: string | undefined;
  deniable: boolean;
}

export interface CompiledBook {
  phrases: Phrases;
  /** phrase number → numbers of the groups it belongs to */
  groupsOf: number[][];
  groups: Group[];
  /** of the groups: `@lexicon`, `scheme/group`, `+feature` */
  names: string[];
  /** heaviest first */
  rules: CompiledRule[];
  hints: CompiledRule[];
  feature: Record<Feature, number>;
  /** @throws for a name that does not exist: a misspelt rule must not silently never match */
  numberOf: (name: string) => number;
}

/** The groups `@named-bank`, `@named-agency` … made of the names in the registry. */
function namedGroups(registry: Registry): Record<string, PhraseGroup> {
  const groups: Record<string, PhraseGroup> = {};
  for (const { kind, names = [] } of registry.organisations) {
    const group = (groups[`named-${kind}`] ??= { role: 'who', phrases: [] });
    group.phrases.push(...names);
  }
  return groups;
}

/**
 * @param foldPhrase the text engine's folding, so that phrases and messages are folded the same way
 * @throws when a rule names a group or a feature that does not exist
 */
export function compileBook(
  book: SchemeBook,
  hints: Hint[],
  registry: Registry,
  foldPhrase: (text: string) => string,
): CompiledBook {
  const groups: Group[] = [];
  const numbers = new Map<string, number>();
  const phraseNumbers = new Map<string, number>();
  const phrases: string[][] = [];
  const groupsOf: number[][] = [];

  const add = (name: string, { role, reason, deniable = false, phrases: texts }: PhraseGroup): void => {
    const group = groups.length;
    groups.push({ role, deniable, reason });
    numbers.set(name, group);
    for (const text of texts) {
      const words = wordsOf(foldPhrase(text.replaceAll('#', '0')));
      if (words.length === 0) throw new Error(`schemes: a phrase of "${name}" has no letters: "${text}"`);
      const key = words.join(' ');
      let phrase = phraseNumbers.get(key);
      if (phrase === undefined) {
        phrase = phrases.push(words) - 1;
        groupsOf.push([]);
        phraseNumbers.set(key, phrase);
      }
      const owners = groupsOf[phrase] as number[];
      if (!owners.includes(group)) owners.push(group);
    }
  };
  for (const [name, group] of Object.entries({ ...namedGroups(registry), ...book.lexicon })) add(`@${name}`, group);
  for (const scheme of book.schemes) {
    for (const [name, group] of Object.entries(scheme.groups ?? {})) add(`${scheme.id}/${name}`, group);
  }
  for (const [name, reason] of Object.entries(featureReasons)) {
    add(`+${name}`, { role: 'feature', phrases: [], ...(reason === undefined ? {} : { reason }) });
  }

  const numberOf = (name: string): number => {
    const found = numbers.get(name);
    if (found === undefined) throw new Error(`schemes: no group or feature "${name}"`);
    return found;
  };
  const compileRule = (rule: Omit<Rule, 'weight'>, weight: number, scheme = '', reason?: string): CompiledRule => {
    const number = (name: string): number => numberOf(/^[@+]/.test(name) ? name : `${scheme}/${name}`);
    const all = (rule.all ?? []).map(number);
    const any = (rule.any ?? []).map(number);
    const of = (rule.atLeast?.of ?? []).map(number);
    const near = (rule.near ?? []).map(({ groups: [a, b], within }) => ({ a: number(a), b: number(b), within }));
    const not = (rule.not ?? []).map(number);
    const rests = [...all, ...near.flatMap(({ a, b }) => [a, b]), ...any, ...of];
    return {
      scheme,
      reason,
      weight,
      all,
      any,
      atLeast: { count: rule.atLeast?.count ?? 0, of },
      not,
      near,
      groups: rests,
    };
  };
  const feature = Object.fromEntries(Object.keys(featureReasons).map((name) => [name, numberOf(`+${name}`)]));
  return {
    phrases: buildPhrases(phrases),
    groupsOf,
    groups,
    names: [...numbers.keys()],
    rules: book.schemes
      .flatMap(({ id, rules }) => rules.map((rule) => compileRule(rule, rule.weight, id)))
      .sort((a, b) => b.weight - a.weight),
    hints: hints.map((hint) => compileRule(hint, 1, '', hint.reason)),
    feature: feature as Record<Feature, number>,
    numberOf,
  };
}
