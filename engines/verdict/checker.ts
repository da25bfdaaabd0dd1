import { extract, fold, lookupKeys, type Observable } from '../text/index.ts';
import { asListed } from './as-listed.ts';
import { createAdvice, general } from './advice.ts';
import { compileBook } from './book.ts';
import { buildImitations } from './lookalike.ts';
import { createTextModel, type Likeness, type TextModel } from './model.ts';
import { buildOwners, type Owner } from './owners.ts';
import { createReader } from './reader.ts';
import { chooseReasons } from './reasons.ts';
import { createShortCut } from './short-cut.ts';
import type { Check, CheckerParts, Grade, Listing, Lookup, Organisation, SeenObservable, Verdict } from './types.ts';

/** An observable with everything the steps of a check found out about it. */
export interface Judged {
  seen: SeenObservable;
  /** whose it is, by the registry; `harmless`: nobody's worth protecting, but known to be honest */
  owner: Organisation | undefined;
  /** vouched for: listed as official, or owned by an organisation of the registry that lets nobody else publish there */
  official: boolean;
}

/** A rule of this weight or more makes a message very suspicious. */
const suspicious = 5;

/**
 * How many letters may stand beside an official contact point for the answer still to be about that contact point ("số
 * 1900545413 có phải của Vietcombank không?"). A longer message only mentions it, and nobody vouches for the message.
 */
const besideOfficial = 60;

/**
 * Compiles a pack's data and returns the check. It answers in a fixed order, the first that applies: confirmed by the
 * look-up → imitates a protected name → a scheme's rules → official → weak hints → nothing found. An observable that
 * the registry of official contact points holds is never taken for a scam or an imitation.
 * Pure: the look-up is passed in, and the same input with the same look-up gives the same verdict.
 * @throws when rules or brands name something that does not exist
 */
export const createChecker = (parts: CheckerParts): Check =>
  buildChecker(parts, true, parts.textModel && createTextModel(parts.textModel));

/**
 * As {@link createChecker}; `short` lets a plain link of which nothing is known take a short cut to its answer, which is
 * always the same and by far the commonest when programs ask. A test holds both ways against each other.
 */
export function buildChecker(parts: CheckerParts, short: boolean, model?: TextModel): Check {
  const { reference, registry, brands, schemes } = parts;
  const ownerOf = buildOwners(registry, brands.harmless);
  const imitated = buildImitations(registry, brands);
  const byPhone = new Map<string, Organisation>();
  for (const organisation of registry.organisations) {
    for (const phone of organisation.phones ?? []) {
      // A short code has no country; longer numbers are kept as observables hold them.
      byPhone.set(phone.length < 7 ? phone : `+84${phone.replace(/^0/, '')}`, organisation);
    }
  }
  const book = compileBook(schemes, parts.hints ?? [], registry, (text) => fold(text).ascii);
  const read = createReader(book, parts, model);
  const shortCut = short && createShortCut(book, parts);
  const advise = createAdvice(book, parts);

  const ownerOfObservable = ({ kind, host, value }: Observable): Owner => {
    if (host !== undefined) return ownerOf(host);
    if (kind !== 'phone') return undefined;
    return byPhone.get(value);
  };

  /** Takes the observable over: it is this check's own. */
  const judge = (seen: SeenObservable, listing: Listing | undefined): Judged => {
    const found = ownerOfObservable(seen);
    const owner = found === 'harmless' ? undefined : found;
    const official = listing?.kind === 'official' || (owner !== undefined && owner.openToAll !== true);
    if (listing !== undefined) seen.listing = listing;
    if (found === undefined && !official && seen.host !== undefined && seen.registrable !== undefined) {
      const lookalike = imitated(seen.host, seen.registrable);
      if (lookalike !== undefined) seen.lookalike = lookalike;
    }
    return { seen, owner, official };
  };

  return (input, lookup) => {
    const observables = asListed(input.text, extract(input.text, reference), lookup, reference);
    const listings = findListings(observables, lookup);
    const judged: Judged[] = [];
    for (let i = 0; i < observables.length; i++) judged.push(judge(observables[i] as Observable, listings[i]));
    if (shortCut && judged.length === 1 && shortCut(input, judged[0] as Judged)) {
      return {
        grade: 'nothing-found',
        observables,
        reasons: [],
        advice: general['nothing-found'].slice(),
        contacts: [],
        notAsked: ['page'],
        rulesVersion: schemes.version,
      };
    }
    const reading = read(input, judged);
    const likeness = reading.notice ? undefined : reading.scored?.likeness;
    const grade = gradeOf(judged, reading.best?.weight ?? 0, reading.hints.length, input.text.length, likeness);
    const scheme = grade === 'official' ? undefined : schemeOf(judged, reading.best?.scheme);
    const { advice, contacts, notAsked } = advise(grade, scheme, judged, reading);
    const reasons = chooseReasons(book, grade, judged, reading, likeness);
    const verdict: Verdict = { grade, observables, reasons, advice, contacts, notAsked, rulesVersion: schemes.version };
    if (scheme !== undefined) verdict.scheme = scheme;
    if (model !== undefined && reading.scored !== undefined) {
      const { score, falseAlarms } = reading.scored;
      verdict.model = { version: model.version, score, falseAlarms };
    }
    return verdict;
  };
}

