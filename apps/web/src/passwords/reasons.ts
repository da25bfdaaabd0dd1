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
  const told = findings.filter(({ kind, start, end }) => !small.has(kind) && end - start >= 5).map(ofFinding);
  const readings = [...sequence.flatMap((match) => ofMatch(match, password)), ...told].filter(
    ({ start, end, reasons: [first] }) =>
      !(common && first?.kind === 'common-part') && (!small.has(first?.kind ?? '') || end - start >= LEAST_SMALL),
  );
  // The longest first, of two as long the one that is tried sooner; what lies across a chosen one is another reading of
  // the same letters.
  readings.sort((a, b) => b.end - b.start - (a.end - a.start) || a.tries - b.tries);
  const taken: Reading[] = [];
  for (const one of readings) {
    if (taken.every((other) => one.end <= other.start || one.start >= other.end)) taken.push(one);
  }
  const reasons = taken.flatMap((reading) => reading.reasons);
  const all = { start: 0, end: password.length };
  if (common) reasons.push({ kind: 'common', ...all });
  if (password.length < SHORT) reasons.push({ kind: 'short', ...all });
  return firstOfKind(reasons).slice(0, MOST);
}

/** Whether a match says that the whole password is on the list, perhaps in disguise: `P@ssw0rd`. */
export const isCommonWhole = (match: MatchExtended, password: string): boolean =>
  match.pattern === 'dictionary' && match.dictionaryName === 'common' && match.token.length === password.length;

const typingDisguise: Partial<Record<Typing, 'telex' | 'vni'>> = { telex: 'telex', vni: 'vni' };

/** One way to see a part of the password. */
interface Reading {
  start: number;
  end: number;
  tries: number;
  reasons: Reason[];
}

function ofFinding(finding: Finding): Reading {
  const { kind, start, end, tries, typing, head, tail = 'tail' } = finding;
  const disguise = typing && typingDisguise[typing];
  const reason = (of: FindingKind | 'tail', from: number, to: number): Reason => ({
    kind: of === 'habit' || of === 'common' ? 'common-part' : of,
    start: from,
    end: to,
    ...(disguise ? { disguise } : {}),
  });
  if (kind !== 'habit' || !head) return { start, end, tries, reasons: [reason(kind, start, end)] };
  const [from, to] = head.start > start ? [start, head.start] : [head.end, end];
  return { start, end, tries, reasons: [reason(head.kind, head.start, head.end), reason(tail, from, to)] };
}

function ofMatch(match: MatchExtended, password: string): Reading[] {
  const finding = findingOf(match);
  if (finding) return [ofFinding(finding)];
  const place = { start: match.i, end: match.j + 1 };
  const reading = (reason: Omit<Reason, 'start' | 'end'>): Reading[] => [
    { ...place, tries: Number(match.guesses), reasons: [{ ...reason, ...place }] },
  ];
  switch (match.pattern) {
    case 'dictionary': {
      const kind = kinds[String(match.dictionaryName)];
      // `huyen` in `thuyen` is chance.
      const cut = /\p{L}/u.test(password.charAt(match.i - 1)) || /\p{L}/u.test(password.charAt(match.j + 1));
      if (!kind || (cut && small.has(kind))) return [];
      const disguise = match.l33t ? 'leet' : match.reversed ? 'reversed' : undefined;
      return reading({ kind, ...(disguise ? { disguise } : {}) });
    }
    case 'spatial':
      return reading({ kind: 'keyboard' });
    case 'repeat':
    case 'sequence':
    case 'date':
      return reading({ kind: match.pattern });
    case 'regex':
      return reading({ kind: 'year' });
    default:
      return [];
  }
}

/** Telling ones first, each kind once. */
function firstOfKind(reasons: Reason[]): Reason[] {
  const seen = new Set<ReasonKind>();
  const once = reasons.filter(({ kind }) => !seen.has(kind) && seen.add(kind));
  const rank = ({ kind }: Reason) => (kind === 'common' ? 0 : kind === 'short' ? 3 : small.has(kind) ? 2 : 1);
  return once.sort((a, b) => rank(a) - rank(b));
}
