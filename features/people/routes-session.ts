import { audit } from '@khien/platform/audit';
import { allPermissions, type SignInMethod } from '@khien/platform/auth';
import { withTx } from '@khien/platform/db';
import { type KhienApp, route } from '@khien/platform/http';
import { z } from 'zod';
import { clearSessionCookie, SESSION_COOKIE, setSessionCookie } from './cookies.ts';
import type { PeopleDeps } from './deps.ts';
import { redeemBody, sessionAnswer, unitList } from './schema.ts';
import { closeSession, openSession } from './sessions.ts';
import { readUnits } from './units.ts';
import { redeem } from './users.ts';

/** Units for everybody; who is signed in; invitations. */
export function sessionRoutes(app: KhienApp, deps: PeopleDeps): void {
  const { db, clock, secure } = deps;

  route(app, {
    method: 'GET',
    url: '/v1/units',
    summary: 'The units of the province: the tree that permissions follow',
    tag: 'people',
    permission: 'public',
    response: { 200: unitList },
    examples: [{ ok: 200 }],
    handler: async ({ reply }) => {
      reply.header('cache-control', 'public, max-age=3600');
      const units = await readUnits(db);
      return { units: units.map(({ retired_at, ...unit }) => ({ ...unit, retired: retired_at !== null })) };
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/session',
    summary: 'Who is signed in, what they may do, and which ways of signing in there are',
    tag: 'sign-in',
    permission: 'public',
    response: { 200: sessionAnswer },
    examples: [{ ok: 200 }, { ok: 200, as: 'officer' }],
    handler: async ({ actor }) => {
      return {
        user: actor
          ? {
              id: actor.userId,
              name: actor.name,
              method: actor.method,
              grants: [...actor.grants],
              permissions: allPermissions.filter((permission) => actor.can(permission)),
            }
          : null,
        signIn: { passkey: true, oidc: deps.oidc?.kind ?? null },
      };
    },
  });

  route(app, {
    method: 'DELETE',
    url: '/v1/session',
    summary: 'Sign out',
    tag: 'sign-in',
    permission: 'public',
    response: { 204: z.null() },
    examples: [{ ok: 204, as: 'officer' }],
    handler: async ({ actor, req, reply }) => {
      const token = req.cookies[SESSION_COOKIE];
      if (actor && token) {
        await withTx(db, async (tx) => {
          await closeSession(tx, token);
          await audit(tx, { actor: actor.userId, action: 'session.close', subject: `user:${actor.userId}` }, clock);
        });
        clearSessionCookie(reply, secure);
      }
      return null;
    },
  });

  route(app, {
    method: 'POST',
    url: '/v1/auth/invites/redeem',
    summary: 'Use an invitation: opens a short session for setting up a passkey',
    tag: 'sign-in',
    permission: 'public',
    limit: 'login',
    body: redeemBody,
    response: { 204: z.null() },
    examples: [{ body: { code: '0000-000-0000' }, ok: 403 }],
    handler: async ({ body, reply }) => {
      const session = await withTx(db, async (tx) => {
        const userId = await redeem(tx, deps.vault, body.code, clock());
        return startSession(tx, deps, userId, 'invite');
      });
      setSessionCookie(reply, secure, session.token, session.endsAt);
      return null;
    },
  });
}

/** Opens a session and writes down that somebody signed in, and how. */
export async function startSession(tx: PeopleDeps['db'], deps: PeopleDeps, userId: string, method: SignInMethod) {
  const session = await openSession(tx, userId, method, deps.clock());
  await audit(tx, { actor: userId, action: 'session.open', subject: `user:${userId}`, detail: { method } }, deps.clock);
  return session;
}
