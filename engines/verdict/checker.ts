import { type Observable, extract, fold, lookupKeys } from '../text/index.ts';
import { advise } from './advice.ts';
import { buildLookalikes, buildOwners } from './lookalike.ts';
import { createReader } from './reader.ts';
import { chooseReasons } from './reasons.ts';
import { compileBook } from './rules.ts';
import type { Check, CheckerParts, Grade, Listing, Lookup, Organisation, SeenObservable } from './types.ts';

/** An observable with everything the steps of a check found out about it. */
export interface Judged {
  seen: SeenObservable;
  owner?: Organisation;
  /** vouched for: listed as official, or owned by an organisation of the registry that lets nobody else publish there */
  official: boolean;
}

const hosts = new Set(['url', 'domain', 'email']);

/**
 * Compiles a pack's data and returns the check. It answers in a fixed order, the first that applies: confirmed by the
 * look-up → imitates a protected name → a scheme's rules → official → weak hints → nothing found. An observable that
 * the registry of official contact points holds is never taken for a scam or an imitation.
 * Pure: the look-up is passed in, and the same input with the same look-up gives the same verdict.
 * @throws when rules or brands name something that does not exist
 */
export function createChecker(parts: CheckerParts): Check {
  const { reference, registry, brands, schemes } = parts;
  const ownerOf = buildOwners(registry);
  const lookalikeOf = buildLookalikes(registry, brands);
  const byPhone = new Map(registry.organisations.flatMap((one) => (one.phones ?? []).map((phone) => [phone, one])));
  const book = compileBook(schemes, parts.hints ?? [], registry, (text) => fold(text).ascii);
  const read = createReader(book, parts);

  const judge = (observable: Observable, listing: Listing | undefined): Judged => {
    const owner = ownerOfObservable(observable);
    const official = listing?.kind === 'official' || (owner !== undefined && owner.openToAll !== true);
    const seen: SeenObservable = { ...observable, ...(listing === undefined ? {} : { listing }) };
    if (!official && observable.host !== undefined && observable.registrable !== undefined) {
      const lookalike = lookalikeOf(observable.host, observable.registrable);
      if (lookalike !== undefined) seen.lookalike = lookalike;
    }
    return { seen, official, ...(owner === undefined ? {} : { owner }) };
  };

  const ownerOfObservable = ({ kind, host, value }: Observable): Organisation | undefined => {
    if (host !== undefined && hosts.has(kind)) {
      const owner = ownerOf(host);
      if (owner !== undefined) return owner;
      const suffix = registry.suffixes.find((name) => host === name || host.endsWith(`.${name}`));
      return suffix === undefined ? undefined : { id: suffix, name: host, kind: 'agency', domains: [host] };
    }
    return kind === 'phone'
      ? (byPhone.get(value.replace(/^\+84/, '0')) ?? byPhone.get(value.replace(/^\+84/, '')))
      : undefined;
  };

  return (input, lookup) => {
    const observables = extract(input.text, reference);
    const listings = findListings(observables, lookup);
    const judged = observables.map((observable, index) => judge(observable, listings[index]));
    const reading = read(input, judged);
    const grade = gradeOf(judged, reading.best?.weight ?? 0, reading.hints.length, input.text.length);
    const scheme = grade === 'official' ? undefined : schemeOf(judged, reading.best?.scheme);
    return {
      grade,
      observables: judged.map(({ seen }) => seen),
      reasons: chooseReasons(grade, judged, reading, input.text),
      ...(scheme === undefined ? {} : { scheme }),
      ...advise(grade, scheme, judged, reading, parts),
      rulesVersion: schemes.version,
    };
  };
}

/** For each observable the listing of its most specific listed key; all keys go in one batch. */
function findListings(observables: Observable[], lookup: Lookup): (Listing | undefined)[] {
  const keys: string[] = [];
  const ends = observables.map((observable) => keys.push(...lookupKeys(observable)));
  const found = keys.length === 0 ? [] : lookup(keys);
  return ends.map((end, index) => {
    const { key, host } = observables[index] as Observable;
    for (let i = index === 0 ? 0 : (ends[index - 1] as number); i < end; i++) {
      const listing = found[i];
      if (listing !== undefined && (listing.exact !== true || keys[i] === key || keys[i] === host)) return listing;
    }
    return undefined;
  });
}

/** A rule of this weight or more makes a message very suspicious. */
export const suspicious = 5;

/**
 * How many letters may stand beside an official contact point for the answer still to be about that contact point ("số
 * 1900545413 có phải của Vietcombank không?"). A longer message only mentions it, and nobody vouches for the message.
 */
const besideOfficial = 60;

function gradeOf(judged: Judged[], weight: number, hints: number, length: number): Grade {
  if (judged.some(({ seen, official }) => !official && seen.listing?.kind === 'scam')) return 'confirmed-scam';
  if (judged.some(({ seen }) => seen.lookalike !== undefined) || weight >= suspicious) return 'very-suspicious';
  if (weight > 0) return 'unknown';
  const beside = judged.reduce((rest, { seen }) => rest - (seen.end - seen.start), length);
  if (judged.length > 0 && judged.every(({ official }) => official) && beside <= besideOfficial) return 'official';
  return hints > 0 ? 'unknown' : 'nothing-found';
}

function schemeOf(judged: Judged[], fromRules: string | undefined): string | undefined {
  const listed = judged.find(({ seen, official }) => !official && seen.listing?.kind === 'scam')?.seen.listing?.scheme;
  if (listed !== undefined) return listed;
  if (fromRules !== undefined) return fromRules;
  return judged.some(({ seen }) => seen.lookalike !== undefined) ? 'gia-mao-website' : undefined;
}
