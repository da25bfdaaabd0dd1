import type { FindingKind, PasswordData } from './types.ts';
import { withoutMarks } from './typed.ts';

/** Syllable after syllable to the end of a phrase. */
export interface Node {
  next: Map<string, Node>;
  entry?: { kind: FindingKind; rank: number };
}

/** The data of a pack, indexed: build it once with {@link compilePasswordBook}. */
export interface PasswordBook {
  syllables: ReadonlySet<string>;
  root: Node;
  names: Record<'family' | 'middle' | 'given', ReadonlyMap<string, number>>;
  plates: ReadonlySet<string>;
  identity: ReadonlySet<string>;
  lucky: ReadonlyMap<string, number>;
  tails: ReadonlyMap<string, number>;
  /** Found as they are typed, between symbols that are no letters. */
  asTyped: ReadonlyMap<string, { kind: 'culture' | 'common' | 'place'; rank: number }>;
  phones: {
    country: string;
    digits: number;
    mobile: ReadonlySet<string>;
    oldDigits: number;
    old: ReadonlySet<string>;
    areas: ReadonlySet<string>;
    areaDigits: number;
  };
  /** All entries run together without marks, for those who look them up by letters: `matkhau`. */
  lists: Record<'phrase' | 'word' | 'place' | 'name' | 'culture', string[]>;
}

/** Syllables without marks: `Điện Biên` is `dien`, `bien`. */
const bases = (text: string): string[] =>
  withoutMarks(text.normalize('NFC'))
    .plain.split(/[^a-z]+/)
    .filter(Boolean);

const ranks = (list: string[]): Map<string, number> => {
  const found = new Map<string, number>();
  for (const one of list) {
    const base = bases(one).join('');
    if (!found.has(base)) found.set(base, found.size + 1);
  }
  return found;
};

const ranked = (list: string[]): Map<string, number> => new Map(list.map((digits, i) => [digits, i + 1]));

function typedWords(data: PasswordData): PasswordBook['asTyped'] {
  const found = new Map<string, { kind: 'culture' | 'common' | 'place'; rank: number }>();
  const put = (kind: 'culture' | 'common' | 'place', list: string[]) =>
    list.forEach((text, i) => {
      const before = found.get(text);
      if (!before || (kind !== 'common' && before.rank > i + 1)) found.set(text, { kind, rank: i + 1 });
    });
  put('place', data.placesShort);
  put('culture', data.culture);
  put(
    'common',
    data.common.filter((text) => /^[a-z]{4,16}$/.test(text)),
  );
  return found;
}

/** Indexes the words, names, places and numbers of a pack. */
export function compilePasswordBook(data: PasswordData): PasswordBook {
  const root: Node = { next: new Map() };
  const syllables = new Set<string>();
  const put = (kind: FindingKind, list: string[]) => {
    list.forEach((text, i) => {
      let node = root;
      for (const base of bases(text)) {
        syllables.add(base);
        let next = node.next.get(base);
        if (!next) node.next.set(base, (next = { next: new Map() }));
        node = next;
      }
      if (!node.entry || node.entry.rank > i + 1) node.entry = { kind, rank: i + 1 };
    });
  };
  put('place', data.places);
  put('phrase', data.phrases);
  put('word', data.words);
  const names = {
    family: ranks(data.names.family),
    middle: ranks(data.names.middle),
    given: ranks(data.names.given),
  };
  for (const list of Object.values(names)) for (const base of list.keys()) syllables.add(base);
  const plan = data.phonePlan;
  const joined = (list: string[]) => [...new Set(list.map((text) => bases(text).join('')))];
  const long = (list: string[]) => joined(list).filter((text) => text.length > 3);
  return {
    syllables,
    root,
    names,
    plates: new Set(data.plates),
    identity: new Set(data.identity),
    lucky: ranked(data.lucky),
    tails: ranked(data.tails),
    asTyped: typedWords(data),
    phones: {
      country: plan.country,
      digits: plan.mobileDigits,
      mobile: new Set(plan.mobile.map(({ prefix }) => prefix)),
      oldDigits: plan.renumberedDigits,
      old: new Set(plan.renumbered.map(({ from }) => from)),
      areas: new Set(plan.areas.map(({ prefix }) => prefix)),
      areaDigits: plan.landlineDigits,
    },
    lists: {
      phrase: long(data.phrases),
      word: long(data.words),
      place: [...new Set([...data.placesShort, ...joined(data.places)])],
      name: long([...data.names.given, ...data.names.family]),
      culture: [...new Set(data.culture.map((text) => text.toLowerCase()))],
    },
  };
}
