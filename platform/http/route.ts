import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { bodyOf, DEFAULT_BODY_LIMIT, findNul } from './body.ts';
import { type InputIssue, type Locale, problem } from './errors.ts';
import { describeIssues, parseOptions } from './issues.ts';
import type { AnyRoute, Ctx, KhienApp, RouteDef, SignedInCtx } from './types.ts';

type Access = RouteDef['permission'];

/**
 * Adds a route: limit → who → input → handler → answer through the response schema.
 * @throws at registration when the response schema is missing.
 */
export function route<
  const R extends Record<number, z.ZodType>,
  const A extends Access,
  B extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  P extends z.ZodType | undefined = undefined,
>(app: KhienApp, def: RouteDef<B, Q, P, R, A>): void {
  const { handler, ...kept } = def;
  const known = kept as AnyRoute;
  if (Object.keys(def.response).length === 0) throw new Error(`${def.method} ${def.url} names no response`);
  app.khienRoutes.push(known);
  app.route({
    method: def.method,
    url: def.url,
    config: { khien: true },
    bodyLimit: def.upload ? def.upload.maxBytes + DEFAULT_BODY_LIMIT : (def.bodyLimit ?? DEFAULT_BODY_LIMIT),
    // Limits and permissions come before the body is read: who may not call cannot make the server work.
    onRequest: async (req) => {
      app.khien.limiter.take(def.limit ?? 'api', app.khien.clientKey(req));
      await admit(app, req, known);
    },
    handler: async (req, reply) => {
      const ctx = await readInput(app, req, reply, known);
      const result = await handler(ctx as unknown as Parameters<typeof handler>[0]);
      return reply.sent || result === reply ? reply : answer(reply, known, result);
    },
  });
}

async function admit(app: KhienApp, req: FastifyRequest, def: AnyRoute): Promise<void> {
  const actor = await app.khien.authenticate(req);
  const safe = req.method === 'GET' || req.method === 'HEAD';
  const own = safe || app.khien.sameOrigin(req);
  if (def.permission === 'public') {
    // Without authority there is nothing to misuse: another site's call counts as nobody's.
    req.actor = own ? actor : undefined;
    return;
  }
  if (!actor) throw problem('auth.sign-in');
  if (!own) throw problem('auth.cross-site');
  if (def.permission !== 'signed-in' && !actor.can(def.permission)) throw problem('auth.forbidden');
  req.actor = actor;
}

async function readInput(app: KhienApp, req: FastifyRequest, reply: FastifyReply, def: AnyRoute) {
  const { body, upload } = await bodyOf(req, def);
  const wrong: ((locale: Locale) => InputIssue[])[] = [];
  const parsed: Record<string, unknown> = {};
  for (const [part, schema, value] of [
    ['params', def.params, req.params],
    ['query', def.query, req.query],
    ['body', def.body, body],
  ] as const) {
    if (!schema) continue;
    const nul = findNul(value, part);
    if (nul) {
      const said = {
        vi: 'Có ký tự không dùng được (U+0000).',
        en: 'There is a character that cannot be used (U+0000).',
      };
      wrong.push((locale) => [{ path: nul, code: 'nul', message: said[locale] }]);
      continue;
    }
    const result = schema.safeParse(value, parseOptions);
    if (result.success) parsed[part] = result.data;
    else wrong.push((locale) => describeIssues(part, result.error.issues, locale));
  }
  if (wrong.length > 0) throw problem('input.invalid', { issues: (locale) => wrong.flatMap((one) => one(locale)) });
  const ctx: Ctx = {
    actor: req.actor,
    locale: req.locale,
    req,
    reply,
    clientKey: app.khien.clientKey(req),
    ...(upload ? { upload } : {}),
  };
  return { ...ctx, body: parsed.body, query: parsed.query, params: parsed.params } as SignedInCtx;
}

function answer(reply: FastifyReply, def: AnyRoute, result: unknown): FastifyReply {
  const first = Number(Object.keys(def.response)[0]);
  const status = reply.statusCode !== 200 || 200 in def.response ? reply.statusCode : first;
  const schema = def.response[status];
  if (!schema) throw new Error(`${def.method} ${def.url} answered ${status}, which it does not declare`);
  reply.code(status);
  if (status === 204 || status === 304 || (status >= 300 && status < 400)) return reply.send();
  if (def.produces && status < 300) return reply.type(def.produces).send(result);
  const allowed = schema.safeParse(result);
  if (!allowed.success) {
    // Paths and rules only: the values may be personal data.
    const where = allowed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join(', ');
    throw new Error(`${def.method} ${def.url} broke its response schema: ${where}`);
  }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(allowed.data));
}