/** For each observable the listing of its most specific listed key; all keys go in one batch. */
function findListings(observables: Observable[], lookup: Lookup): (Listing | undefined)[] {
  if (observables.length === 0) return [];
  const first = observables[0] as Observable;
  const keys = lookupKeys(first);
  if (observables.length === 1) return [firstOf(lookup(keys), keys, 0, keys.length, first)];
  const ends = [keys.length];
  for (let i = 1; i < observables.length; i++) {
    for (const key of lookupKeys(observables[i] as Observable)) keys.push(key);
    ends.push(keys.length);
  }
  const found = lookup(keys);
  return observables.map((observable, i) => firstOf(found, keys, ends[i - 1] ?? 0, ends[i] as number, observable));
}

function firstOf(
  found: (Listing | undefined)[],
  keys: string[],
  from: number,
  end: number,
  observable: Observable,
): Listing | undefined {
  for (let at = from; at < end; at++) {
    const listing = found[at];
    if (listing !== undefined && speaksOf(listing, keys[at] as string, observable)) return listing;
  }
  return undefined;
}

/** A list of hosts speaks of the hosts it names, not of the names below them. See exact.test.ts. */
const speaksOf = (listing: Listing, key: string, observable: Observable): boolean =>
  listing.exact !== true || key === observable.key || key === observable.host;

function gradeOf(judged: Judged[], weight: number, hints: number, length: number, likeness: Likeness): Grade {
  let scam = false;
  let imitates = false;
  let allOfficial = judged.length > 0;
  let beside = length;
  for (const { seen, official } of judged) {
    if (!official && seen.listing?.kind === 'scam') scam = true;
    if (seen.lookalike !== undefined) imitates = true;
    if (!official) allOfficial = false;
    beside -= seen.end - seen.start;
  }
  if (scam) return 'confirmed-scam';
  if (imitates || weight >= suspicious || likeness === 'strong') return 'very-suspicious';
  if (weight > 0) return 'unknown';
  if (allOfficial && beside <= besideOfficial) return 'official';
  return hints > 0 || likeness === 'weak' ? 'unknown' : 'nothing-found';
}

function schemeOf(judged: Judged[], fromRules: string | undefined): string | undefined {
  let likeness = false;
  for (const { seen, official } of judged) {
    if (!official && seen.listing?.kind === 'scam' && seen.listing.scheme !== undefined) return seen.listing.scheme;
    if (seen.lookalike !== undefined) likeness = true;
  }
  return fromRules ?? (likeness ? 'gia-mao-website' : undefined);
}
