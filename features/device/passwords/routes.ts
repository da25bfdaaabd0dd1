import { type Ctx, type KhienApp, problem, route } from '@khien/platform/http';
import { z } from 'zod';
import { notChanged } from '../headers.ts';
import { mayAskThree } from './answers.ts';
import type { HashMode } from './format.ts';
import type { PasswordService } from './service.ts';

/** Three hex digits or five. */
export const isPrefix = (text: string): boolean => /^(?:[0-9a-f]{3}|[0-9a-f]{5})$/i.test(text);

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
    const right = isPrefix(asked) && (asked.length === 5 || (only === undefined && mayAskThree(held.store.header)));
    if (!right) throw problem('range.prefix', { params: { digits: 5 } });
    const headers = padded ? held.headers.padded : held.headers.bare;
    reply.headers(headers);
    if (notChanged(req.headers['if-none-match'], headers.etag ?? '')) {
      reply.code(304);
      return null;
    }
    const [lines, fillers] = await held.answers.answer(asked.toUpperCase(), padded);
    return lines + fillers.toString('latin1');
  }
}
