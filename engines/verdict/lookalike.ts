/**
 * Hosts that imitate a protected name: brand inside another name (`vietcombank.vn-ms.top`, `svip-acb.com`), letters that
 * look the same (`b1dv`, `rn` for `m`), one typing error (`vietcombamk.com`), the right label under a wrong ending
 * (`vietinbank.vip`). A brand's own names and the suffixes of authorities never hit; neither do names known to be honest.
 */
import { buildAutomaton, findPhrases } from './automaton.ts';
import { buildTypoTable, findTypo } from './typos.ts';
import type { Brands, Lookalike, Organisation, Registry } from './types.ts';

/**
 * @param host lower-case A-labels
 * @param registrable the part of `host` that is registered; its label in front of the public suffix is judged
 */
export type FindLookalike = (host: string, registrable: string) => Lookalike | undefined;

interface Name {
  letters: string;
  organisation: Organisation;
}

/** Letters as the eye takes them: i, l and 1 are one letter, so are o and 0, m and rn. Only a–z remain. */
export function skeleton(label: string): string {
  let out = '';
  for (let i = 0; i < label.length; i++) {
    const letter = label[i] as string;
    const two = letter + (label[i + 1] ?? '');
    if (two === 'rn' || two === 'vv') {
      out += two === 'rn' ? 'm' : 'w';
      i += 1;
    } else out += look[letter] ?? (letter >= 'a' && letter <= 'z' ? letter : '');
  }
  return out;
}

const look: Record<string, string> = { 0: 'o', 1: 'l', i: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b' };

const lettersOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0) - 96);

/** The organisation that owns a host, by the registry: the host itself or the nearest parent in it. */
export function buildOwners(registry: Registry): (host: string) => Organisation | undefined {
  const owners = new Map<string, Organisation>();
  for (const organisation of registry.organisations) {
    for (const domain of organisation.domains) owners.set(domain, organisation);
  }
  return (host) => {
    for (let rest = host; ; ) {
      const owner = owners.get(rest);
      if (owner !== undefined) return owner;
      const dot = rest.indexOf('.');
      if (dot < 0) return undefined;
      rest = rest.slice(dot + 1);
    }
  };
}

/** Compiles the registry and the brands; the finder costs about a microsecond a host. */
export function buildLookalikes(registry: Registry, brands: Brands): FindLookalike {
  const byId = new Map(registry.organisations.map((organisation) => [organisation.id, organisation]));
  const long: Name[] = [];
  const tokens = new Map<string, Organisation>();
  for (const { id, labels = [], tokens: short = [] } of brands.brands) {
    const organisation = byId.get(id);
    if (organisation === undefined) throw new Error(`brands: no organisation "${id}" in the registry`);
    for (const label of labels) long.push({ letters: skeleton(label), organisation });
    for (const token of short) tokens.set(skeleton(token), organisation);
  }
  const contained = buildAutomaton(long.map(({ letters }) => lettersOf(letters)));
  const typos = buildTypoTable(long.map(({ letters }) => letters));
  const lures = new Set(brands.lures.map(skeleton));
  const cheap = new Set(brands.cheapSuffixes);
  const harmless = new Set(brands.harmless);
  const ownerOf = buildOwners(registry);
  const buffer = new Uint8Array(256);

  const answer = ({ name, domains }: Organisation): Lookalike => ({ brand: name, official: domains[0] as string });

  /** The longest protected label inside a piece of a host. */
  const inside = (piece: string): Name | undefined => {
    const length = Math.min(piece.length, buffer.length);
    for (let i = 0; i < length; i++) buffer[i] = piece.charCodeAt(i) - 96;
    let best: Name | undefined;
    findPhrases(contained, buffer, length, (index) => {
      const name = long[index] as Name;
      if (best === undefined || name.letters.length > best.letters.length) best = name;
    });
    return best;
  };

  /** `svip-acb`, `onlinenhbidv`: a short brand and nothing but lure words around it. */
  const luredToken = (label: string): Organisation | undefined => {
    let found: Organisation | undefined;
    let lured = false;
    for (const part of label.split(/[-_]|\d{2,}/)) {
      const piece = skeleton(part);
      if (piece === '') continue;
      const brand = tokens.get(piece);
      if (brand !== undefined) found ??= brand;
      else if (lures.has(piece)) lured = true;
      else {
        const joined = joinedToken(piece);
        if (joined === undefined) continue;
        found ??= joined;
        lured = true;
      }
    }
    return lured ? found : undefined;
  };

  const joinedToken = (piece: string): Organisation | undefined => {
    for (const [token, organisation] of tokens) {
      const at = piece.indexOf(token);
      if (at < 0 || piece.length === token.length) continue;
      if (allLures(piece.slice(0, at)) && allLures(piece.slice(at + token.length))) return organisation;
    }
    return undefined;
  };

  const allLures = (piece: string): boolean => {
    if (piece === '' || lures.has(piece)) return true;
    for (let i = 1; i < piece.length; i++) if (lures.has(piece.slice(0, i)) && allLures(piece.slice(i))) return true;
    return false;
  };

  return (host, registrable) => {
    if (harmless.has(registrable) || ownerOf(host) !== undefined) return undefined;
    if (registry.suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`))) return undefined;
    const dot = registrable.indexOf('.');
    const label = dot < 0 ? registrable : registrable.slice(0, dot);
    const suffix = registrable.slice(dot + 1);
    const letters = skeleton(label);

    const name = inside(letters);
    if (name !== undefined) return answer(name.organisation);
    const lured = luredToken(label);
    if (lured !== undefined) return answer(lured);
    const token = tokens.get(letters);
    if (token !== undefined && cheap.has(suffix)) return answer(token);
    if (suffix.endsWith('vn') || suffix.length > 2 || cheap.has(suffix)) {
      const typo = findTypo(typos, letters);
      if (typo >= 0) return answer((long[typo] as Name).organisation);
    }

    const below = host.slice(0, Math.max(0, host.length - registrable.length - 1));
    return below === '' ? undefined : inFront(below, label);
  };

  /** `vietcombank.vn-ms.top`, `shb.com.vn-kps.top`: the brand stands below a name that is somebody else's. */
  function inFront(below: string, label: string): Lookalike | undefined {
    const parts = below.split('.');
    const pretends = /^(?:vn|com|gov|net|org)(?:-|$)/.test(label);
    for (const part of parts) {
      const letters = skeleton(part);
      const name = inside(letters);
      if (name !== undefined) return answer(name.organisation);
      const token = tokens.get(letters);
      if (token === undefined) continue;
      const next = parts[parts.indexOf(part) + 1];
      if (next === undefined ? pretends : /^(?:vn|com|gov|net|org)$/.test(next)) return answer(token);
    }
    return undefined;
  }
}
