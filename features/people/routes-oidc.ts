import type { OidcAttempt } from '@khien/platform/auth';
import { withTx } from '@khien/platform/db';
import { type KhienApp, Problem, problem, type ProblemCode, route } from '@khien/platform/http';
import { z } from 'zod';
import { setSessionCookie, setSignInCookie, takeSignInCookie } from './cookies.ts';
import type { PeopleDeps } from './deps.ts';
import { startSession } from './routes-session.ts';
import { callbackQuery, startQuery } from './schema.ts';
import { beginSignIn, finishSignIn } from './sign-ins.ts';
import { userOfSubject } from './users.ts';

/** The page that says what went wrong; the pages own the words, the code is from the error table. */
const failedPage = (code: ProblemCode) => `/dang-nhap?problem=${code}`;

/** Signing in at an OpenID provider: people are sent there and come back. Browsers only, hence redirects. */
export function oidcRoutes(app: KhienApp, deps: PeopleDeps): void {
  const { db, clock, secure } = deps;

  route(app, {
    method: 'GET',
    url: '/v1/auth/oidc/start',
    summary: 'Go to the OpenID provider to sign in; while signed in, link the provider’s account',
    tag: 'sign-in',
    permission: 'public',
    limit: 'login',
    query: startQuery,
    response: { 302: z.null() },
    examples: [{ query: { return: '/ban' }, ok: 302 }],
    handler: async ({ actor, req, reply, query }) => {
      if (!deps.oidc) return reply.redirect(failedPage('auth.no-oidc'));
      if (req.headers.host !== new URL(deps.origin).host) {
        // The provider sends people back to the configured address; the cookie must be set there.
        return reply.redirect(`${deps.origin}${req.url}`);
      }
      const begun = await deps.oidc.client.begin().catch((err: unknown) => {
        req.log.error({ err }, 'the sign-in service does not answer');
      });
      if (!begun) return reply.redirect(failedPage('auth.provider-away'));
      const detail = { ...begun.attempt, return: query.return };
      setSignInCookie(reply, secure, await beginSignIn(db, 'oidc', detail, actor?.userId, clock()));
      return reply.redirect(begun.url);
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/auth/oidc/callback',
    summary: 'Come back from the OpenID provider',
    tag: 'sign-in',
    permission: 'public',
    limit: 'login',
    query: callbackQuery,
    response: { 302: z.null() },
    examples: [{ query: { state: 'unknown' }, ok: 302 }],
    handler: async ({ req, reply }) => {
      try {
        const token = takeSignInCookie(req, reply, secure);
        const attempt = token ? await finishSignIn(db, 'oidc', token, clock()) : undefined;
        if (!attempt || !deps.oidc) throw problem('auth.attempt-invalid');
        const { issuer } = deps.oidc;
        const query = req.url.slice(req.url.indexOf('?'));
        const person = await deps.oidc.client
          .finish(query, attempt.detail as unknown as OidcAttempt)
          .catch((cause: unknown) => {
            throw problem('auth.attempt-invalid', { cause });
          });
        const session = await withTx(db, async (tx) => {
          const userId = await userOfSubject(tx, issuer, person.subject, attempt.userId);
          if (!userId) throw problem('auth.unknown-person');
          return startSession(tx, deps, userId, 'oidc');
        });
        setSessionCookie(reply, secure, session.token, session.endsAt);
        return reply.redirect(String(attempt.detail.return));
      } catch (error) {
        // A person is looking at a browser here: a page with words, not a document for programs.
        if (!(error instanceof Problem)) throw error;
        req.log.warn({ code: error.code, cause: error.options.cause }, 'sign-in refused');
        return reply.redirect(failedPage(error.code));
      }
    },
  });
}
