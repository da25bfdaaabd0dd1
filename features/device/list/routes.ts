import { prefixDigits, type RangeKind, rangeKinds } from '@khien/engines/lookup';
import { type KhienApp, problem, route } from '@khien/platform/http';
import { z } from 'zod';
import { notChanged } from '../headers.ts';
import type { ListStore } from './store.ts';

const File = z.object({ url: z.string(), bytes: z.int(), sha256: z.string() });
const ManifestAnswer = z.object({
  version: z.int(),
  made: z.iso.datetime(),
  expires: z.iso.datetime(),
  entries: z.int(),
  publicKey: z.string(),
  files: z.object({ filter: File }),
  deltas: z.array(z.object({ from: z.int(), ...File.shape })),
  signature: z.string(),
});

/** What was taken off the list must not live on in a cache for long. */
export const rangeHeaders = (version: number): Record<string, string> => ({
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'public, max-age=300',
  etag: `"${version}"`,
  vary: 'accept-encoding',
  'access-control-allow-origin': '*',
});

export const isRangePrefix = (kind: RangeKind, prefix: string): boolean =>
  prefix.length === prefixDigits[kind] && /^[0-9a-f]+$/i.test(prefix);

const FOR_EVER = 'public, max-age=31536000, immutable';

const Version = z.coerce.number().int().min(1).max(0xffff_ffff);

export function listRoutes(app: KhienApp, store: ListStore): void {
  const notReady = () => problem('device.not-ready', { headers: { 'retry-after': '5' } });

  route(app, {
    method: 'GET',
    url: '/v1/range/:kind/:prefix',
    summary: 'Listed numbers, accounts or hosts whose hash begins so: asks without saying what is asked; padded',
    tag: 'device',
    permission: 'public',
    params: z.object({ kind: z.enum(rangeKinds as [RangeKind, ...RangeKind[]]), prefix: z.string().max(64) }),
    produces: 'text/plain; charset=utf-8',
    response: { 200: z.string(), 304: z.null() },
    examples: [
      { params: { kind: 'phone', prefix: '3fa' }, ok: 200 },
      { params: { kind: 'account', prefix: '07c' }, ok: 200 },
      { params: { kind: 'host', prefix: '5e884898' }, ok: 200 },
      { params: { kind: 'phone', prefix: '3fa2b' }, ok: 400 },
    ],
    handler: async ({ params: { kind, prefix }, req, reply }) => {
      if (!isRangePrefix(kind, prefix)) throw problem('range.prefix', { params: { digits: prefixDigits[kind] } });
      const answers = store.answers(kind);
      if (!answers) throw notReady();
      const headers = rangeHeaders(store.version());
      reply.headers(headers);
      if (notChanged(req.headers['if-none-match'], headers.etag ?? '')) {
        reply.code(304);
        return null;
      }
      return answers.answer(prefix.toLowerCase());
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/device/manifest',
    summary:
      'What a device downloads to check by itself: the newest filter and changes since older ones, signed (Ed25519)',
    tag: 'device',
    permission: 'public',
    response: { 200: ManifestAnswer },
    examples: [{ ok: 200 }],
    handler: async ({ reply }) => {
      const manifest = store.manifest();
      if (!manifest) throw notReady();
      reply.header('cache-control', 'public, max-age=60');
      return manifest;
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/device/filter/:version',
    summary: 'Binary fuse filter over the short hashes of everything listed in public',
    tag: 'device',
    permission: 'public',
    params: z.object({ version: Version }),
    produces: 'application/octet-stream',
    response: { 200: z.string() },
    examples: [{ params: { version: '1' }, ok: 404 }],
    handler: async ({ params, reply }) => {
      const bytes = await store.filter(params.version);
      if (!bytes) throw problem('device.version-gone');
      reply.header('cache-control', FOR_EVER);
      return bytes;
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/device/delta/:from/:to',
    summary: 'Short hashes that came and went between an older version and the newest',
    tag: 'device',
    permission: 'public',
    params: z.object({ from: Version, to: Version }),
    produces: 'application/octet-stream',
    response: { 200: z.string() },
    examples: [{ params: { from: '1', to: '2' }, ok: 404 }],
    handler: async ({ params, reply }) => {
      const bytes = store.delta(params.from, params.to);
      if (!bytes) throw problem('device.version-gone');
      reply.header('cache-control', FOR_EVER);
      return bytes;
    },
  });
}
