import { createHash } from 'node:crypto';
import { buildFuse16, encodeDelta, type Manifest, shortHash, signedPart } from '@khien/engines/lookup';
import { getPublicKeyAsync, signAsync, utils } from '@noble/ed25519';
import { describe, expect, it } from 'vitest';
import { fetchList, isDue, type Kept, ListRefused, openList } from './list.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const secret = utils.randomSecretKey();

interface Offer {
  version: number;
  keys: string[];
  changed?: { from: number; added: string[]; removed: string[] };
  expires?: number;
  secret?: Uint8Array;
  /** Done to the manifest after it was signed. */
  forge?: (manifest: Manifest) => void;
  /** Sent instead of the files. */
  files?: Uint8Array;
}

const hashes = (keys: string[]) => BigUint64Array.from(keys, shortHash).sort();
const asked: string[] = [];

/** A server that offers one list, with real filters and signatures. */
async function serve({ version, keys, changed, expires = NOW + 7 * DAY, secret: by = secret, forge, files }: Offer) {
  const filter = buildFuse16(hashes(keys));
  const delta = changed && encodeDelta({ to: version, from: changed.from, ...both(changed) });
  const describeFile = (url: string, bytes: Uint8Array) => ({
    url,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  const unsigned = {
    version,
    made: new Date(NOW).toISOString(),
    expires: new Date(expires).toISOString(),
    entries: keys.length,
    publicKey: base64(await getPublicKeyAsync(by)),
    files: { filter: describeFile(`/v1/device/filter/${version}`, filter) },
    deltas: delta && changed ? [{ from: changed.from, ...describeFile('/v1/device/delta/d', delta) }] : [],
  };
  const manifest: Manifest = { ...unsigned, signature: base64(await signAsync(signedPart(unsigned), by)) };
  forge?.(manifest);
  return async (path: string): Promise<Uint8Array> => {
    asked.push(path);
    if (path === '/v1/device/manifest') return new TextEncoder().encode(JSON.stringify(manifest));
    return files ?? (path.startsWith('/v1/device/filter/') ? filter : (delta as Uint8Array));
  };
}

const both = ({ added, removed }: { added: string[]; removed: string[] }) => ({
  added: hashes(added),
  removed: hashes(removed),
});
const many = Array.from({ length: 500 }, (_, i) => `tel:+849${String(i).padStart(8, '0')}`);
const refused = (offer: Offer, kept?: Kept) =>
  expect(serve(offer).then((get) => fetchList(kept, get, NOW))).rejects.toThrow(ListRefused);
const first = async () => fetchList(undefined, await serve({ version: 5, keys: many }), NOW);

describe('a list', () => {
  it('knows what is on it, and its day', async () => {
    const known = openList(await first(), NOW);
    expect(many.every(known.mayBeListed)).toBe(true);
    expect(known.mayBeListed('tel:+84912345678')).toBe(false);
    expect(known.asOf).toBe('2026-11-21T12:00:00.000Z');
  });

  it('is not used past its day', async () => {
    const known = openList(await first(), NOW + 8 * DAY);
    expect(known).toMatchObject({ old: true, asOf: undefined });
    expect(known.mayBeListed(many[0] ?? '')).toBe(false);
  });

  it('is looked for once a day', async () => {
    const kept = await first();
    expect(isDue(undefined, NOW)).toBe(true);
    expect(isDue(kept, NOW + DAY / 2)).toBe(false);
    expect(isDue(kept, NOW + DAY + 1)).toBe(true);
  });

  it('of the same version is not fetched again', async () => {
    const kept = await first();
    asked.length = 0;
    const again = await fetchList(kept, await serve({ version: 5, keys: many }), NOW + DAY);
    expect(asked).toEqual(['/v1/device/manifest']);
    expect(again.lookedAt).toBe(NOW + DAY);
  });
});

describe('changes', () => {
  it('are fetched instead of the whole, and add up', async () => {
    const one = { from: 5, added: ['tel:+84a', 'x.top'], removed: [many[0] ?? ''] };
    const two = { from: 6, added: [many[0] ?? ''], removed: ['x.top', many[1] ?? ''] };
    asked.length = 0;
    let kept = await fetchList(await first(), await serve({ version: 6, keys: many, changed: one }), NOW);
    expect(asked.some((path) => path.startsWith('/v1/device/filter/6'))).toBe(false);
    expect(['tel:+84a', 'x.top', many[0] ?? '', many[2] ?? ''].map(openList(kept, NOW).mayBeListed)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    kept = await fetchList(kept, await serve({ version: 7, keys: many, changed: two }), NOW);
    expect(['tel:+84a', 'x.top', many[0] ?? '', many[1] ?? ''].map(openList(kept, NOW).mayBeListed)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('are not fetched where the whole is less', async () => {
    const changed = { from: 5, added: many.map((key) => `${key}9`), removed: [] };
    asked.length = 0;
    const kept = await fetchList(await first(), await serve({ version: 6, keys: many, changed }), NOW);
    expect(asked).toContain('/v1/device/filter/6');
    expect(kept.delta.length).toBe(0);
  });
});

describe('refused is', () => {
  it('a manifest changed after it was signed', () =>
    refused({ version: 5, keys: many, forge: (manifest) => Object.assign(manifest, { version: 6 }) }));
  it('a list signed by somebody else than the first', async () =>
    refused({ version: 6, keys: many, secret: utils.randomSecretKey() }, await first()));
  it('an older list', async () => refused({ version: 4, keys: many }, await first()));
  it('a list past its day', () => refused({ version: 5, keys: many, expires: NOW - 1 }));
  it('a file that is not the signed one', () => refused({ version: 5, keys: many, files: buildFuse16([1n]) }));
  it('something else', () =>
    expect(fetchList(undefined, async () => new TextEncoder().encode('{"version":1}'), NOW)).rejects.toThrow(
      ListRefused,
    ));
});
