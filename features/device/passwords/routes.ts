import { type Ctx, type KhienApp, problem, route } from '@khien/platform/http';
import { z } from 'zod';
import { notChanged } from '../headers.ts';
import { mayAskThree } from './answers.ts';
import type { HashMode } from './format.ts';
import type { OpenPasswords, PasswordService } from './service.ts';

/** As long as haveibeenpwned.com says. */
const CACHE = 'public, max-age=2678400';

/** What every answer of the given kind says of itself; also where it is given without Fastify. */
export const passwordHeaders = (held: OpenPasswords, padded: boolean): Record<string, string> => ({
  'content-type': 'text/plain',
  'cache-control': CACHE,
  etag: `"${held.tag}${padded ? '-p' : ''}"`,
  vary: 'add-padding',
  'access-control-allow-origin': '*',
});

export const wantsPadding = (header: string | string[] | undefined): boolean => /^true$/i.test(String(header));

export function passwordRoutes(app: KhienApp, passwords: PasswordService): void {
  route(app, {
    method: 'GET',
    url: '/range/:prefix',
    summary:
      'Leaked passwords whose hash begins so, in the format of haveibeenpwned.com; Add-Padding: true hides how many',
    tag: 'device',
    permission: 'public',
    params: z.object({ prefix: z.string().max(64) }),
    query: z.object({ mode: z.enum(['sha1', 'ntlm']).default('sha1') }),
    produces: 'text/plain',
    response: { 200: z.string(), 304: z.null() },
    examples: [
      { params: { prefix: '5BAA6' }, ok: 200 },
      { params: { prefix: '5baa61' }, ok: 400 },
      { params: { prefix: '5BAA6' }, query: { mode: 'ntlm' }, ok: 400 },
    ],
    handler: (ctx) => answer(ctx, ctx.params.prefix, ctx.query.mode, wantsPadding(ctx.req.headers['add-padding']), 5),
  });

  route(app, {
    method: 'GET',
    url: '/v1/range/password/:prefix',
    summary: 'The same, always padded; also by three digits where the list is short, which tells the server less',
    tag: 'device',
    permission: 'public',
    params: z.object({ prefix: z.string().max(64) }),
    produces: 'text/plain',
    response: { 200: z.string(), 304: z.null() },
    examples: [
      { params: { prefix: '5BAA6' }, ok: 200 },
      { params: { prefix: '5ba' }, ok: 200 },
      { params: { prefix: '5BAA' }, ok: 400 },
    ],
    handler: (ctx) => answer(ctx, ctx.params.prefix, 'sha1', true),
  });

  async function answer({ req, reply }: Ctx, asked: string, mode: HashMode, padded: boolean, only?: 5) {
    const held = passwords.of(mode);
    if (!held && mode === 'ntlm') throw problem('range.no-ntlm');
    if (!held) throw problem('range.not-ready', { headers: { 'retry-after': '5' } });
    const three = only === undefined && mayAskThree(held.store.header);
    if (!/^[0-9a-f]+$/i.test(asked) || !(asked.length === 5 || (three && asked.length === 3)))
      throw problem('range.prefix', { params: { digits: 5 } });
    const headers = passwordHeaders(held, padded);
    reply.headers(headers);
    if (notChanged(req.headers['if-none-match'], headers.etag ?? '')) {
      reply.code(304);
      return null;
    }
    return Buffer.concat(await held.answers.answer(asked.toUpperCase(), padded));
  }
}
