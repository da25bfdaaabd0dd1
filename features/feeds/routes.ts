import { type KhienApp, problem, route } from '@khien/platform/http';
import { z } from 'zod';
import { type ExportName, exportFormats, exportNames } from './export.ts';
import { listSources } from './queries.ts';
import { FeedSourceView, ImportAnswer, ImportInput, MAX_UPLOAD } from './schema.ts';
import type { FeedService } from './service.ts';
import { lineWords } from './words.ts';

const about: Record<ExportName, string> = {
  'hosts.txt': 'Confirmed scam names as a hosts file',
  'rpz.zone': 'Confirmed scam names as a DNS response policy zone',
  'adguard.txt': 'Confirmed scam sites as a filter list for AdGuard and uBlock Origin',
  'suricata.rules': 'Confirmed scam sites as Suricata rules with stable sids',
  'indicators.csv': 'Confirmed scams as CSV',
  'indicators.json': 'Confirmed scams as JSON',
};

export function feedRoutes(app: KhienApp, service: FeedService): void {
  for (const name of exportNames) {
    route(app, {
      method: 'GET',
      url: `/v1/feeds/${name}`,
      summary: `${about[name]}; TLP:CLEAR only, with ETag and Last-Modified`,
      tag: 'feeds',
      permission: 'public',
      query: z.object({ scope: z.enum(['public', 'personal']).default('public') }),
      produces: exportFormats[name].type,
      response: { 200: z.string(), 304: z.null() },
      examples: [{ ok: 200 }],
      handler: async ({ query, actor, req, reply }) => {
        const personal = query.scope === 'personal';
        if (personal && !actor) throw problem('auth.sign-in');
        if (personal && !actor?.can('feed.read-restricted')) throw problem('auth.forbidden');
        const list = await service.openExport(name, personal);
        // Kept by everybody but asked about each time: what was taken off must not live on in somebody's cache.
        reply.headers({
          etag: list.etag,
          'last-modified': list.lastModified.toUTCString(),
          'cache-control': personal ? 'private, no-cache' : 'public, no-cache',
        });
        if (unchanged(req.headers['if-none-match'], req.headers['if-modified-since'], list)) {
          reply.code(304);
          return null;
        }
        if (personal && actor) await service.tellExport(actor, name);
        return list.read();
      },
    });
  }

  route(app, {
    method: 'GET',
    url: '/v1/feed-sources',
    summary: 'Imported lists',
    tag: 'feeds',
    permission: 'indicator.read',
    response: { 200: z.object({ items: z.array(FeedSourceView) }) },
    examples: [{ ok: 200, as: 'analyst' }],
    handler: async () => ({
      items: (await listSources(service.db)).map((row) => ({
        name: row.name,
        format: row.format,
        tlp: row.tlp,
        entries: row.entries,
        importedAt: row.imported_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
      })),
    }),
  });

  route(app, {
    method: 'POST',
    url: '/v1/feed-sources',
    summary: 'Import a list of up to 4 MB; it replaces what the same source held before',
    tag: 'feeds',
    permission: 'feed.import',
    bodyLimit: 2 * MAX_UPLOAD,
    body: ImportInput,
    response: { 200: ImportAnswer },
    examples: [
      {
        body: {
          source: 'vi-du',
          format: 'hosts',
          expires: '2027-11-21T00:00:00Z',
          content: '0.0.0.0 vietcombank.vn-ms.example\n',
        },
        ok: 200,
        as: 'analyst',
      },
    ],
    handler: async ({ body, actor }) => {
      const { content, expires, ...options } = body;
      const summary = await service.importText(actor, content, { ...options, expires: new Date(expires) });
      if (!summary.imported) {
        throw problem('feed.wrong-lines', {
          issues: (locale) =>
            summary.wrong.first.slice(0, 100).map(({ line, problem: code, text }) => ({
              path: `body.content.${line}`,
              code,
              message: `${locale === 'vi' ? 'Dòng' : 'Line'} ${line}: ${lineWords[code][locale]}${text && ` (${text})`}`,
            })),
        });
      }
      return summary;
    },
  });
}

/** RFC 9110 §13.2.2: the tag decides where there is one, the date otherwise. */
function unchanged(tags: string | undefined, since: string | undefined, list: { etag: string; lastModified: Date }) {
  if (tags !== undefined)
    return tags.split(',').some((tag) => [list.etag, '*'].includes(tag.trim().replace(/^W\//, '')));
  return since !== undefined && Math.floor(list.lastModified.getTime() / 1000) * 1000 <= Date.parse(since);
}
