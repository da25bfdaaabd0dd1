import {
  decodeDelta,
  encodeDelta,
  joinDeltas,
  type Manifest,
  openFuse16,
  shortHash,
  signedPart,
} from '@khien/engines/lookup';
import { verifyAsync } from '@noble/ed25519';
import type { Known } from './check.ts';

/** What is kept of the list between visits. */
export interface Kept {
  manifest: Manifest;
  /** When the server was last asked for a newer one; milliseconds. */
  lookedAt: number;
  filter: Uint8Array;
  /** What came and went since the filter was made; empty: nothing. */
  delta: Uint8Array;
}

/** Raised for a list that must not be used, whoever sent it. */
export class ListRefused extends Error {
  override name = 'ListRefused';
}

/** Bytes of an address of this server. */
export type Get = (path: string) => Promise<Uint8Array>;

/** A list of a million entries has 2.3 MB; more is not for telephones. */
const LARGEST = 4 << 20;
const DAY_MS = 86_400_000;

/** Once a day; a list past its day is replaced as soon as there is a network. */
export function isDue(kept: Kept | undefined, now: number): boolean {
  return !kept || now - kept.lookedAt > DAY_MS || Date.parse(kept.manifest.expires) <= now || kept.lookedAt > now;
}

/** What the list says of keys; one past its day says nothing, because what was taken off it must not live on here. */
export function openList({ manifest, filter, delta }: Kept, now: number): Known {
  if (Date.parse(manifest.expires) <= now) return { mayBeListed: () => false, asOf: undefined, old: true };
  const fuse = openFuse16(filter);
  const { added, removed } = delta.length > 0 ? decodeDelta(delta) : { added: [], removed: [] };
  const came = new Set<bigint>(added);
  const went = new Set<bigint>(removed);
  return {
    mayBeListed(key) {
      const hash = shortHash(key);
      return came.has(hash) || (fuse.has(hash) && !went.has(hash));
    },
    asOf: manifest.made,
    old: false,
  };
}

/**
 * Fetches the newest list: only what changed, where that is less than the whole.
 * @param get throws when the server cannot be reached
 * @throws ListRefused when the signature, the key known from the first time, the day, the version or a file is not right
 */
export async function fetchList(kept: Kept | undefined, get: Get, now: number): Promise<Kept> {
  const manifest = readManifest(await get('/v1/device/manifest'));
  await verify(manifest, kept?.manifest, now);
  if (kept && manifest.version === kept.manifest.version) return { ...kept, manifest, lookedAt: now };
  const file = async ({ url, bytes, sha256 }: Manifest['files']['filter']): Promise<Uint8Array> => {
    if (!/^\/v1\/device\/[\w/]+$/.test(url) || bytes > LARGEST) throw new ListRefused('not a file of a list');
    const got = await get(url);
    if (got.length !== bytes || (await hexHash(got)) !== sha256) throw new ListRefused('a file is not the signed one');
    return got;
  };
  const step = manifest.deltas.find(({ from }) => from === kept?.manifest.version);
  if (kept && step && kept.delta.length + step.bytes < manifest.files.filter.bytes) {
    const next = decodeDelta(await file(step));
    if (next.from !== kept.manifest.version || next.to !== manifest.version) throw new ListRefused('other changes');
    const delta = kept.delta.length > 0 ? encodeDelta(joinDeltas(decodeDelta(kept.delta), next)) : encodeDelta(next);
    return { manifest, lookedAt: now, filter: kept.filter, delta };
  }
  const filter = await file(manifest.files.filter);
  openFuse16(filter);
  return { manifest, lookedAt: now, filter, delta: new Uint8Array() };
}

function readManifest(bytes: Uint8Array): Manifest {
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
  const { version, made, expires, publicKey, signature, files, deltas } = manifest;
  const whole =
    Number.isSafeInteger(version) && version > 0 && Array.isArray(deltas) && typeof files?.filter === 'object';
  const texts = [made, expires, publicKey, signature].every((value) => typeof value === 'string');
  if (!whole || !texts) throw new ListRefused('no manifest');
  return manifest;
}

/** The key of the first list is remembered; from then on only its holder can send another. */
async function verify(manifest: Manifest, before: Manifest | undefined, now: number): Promise<void> {
  if (before && manifest.publicKey !== before.publicKey) throw new ListRefused('signed by somebody else');
  const signed = signedPart(manifest);
  const right = await verifyAsync(fromBase64(manifest.signature), signed, fromBase64(manifest.publicKey)).catch(
    () => false,
  );
  if (!right) throw new ListRefused('the signature is not right');
  if (!(Date.parse(manifest.expires) > now)) throw new ListRefused('past its day');
  if (before && manifest.version < before.version) throw new ListRefused('older than the one here');
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
}

async function hexHash(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
