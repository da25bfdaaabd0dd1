import type { RangeListing } from '@khien/engines/lookup';
import { compileReference, listingKeys, normalise } from '@khien/engines/text';
import { streamListings } from '@khien/features/feeds';
import { createGuard, indicatorQueries, type IndicatorRow } from '@khien/features/indicators';
import { reference, registry } from '@khien/packs/vietnam';
import type { Tx } from '@khien/platform/db';

export interface PublicEntry {
  key: string;
  listing: RangeListing;
}

/**
 * Everything listed as a scam that everybody may be told of, seen at one moment of the database. A list of hashes is
 * publication: whoever has it can try all telephone numbers. So nothing is in it but what was decided (TLP:CLEAR, by
 * our officers or by the source of a list), and an officer's word on a key is the only one.
 * Of several entries with one key the last one holds.
 */
export async function* readPublic(tx: Tx, now: Date): AsyncGenerator<PublicEntry> {
  const mayLeave = lastLook();
  const decided = new Set<string>();
  for await (const row of indicatorQueries.effective(tx)) decided.add(row.key);
  for await (const rows of streamListings(tx, now)) {
    for (const { key, source, scheme, listedOn, exact, tlp } of rows) {
      if (tlp !== 'CLEAR' || decided.has(key)) continue;
      const listing: RangeListing = { source, listedAt: listedOn };
      if (scheme !== null) listing.scheme = scheme;
      if (exact) listing.exact = true;
      yield* underKeys(key, listing);
    }
  }
  for await (const row of indicatorQueries.effective(tx)) {
    const open = row.state === 'listed' && row.verdict === 'scam' && row.tlp === 'CLEAR';
    if (!open || (row.expires_at !== null && row.expires_at <= now) || !mayLeave(row)) continue;
    const listedAt = (row.listed_at ?? row.created_at).toISOString().slice(0, 10);
    const listing: RangeListing = { source: row.source, listedAt, id: row.id };
    if (row.scheme !== null) listing.scheme = row.scheme;
    yield* underKeys(row.key, listing);
  }
}

const underKeys = (key: string, listing: RangeListing): PublicEntry[] =>
  listingKeys({ key }).map((stored) => ({ key: stored, listing }));

/** False for what has since become official or a suffix that strangers share. */
function lastLook(): (row: IndicatorRow) => boolean {
  const compiled = compileReference(reference);
  const refuse = createGuard(registry);
  return ({ kind, value }) => {
    const result = normalise(kind, value, compiled);
    return result.ok && refuse(result.observable) === undefined;
  };
}
