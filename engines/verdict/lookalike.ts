/**
 * Hosts that imitate a protected name: brand inside another name (`vietcombank.vn-ms.top`, `svip-acb.com`), letters that
 * look the same (`v1etcombank`, `rn` for `m`, accents), one typing error (`vietcombamk.com`), the right label under a
 * wrong ending (`vietinbank.vip`). A brand's own names and the suffixes of authorities never hit, nor do names known to
 * be honest. A look-alike alone is a strong suspicion, never proof: honest names can be alike.
 */
import { fold } from '../text/index.ts';
import { buildAutomaton, findPhrases } from './automaton.ts';
import { buildOwners } from './owners.ts';
import { decodeLabel, skeleton, writeSkeleton } from './skeleton.ts';
import { createSuffixes } from './suffixes.ts';
import type { Brands, Lookalike, Registry } from './types.ts';
import { buildTypoTable, findTypo } from './typos.ts';

/**
 * @param host lower-case A-labels
 * @param registrable the part of `host` that is registered; its label in front of the public suffix is judged
 */
export type FindLookalike = (host: string, registrable: string) => Lookalike | undefined;

/** label: anywhere · head: at the beginning of a label or behind lures · token: alone, or with lures around it */
type Place = 'label' | 'head' | 'token';

interface Name {
  letters: string;
  place: Place;
  answer: Lookalike;
}

/** Hosts below this many letters are too short to be a typing error of a protected label. */
const typoLength = 5;
const longestLabel = 63;

/** The whole test, with the directory: what a caller outside the checker wants. */
export function buildLookalikes(registry: Registry, brands: Brands): FindLookalike {
  const ownerOf = buildOwners(registry, brands.harmless);
  const imitated = buildImitations(registry, brands);
  return (host, registrable) => (ownerOf(host) === undefined ? imitated(host, registrable) : undefined);
}

/**
 * The test for hosts that are in no directory.
 * @throws when a brand's organisation is not in the registry
 */
export function buildImitations(registry: Registry, brands: Brands): FindLookalike {
  const names = readNames(registry, brands);
  const automaton = buildAutomaton(
    names.map(({ letters }) => Array.from(letters, (letter) => letter.charCodeAt(0) - 96)),
  );
  const mistaken = names.filter(({ place }) => place !== 'token');
  const typos = buildTypoTable(mistaken.map(({ letters }) => letters));
  const lures = new Set(brands.lures.map(skeleton));
  const longestLure = Math.max(0, ...Array.from(lures, (lure) => lure.length));
  const isCheap = createSuffixes(brands.cheapSuffixes);
  const codes = new Uint8Array(longestLabel + 1);

  // What is found in the label that is being looked at; a closure for each label would cost more than the search.
  let length = 0;
  let loose = false;
  let best: Name | undefined;
  const onName = (index: number, from: number, to: number): void => {
    const name = names[index] as Name;
    if (best !== undefined && best.letters.length >= name.letters.length) return;
    if (name.place === 'label' || (name.place === 'head' && onlyLures(0, from, true))) best = name;
    else if (name.place === 'token') {
      const alone = from === 0 && to === length - 1;
      if (alone ? loose : onlyLures(0, from, true) && onlyLures(to + 1, length, false)) best = name;
    }
  };

  /** Whether nothing but lure words stands between two places. One letter is a lure only in front (`ebidv`). */
  const onlyLures = (from: number, end: number, inFront: boolean): boolean => {
    if (from >= end) return true;
    const word = String.fromCharCode(...codes.subarray(from, end).map((code) => code + 96));
    // Which places can be reached by whole lures: a label of many ways to be cut must not be cut in all of them.
    const reached = new Uint8Array(word.length + 1);
    reached[0] = 1;
    for (let at = 0; at < word.length; at++) {
      if (reached[at] === 0) continue;
      for (let size = at === 0 && inFront ? 1 : 2; size <= longestLure && at + size <= word.length; size++) {
        if (lures.has(word.slice(at, at + size))) reached[at + size] = 1;
      }
    }
    return reached[word.length] === 1;
  };

  /** @param alone whether a short brand counts without anything beside it */
  const inside = (host: string, from: number, end: number, alone: boolean): Lookalike | undefined => {
    if (host.startsWith('xn--', from)) {
      const label = fold(decodeLabel(host.slice(from, end))).ascii;
      length = writeSkeleton(label, 0, label.length, codes);
    } else length = writeSkeleton(host, from, end, codes);
    loose = alone;
    best = undefined;
    findPhrases(automaton, codes, length, onName);
    return (best as Name | undefined)?.answer;
  };

  return (host, registrable) => {
    const start = host.length - registrable.length;
    const dot = host.indexOf('.', start);
    const found = inside(host, start, dot, isCheap(host, dot + 1));
    if (found !== undefined) return found;
    if (length >= typoLength && isTarget(host)) {
      const near = mistaken[findTypo(typos, codes, length)];
      if (near !== undefined && (near.letters.length > 7 || near.letters.charCodeAt(0) - 96 === codes[0])) {
        return near.answer;
      }
    }
    return start > 0 ? inFront(host, start) : undefined;
  };

  /** Firms of a foreign country are often one letter away from a brand; squats do not live under its ending. */
  function isTarget(host: string): boolean {
    const ending = host.lastIndexOf('.') + 1;
    return host.length - ending > 2 || host.endsWith('.vn') || isCheap(host, ending);
  }

  /** `vietcombank.vn-ms.top`, `shb.com.vn-kps.top`: the brand stands below a name that is somebody else's. */
  function inFront(host: string, start: number): Lookalike | undefined {
    for (let from = 0; from < start; ) {
      const end = host.indexOf('.', from);
      // A short brand counts when what follows pretends to be its ending.
      const found = inside(host, from, end, pretended.test(host.slice(end + 1, end + 5)));
      if (found !== undefined) return found;
      from = end + 1;
    }
    return undefined;
  }
}

const pretended = /^(?:vn|com|gov|net|org)[.-]/;

function readNames(registry: Registry, { brands }: Brands): Name[] {
  const byId = new Map(registry.organisations.map((organisation) => [organisation.id, organisation]));
  return brands.flatMap(({ id, labels = [], heads = [], tokens = [] }) => {
    const organisation = byId.get(id);
    if (organisation === undefined) throw new Error(`brands: no organisation "${id}" in the registry`);
    const answer = { brand: organisation.name, official: organisation.domains[0] ?? '' };
    const named = (list: string[], place: Place): Name[] =>
      list.map((name) => ({ letters: skeleton(name), place, answer }));
    return [...named(labels, 'label'), ...named(heads, 'head'), ...named(tokens, 'token')];
  });
}
