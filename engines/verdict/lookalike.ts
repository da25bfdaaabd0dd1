/**
 * Hosts that imitate a protected name: brand inside another name (`vietcombank.vn-ms.top`, `svip-acb.com`), letters that
 * look the same (`v1etcombank`, `rn` for `m`, accents), one typing error (`vietcombamk.com`), the right label under a
 * wrong ending (`vietinbank.vip`). A brand's own names and the suffixes of authorities never hit, nor do names known to
 * be honest. A look-alike alone is a strong suspicion, never proof: honest names can be alike.
 */
import { fold } from '../text/index.ts';
import { type Automaton, buildAutomaton, findPhrases } from './automaton.ts';
import { decodeLabel, skeleton } from './skeleton.ts';
import type { Brands, Lookalike, Organisation, Registry } from './types.ts';
import { buildTypoTable, findTypo } from './typos.ts';

/**
 * @param host lower-case A-labels
 * @param registrable the part of `host` that is registered; its label in front of the public suffix is judged
 */
export type FindLookalike = (host: string, registrable: string) => Lookalike | undefined;

interface Name {
  letters: string;
  answer: Lookalike;
  /** counts only at the beginning of a word, or behind lure words */
  head: boolean;
}

const codesOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0) - 96);

/** Walks a host and its parents, the most specific first, until `find` answers. */
function nearest<T>(host: string, find: (name: string) => T | undefined): T | undefined {
  for (let rest = host; ; ) {
    const found = find(rest);
    if (found !== undefined) return found;
    const dot = rest.indexOf('.');
    if (dot < 0) return undefined;
    rest = rest.slice(dot + 1);
  }
}

/** The organisation that owns a host, by the registry: the host itself or the nearest parent in it. */
export function buildOwners(registry: Registry): (host: string) => Organisation | undefined {
  const owners = new Map<string, Organisation>();
  for (const organisation of registry.organisations) {
    for (const domain of organisation.domains) owners.set(domain, organisation);
  }
  return (host) => nearest(host, (name) => owners.get(name));
}

/**
 * Compiles the registry and the brands.
 * @throws when a brand's organisation is not in the registry
 */
export function buildLookalikes(registry: Registry, brands: Brands): FindLookalike {
  const byId = new Map(registry.organisations.map((organisation) => [organisation.id, organisation]));
  const names: Name[] = [];
  const tokens: Name[] = [];
  for (const { id, labels = [], heads = [], tokens: short = [] } of brands.brands) {
    const organisation = byId.get(id);
    if (organisation === undefined) throw new Error(`brands: no organisation "${id}" in the registry`);
    const answer = { brand: organisation.name, official: organisation.domains[0] as string };
    for (const label of labels) names.push({ letters: skeleton(label), answer, head: false });
    for (const label of heads) names.push({ letters: skeleton(label), answer, head: true });
    for (const token of short) tokens.push({ letters: skeleton(token), answer, head: false });
  }
  const nameAutomaton = buildAutomaton(names.map(({ letters }) => codesOf(letters)));
  const tokenAutomaton = buildAutomaton(tokens.map(({ letters }) => codesOf(letters)));
  const typos = buildTypoTable(names.map(({ letters }) => letters));
  const lures = new Set(brands.lures.map(skeleton));
  const cheap = new Set(brands.cheapSuffixes);
  const safe = new Set([...brands.harmless, ...registry.suffixes]);
  for (const { domains } of registry.organisations) for (const domain of domains) safe.add(domain);
  const buffer = new Uint8Array(256);

  /** Every occurrence of a name in a word, whose codes are in the buffer. */
  const findIn = (
    automaton: Automaton,
    word: string,
    each: (index: number, from: number, end: number) => void,
  ): void => {
    const length = Math.min(word.length, buffer.length);
    for (let i = 0; i < length; i++) buffer[i] = word.charCodeAt(i) - 96;
    findPhrases(automaton, buffer, length, (index, from, to) => each(index, from, to + 1));
  };

  const longestInside = (word: string): Lookalike | undefined => {
    let best: Name | undefined;
    findIn(nameAutomaton, word, (index, from) => {
      const name = names[index] as Name;
      if (name.head && from > 0 && !onlyLures(word.slice(0, from), true)) return;
      if (best === undefined || name.letters.length > best.letters.length) best = name;
    });
    return best?.answer;
  };

  /** `svip-acb`, `onlinenhbidv`: a short brand and nothing but lure words around it. */
  const lured = (word: string): Lookalike | undefined => {
    let found: Lookalike | undefined;
    findIn(tokenAutomaton, word, (index, from, end) => {
      if (found !== undefined || (from === 0 && end === word.length)) return;
      if (onlyLures(word.slice(0, from), true) && onlyLures(word.slice(end), false)) found = tokens[index]?.answer;
    });
    return found;
  };

  /** One letter is a lure only in front (`ebidv`, `i-vietcombank`). */
  const onlyLures = (word: string, inFront: boolean): boolean => {
    if (word === '') return true;
    for (let end = inFront ? 1 : 2; end <= word.length; end++) {
      if (lures.has(word.slice(0, end)) && onlyLures(word.slice(end), false)) return true;
    }
    return false;
  };

  const exactToken = (word: string): Lookalike | undefined => tokens.find(({ letters }) => letters === word)?.answer;

  const wordOf = (label: string): string => skeleton(label.startsWith('xn--') ? fold(decodeLabel(label)).ascii : label);

  return (host, registrable) => {
    if (nearest(host, (name) => (safe.has(name) ? name : undefined)) !== undefined) return undefined;
    const dot = registrable.indexOf('.');
    const label = registrable.slice(0, dot);
    const suffix = registrable.slice(dot + 1);
    const word = wordOf(label);

    const found = longestInside(word) ?? lured(word) ?? (cheap.has(suffix) ? exactToken(word) : undefined);
    if (found !== undefined) return found;
    // Names of a foreign country's firms are often one letter away; squats on Vietnamese names do not live there.
    const ending = suffix.slice(suffix.lastIndexOf('.') + 1);
    if (ending.length > 2 || ending === 'vn' || cheap.has(ending)) {
      const typo = findTypo(typos, word);
      const near = names[typo];
      if (near !== undefined && (near.letters.length > 7 || near.letters[0] === word[0])) return near.answer;
    }
    return host.length > registrable.length ? below(host.slice(0, -registrable.length - 1), label) : undefined;
  };

  /** `vietcombank.vn-ms.top`, `shb.com.vn-kps.top`: the brand stands below a name that is somebody else's. */
  function below(front: string, label: string): Lookalike | undefined {
    const parts = front.split('.');
    for (let i = 0; i < parts.length; i++) {
      const word = wordOf(parts[i] as string);
      const found = longestInside(word) ?? lured(word);
      if (found !== undefined) return found;
      // A short brand in front counts when the rest pretends to be its ending: `shb.com.vn-kps.top`.
      const next = parts[i + 1] ?? label;
      if (/^(?:vn|com|gov|net|org)(?:$|-)/.test(next)) {
        const token = exactToken(word);
        if (token !== undefined) return token;
      }
    }
    return undefined;
  }
}
