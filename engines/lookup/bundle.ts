/**
 * What a device downloads to tell the listed from the rest by itself: a signed manifest, a filter (`fuse.ts`), and
 * what changed since an older filter.
 */

/** Raised for a change file that is none, or cut short. */
export class DeltaError extends Error {
  override name = 'DeltaError';
}

export interface BundleFile {
  /** Path on this server. */
  url: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

export interface Manifest {
  /** Grows with each list; a device never goes back. */
  version: number;
  /** When the list was made; ISO 8601. */
  made: string;
  /** After this the filter must not be used any more; ISO 8601. */
  expires: string;
  /** How many keys the filter holds. */
  entries: number;
  /** Ed25519, raw, base64url. */
  publicKey: string;
  files: { filter: BundleFile };
  /** From which older versions one need not download the whole filter again. */
  deltas: (BundleFile & { from: number })[];
  /** Ed25519 over {@link signedPart}, base64url. */
  signature: string;
}

/** The bytes a signature is made over: the manifest as it was sent, without the signature, as compact JSON in UTF-8. */
export function signedPart(manifest: Omit<Manifest, 'signature'>): Uint8Array {
  const { signature: _, ...signed } = manifest as Manifest;
  return new TextEncoder().encode(JSON.stringify(signed));
}

/** Keys by their short hash (`shortHash`), ascending, none in both. */
export interface Delta {
  from: number;
  to: number;
  added: BigUint64Array;
  removed: BigUint64Array;
}

const MAGIC = 0x3144_464b;
const HEADER = 20;

/** Little-endian: magic `KFD1` · from u32 · to u32 · number added u32 · number removed u32 · added u64[] · removed u64[]. */
export function encodeDelta({ from, to, added, removed }: Delta): Uint8Array {
  const bytes = new Uint8Array(HEADER + 8 * (added.length + removed.length));
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [MAGIC, from, to, added.length, removed.length].entries()) view.setUint32(4 * i, word, true);
  added.forEach((hash, i) => view.setBigUint64(HEADER + 8 * i, hash, true));
  removed.forEach((hash, i) => view.setBigUint64(HEADER + 8 * (added.length + i), hash, true));
  return bytes;
}

/** @throws DeltaError */
export function decodeDelta(bytes: Uint8Array): Delta {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC) throw new DeltaError('not a change file');
  const counts = [view.getUint32(12, true), view.getUint32(16, true)] as const;
  if (bytes.length !== HEADER + 8 * (counts[0] + counts[1])) throw new DeltaError('the change file is damaged');
  const read = (count: number, start: number) =>
    BigUint64Array.from({ length: count }, (_, i) => view.getBigUint64(HEADER + 8 * (start + i), true));
  return {
    from: view.getUint32(4, true),
    to: view.getUint32(8, true),
    added: read(counts[0], 0),
    removed: read(counts[1], counts[0]),
  };
}

/** What is in `after` and not in `before`, and the reverse; both ascending. */
export function compareHashes(before: BigUint64Array, after: BigUint64Array): Pick<Delta, 'added' | 'removed'> {
  const added: bigint[] = [];
  const removed: bigint[] = [];
  let b = 0;
  for (let a = 0; a < after.length || b < before.length; ) {
    const [next, old] = [after[a], before[b]];
    if (old === undefined || (next !== undefined && next < old)) {
      added.push(next as bigint);
      a++;
    } else if (next === undefined || old < next) {
      removed.push(old);
      b++;
    } else {
      a++;
      b++;
    }
  }
  return { added: BigUint64Array.from(added), removed: BigUint64Array.from(removed) };
}

/** One change file that does what two in a row do. */
export function joinDeltas(first: Delta, second: Delta): Delta {
  const added = new Set(first.added);
  const removed = new Set(first.removed);
  for (const hash of second.added) if (!removed.delete(hash)) added.add(hash);
  for (const hash of second.removed) if (!added.delete(hash)) removed.add(hash);
  return {
    from: first.from,
    to: second.to,
    added: BigUint64Array.from(added).sort(),
    removed: BigUint64Array.from(removed).sort(),
  };
}
