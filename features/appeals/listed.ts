import { type CompiledReference, lookupKeys, normalise } from '@khien/engines/text';
import type { Listing } from '@khien/engines/verdict';
import { type IndicatorKind, indicatorKinds } from '@khien/features/indicators';

/** What is listed, found by what a person wrote. */
export interface Listed {
  kind: IndicatorKind;
  value: string;
  key: string;
  /** Absent when only imported lists hold it. */
  indicatorId?: string;
}

export type Lookup = (keys: string[]) => (Listing | undefined)[] | Promise<(Listing | undefined)[]>;

/**
 * Reads a value in every way it can be meant (0912 345 678 may be a phone number or an account) and answers with the
 * first that is listed as a scam. A page under a listed domain is answered with the domain: that is what is listed.
 */
export async function findListed(value: string, ref: CompiledReference, lookup: Lookup): Promise<Listed | undefined> {
  for (const kind of indicatorKinds) {
    const read = normalise(kind, value, ref);
    if (!read.ok || !isListable(read.observable.kind)) continue;
    const { observable } = read;
    const keys = lookupKeys(observable);
    const listings = await lookup(keys);
    const at = listings.findIndex((listing) => listing?.kind === 'scam');
    const [key, listing] = [keys[at], listings[at]];
    if (key === undefined || listing === undefined) continue;
    const found =
      key === observable.key || !/^[^:/]+$/.test(key)
        ? { kind: isListable(observable.kind) ? observable.kind : kind, value: observable.value, key: observable.key }
        : { kind: 'domain' as const, value: key, key };
    return { ...found, ...(listing.id && { indicatorId: listing.id }) };
  }
  return undefined;
}

const listable: ReadonlySet<string> = new Set(indicatorKinds);
const isListable = (kind: string): kind is IndicatorKind => listable.has(kind);
