import type { Finding, FindingKind, Typing } from '@khien/engines/password';
import type { MatchExtended } from '@zxcvbn-ts/core';
import { findingOf, OURS } from './guesses.ts';

export type ReasonKind =
  | Exclude<FindingKind, 'common' | 'habit'>
  /** The whole of it, a part of it, in the list of those that leaked most often. */
  | 'common'
  | 'common-part'
  /** A usual number behind a word. */
  | 'tail'
  | 'english'
  | 'keyboard'
  | 'repeat'
  | 'sequence'
  | 'short';

/** Why a password is easy to guess. */
export interface Reason {
  kind: ReasonKind;
  /** UTF-16 offsets in the password. */
  start: number;
  end: number;
  /** Typed so that it looks strange, which does not help: by Telex, by VNI, with digits for letters, backwards. */
  disguise?: 'telex' | 'vni' | 'leet' | 'reversed';
}

const MOST = 4;
const SHORT = 8;
/** Kinds that say nothing when they are only some letters of a longer password. */
const small: ReadonlySet<string> = new Set([
  'word',
  'name',
  'year',
  'lucky',
  'english',
  'common-part',
  'common',
  'culture',
  'tail',
]);
const LEAST_SMALL = 3;

const kinds: Record<string, ReasonKind> = {
  common: 'common-part',
  diceware: 'english',
  [OURS.phrase]: 'phrase',
  [OURS.word]: 'word',
  [OURS.place]: 'place',
  [OURS.name]: 'name',
  [OURS.culture]: 'culture',
};

/**
 * Chooses what to say of a password.
 * @param sequence the cheapest way to guess it, as zxcvbn found it
 * @param findings everything Vietnamese in it: said too where it is more telling than the cheapest way
 * @param common whether the whole of it is on the list
 */
export function reasonsFor(
  password: string,
  sequence: MatchExtended[],
  findings: Finding[],
  common: boolean,
): Reason[] {
  const told = findings.filter(({ kind, start, end }) => !small.has(kind) && end - start >= 5).flatMap(ofFinding);
  const candidates = [...sequence.flatMap((match) => ofMatch(match, password)), ...told].filter(
    ({ kind, start, end }) => !small.has(kind) || end - start >= LEAST_SMALL || kind === 'tail',
  );
  // The longest first; what lies across a chosen one is another reading of the same letters.
  candidates.sort((a, b) => b.end - b.start - (a.end - a.start) || weight(a) - weight(b));
  const chosen: Reason[] = [];
  for (const one of candidates) {
    if (chosen.every((other) => one.end <= other.start || one.start >= other.end)) chosen.push(one);
  }
  const reasons = chosen.filter(({ kind }) => !(common && kind === 'common-part'));
  const all = { start: 0, end: password.length };
  if (common) reasons.push({ kind: 'common', ...all });
  if (password.length < SHORT) reasons.push({ kind: 'short', ...all });
  return firstOfKind(reasons).slice(0, MOST);
}

/** Whether a match says that the whole password is on the list, perhaps in disguise: `P@ssw0rd`. */
export const isCommonWhole = (match: MatchExtended, password: string): boolean =>
  match.pattern === 'dictionary' && match.dictionaryName === 'common' && match.token.length === password.length;

const typingDisguise: Partial<Record<Typing, 'telex' | 'vni'>> = { telex: 'telex', vni: 'vni' };

function ofFinding({ kind, start, end, typing, head }: Finding): Reason[] {
  const disguise = typing && typingDisguise[typing];
  const extra = disguise ? { disguise } : {};
  if (kind === 'habit' && head) {
    const tail = head.start > start ? { start, end: head.start } : { start: head.end, end };
    return [...ofFinding({ ...head, tries: 0, ...(typing ? { typing } : {}) }), { kind: 'tail', ...tail }];
  }
  if (kind === 'habit' || kind === 'common') return [{ kind: 'common-part', start, end }];
  return [{ kind, start, end, ...extra }];
}

function ofMatch(match: MatchExtended, password: string): Reason[] {
  const place = { start: match.i, end: match.j + 1 };
  const finding = findingOf(match);
  if (finding) return ofFinding(finding);
  if (match.pattern === 'dictionary') {
    const kind = kinds[String(match.dictionaryName)];
    // `huyen` in `thuyen` is chance.
    const cut = /\p{L}/u.test(password.charAt(match.i - 1)) || /\p{L}/u.test(password.charAt(match.j + 1));
    if (!kind || (cut && small.has(kind))) return [];
    const disguise = match.l33t ? 'leet' : match.reversed ? 'reversed' : undefined;
    return [{ kind, ...place, ...(disguise ? { disguise } : {}) }];
  }
  if (match.pattern === 'spatial') return [{ kind: 'keyboard', ...place }];
  if (match.pattern === 'repeat' || match.pattern === 'sequence' || match.pattern === 'date') {
    return [{ kind: match.pattern, ...place }];
  }
  return match.pattern === 'regex' ? [{ kind: 'year', ...place }] : [];
}

/** Of two readings of the same letters the one that says more comes first. */
function weight({ kind }: Reason): number {
  const order: ReasonKind[] = ['identity', 'plate', 'phone', 'date', 'repeat', 'sequence', 'keyboard', 'full-name'];
  const at = order.indexOf(kind);
  if (at >= 0) return at;
  return kind === 'common-part' || kind === 'english' ? 99 : kind === 'word' ? 60 : kind === 'name' ? 50 : 20;
}

/** Telling ones first, each kind once. */
function firstOfKind(reasons: Reason[]): Reason[] {
  const seen = new Set<ReasonKind>();
  const once = reasons.filter(({ kind }) => !seen.has(kind) && seen.add(kind));
  const rank = ({ kind }: Reason) => (kind === 'common' ? 0 : kind === 'short' ? 3 : small.has(kind) ? 2 : 1);
  return once.sort((a, b) => rank(a) - rank(b));
}
