import type { Listing } from '@khien/engines/verdict';
import type { FeedListingRow } from '@khien/features/feeds';
import type { IndicatorRow, Tlp } from '@khien/features/indicators';

/** What the look-up table holds for a key: a listing and who may be told of it. */
export interface LookupRecord {
  listing: Listing;
  tlp: Tlp;
}

/** Short names, because there are millions: s source, l listed, e end, m scheme, i indicator, n name. */
interface Stored {
  s: string;
  l: string;
  e?: string;
  m?: string;
  i?: string;
  n?: string;
  /** 1: official instead of scam. */
  o?: 1;
  /** 1: this host only. */
  x?: 1;
  /** Left out for CLEAR. */
  t?: Tlp;
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** The record of an imported entry. */
export function feedRecord(entry: FeedListingRow): string {
  const stored: Stored = { s: entry.source, l: entry.listedOn, e: entry.expires };
  if (entry.scheme !== null) stored.m = entry.scheme;
  if (entry.exact) stored.x = 1;
  if (entry.tlp !== 'CLEAR') stored.t = entry.tlp;
  return JSON.stringify(stored);
}

/** The record of a listed indicator. */
export function indicatorRecord(row: IndicatorRow): string {
  const stored: Stored = { s: row.source, l: day(row.listed_at ?? row.created_at), i: row.id };
  if (row.expires_at) stored.e = row.expires_at.toISOString();
  if (row.scheme !== null) stored.m = row.scheme;
  if (row.name !== null) stored.n = row.name;
  if (row.verdict === 'official') stored.o = 1;
  if (row.tlp !== 'CLEAR') stored.t = row.tlp;
  return JSON.stringify(stored);
}

const utf8 = new TextDecoder();

/** What a record says at `now`; undefined when its time is over. */
export function readRecord(bytes: Uint8Array, now: number): LookupRecord | undefined {
  const stored = JSON.parse(utf8.decode(bytes)) as Stored;
  if (stored.e !== undefined && Date.parse(stored.e) <= now) return undefined;
  const listing: Listing = { kind: stored.o === 1 ? 'official' : 'scam', source: stored.s, listedAt: stored.l };
  if (stored.e !== undefined) listing.expires = stored.e;
  if (stored.m !== undefined) listing.scheme = stored.m;
  if (stored.i !== undefined) listing.id = stored.i;
  if (stored.n !== undefined) listing.name = stored.n;
  if (stored.x === 1) listing.exact = true;
  return { listing, tlp: stored.t ?? 'CLEAR' };
}
