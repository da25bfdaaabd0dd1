/**
 * The scheme book, compiled: all phrases of all groups into one automaton, all rules into lists of numbers. A group is
 * "seen" when one of its phrases stands in the message and is not denied ("không bấm vào link").
 */
import { type Automaton, buildAutomaton, findPhrases, phraseSymbols } from './automaton.ts';
import type { Hint, PhraseGroup, Registry, Rule, SchemeBook } from './types.ts';

/** What rules may ask of the message beside its words; written `+link` in a rule. */
export const features = [
  'link',
  'unknown-link',
  'cheap-link',
  'shortener',
  'lookalike',
  'chat-account',
  'phone',
  'premium-number',
  'foreign-number',
  'account',
  'disguise',
  'personal-sender',
  'code',
] as const;
export type Feature = (typeof features)[number];

/** What a feature is called when a rule rests on it. */
const featureReasons: Partial<Record<Feature, string>> = {
  'unknown-link': 'unknown-link',
  'cheap-link': 'unknown-link',
  shortener: 'shortener',
  disguise: 'disguise',
  'chat-account': 'move-chat',
  'premium-number': 'premium-number',
};

interface CompiledRule {
  scheme?: string;
  reason?: string;
  weight: number;
  all: number[];
  any: number[];
  atLeast: { count: number; of: number[] };
  not: number[];
  near: { a: number; b: number; within: number }[];
}

export interface Group {
  name: string;
  reason?: string;
  role: string;
  deniable: boolean;
}

export interface CompiledBook {
  automaton: Automaton;
  /** phrase number → numbers of the groups it belongs to */
  groupsOf: number[][];
  groups: Group[];
  rules: CompiledRule[];
  hints: CompiledRule[];
  numberOf: (name: string) => number;
}

/** One occurrence of a group, in symbols (both inside). */
export interface Hit {
  group: number;
  from: number;
  to: number;
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
 * @throws when a rule names a group or a feature that does not exist: a misspelt rule must not silently never match
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
  const phrases: number[][] = [];
  const groupsOf: number[][] = [];

  const add = (name: string, { role, reason, deniable = false, phrases: texts }: PhraseGroup): void => {
    const group = groups.length;
    groups.push({ name, role, deniable, ...(reason === undefined ? {} : { reason }) });
    numbers.set(name, group);
    for (const text of texts) {
      const symbols = phraseSymbols(foldPhrase(text.replaceAll('#', '0')));
      const key = symbols.join();
      let phrase = phraseNumbers.get(key);
      if (phrase === undefined) {
        phrase = phrases.length;
        phrases.push(symbols);
        groupsOf.push([]);
        phraseNumbers.set(key, phrase);
      }
      if (!groupsOf[phrase]?.includes(group)) groupsOf[phrase]?.push(group);
    }
  };

  for (const [name, group] of Object.entries({ ...namedGroups(registry), ...book.lexicon })) add(`@${name}`, group);
  for (const scheme of book.schemes) {
    for (const [name, group] of Object.entries(scheme.groups ?? {})) add(`${scheme.id}/${name}`, group);
  }
  for (const name of features) {
    numbers.set(`+${name}`, groups.length);
    const reason = featureReasons[name];
    groups.push({ name: `+${name}`, role: 'feature', deniable: false, ...(reason === undefined ? {} : { reason }) });
  }

  const numberOf = (name: string): number => {
    const found = numbers.get(name);
    if (found === undefined) throw new Error(`schemes: no group or feature "${name}"`);
    return found;
  };
  const compileRule = (rule: Omit<Rule, 'weight'>, weight: number, scheme?: string): CompiledRule => {
    const number = (name: string): number => numberOf(/^[@+]/.test(name) ? name : `${scheme ?? ''}/${name}`);
    return {
      weight,
      ...(scheme === undefined ? {} : { scheme }),
      all: (rule.all ?? []).map(number),
      any: (rule.any ?? []).map(number),
      atLeast: { count: rule.atLeast?.count ?? 0, of: (rule.atLeast?.of ?? []).map(number) },
      not: (rule.not ?? []).map(number),
      near: (rule.near ?? []).map(({ groups: [a, b], within }) => ({ a: number(a), b: number(b), within })),
    };
  };
  return {
    automaton: buildAutomaton(phrases),
    groupsOf,
    groups,
    rules: book.schemes.flatMap(({ id, rules }) => rules.map((rule) => compileRule(rule, rule.weight, id))),
    hints: hints.map((hint) => ({ ...compileRule(hint, 1), reason: hint.reason })),
    numberOf,
  };
}

/** Whether a rule holds for what was seen. */
export function holds(rule: CompiledRule, seen: Uint8Array, hits: Hit[]): boolean {
  for (const group of rule.all) if (seen[group] === 0) return false;
  for (const group of rule.not) if (seen[group] !== 0) return false;
  if (rule.any.length > 0 && !rule.any.some((group) => seen[group] !== 0)) return false;
  if (rule.atLeast.count > 0) {
    let count = 0;
    for (const group of rule.atLeast.of) count += seen[group] as number;
    if (count < rule.atLeast.count) return false;
  }
  return rule.near.every(({ a, b, within }) => {
    if (seen[a] === 0 || seen[b] === 0) return false;
    return hits.some(
      (first) =>
        first.group === a &&
        hits.some(
          (second) => second.group === b && second.from - first.to <= within && first.from - second.to <= within,
        ),
    );
  });
}

/** How many symbols a denial reaches, and how many the report of what scammers do, when no sentence ends in between. */
const denialReach = 80;
const reportReach = 400;

/**
 * All groups that stand in the message.
 * @param sentenceEnds ascending symbol positions at which a sentence ends
 * @param demanded whether an unknown link follows right behind a symbol position: such a demand is live, denied or not
 */
export function findHits(
  book: CompiledBook,
  symbols: Uint8Array,
  length: number,
  sentenceEnds: number[],
  demanded: (to: number) => boolean,
): Hit[] {
  const hits: Hit[] = [];
  const denial = book.numberOf('@denial');
  const reported = book.numberOf('@reported');
  let deniedFrom = -1;
  let deniedTo = -1;
  findPhrases(book.automaton, symbols, length, (phrase, from, to) => {
    for (const group of book.groupsOf[phrase] as number[]) {
      if (group === denial || group === reported) {
        const end = sentenceEnds.find((position) => position >= to) ?? length;
        if (deniedFrom < 0 || from > deniedTo) deniedFrom = from;
        deniedTo = Math.max(deniedTo, Math.min(to + (group === denial ? denialReach : reportReach), end));
      }
      const denied = book.groups[group]?.deniable && from >= deniedFrom && from <= deniedTo && !demanded(to);
      if (!denied && hits.length < 1_000) hits.push({ group, from, to });
    }
  });
  return hits;
}
