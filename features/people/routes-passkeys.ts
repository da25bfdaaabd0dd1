import { audit } from '@khien/platform/audit';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@khien/platform/auth';
import { violatedConstraint, withTx } from '@khien/platform/db';
import { type KhienApp, problem, route } from '@khien/platform/http';
import { z } from 'zod';
import { setSessionCookie, setSignInCookie, takeSignInCookie } from './cookies.ts';
import type { PeopleDeps } from './deps.ts';
import { addPasskey, findPasskey, notePasskeyUse, passkeysOf, readPasskeys, removePasskey } from './passkeys.ts';
import { startSession } from './routes-session.ts';
import { ceremony, loginBody, passkeyList, passkeyParams, registerBody } from './schema.ts';
import { beginSignIn, finishSignIn } from './sign-ins.ts';

/** WebAuthn: registering a passkey while signed in (an invitation signs in too), and signing in with one. */
export function passkeyRoutes(app: KhienApp, deps: PeopleDeps): void {
  const { db, clock, passkeys, secure } = deps;

  route(app, {
    method: 'POST',
    url: '/v1/auth/passkey/register/options',
    summary: 'Begin to register a passkey for the person who is signed in',
    tag: 'sign-in',
    permission: 'signed-in',
    limit: 'login',
    response: { 200: ceremony },
    examples: [{ ok: 200, as: 'officer' }],
    handler: async ({ actor, reply }) => {
      const existing = await passkeysOf(db, actor.userId);
      const options = await passkeys.registerOptions({ id: actor.userId, name: actor.name }, existing);
      const detail = { challenge: options.challenge };
      setSignInCookie(reply, secure, await beginSignIn(db, 'passkey-register', detail, actor.userId, clock()));
      return { options: { ...options } };
    },
  });

  route(app, {
    method: 'POST',
    url: '/v1/auth/passkey/register/verify',
    summary: 'Finish registering a passkey',
    tag: 'sign-in',
    permission: 'signed-in',
    limit: 'login',
    body: registerBody,
    response: { 204: z.null() },
    handler: async ({ actor, req, reply, body }) => {
      const token = takeSignInCookie(req, reply, secure);
      const attempt = token ? await finishSignIn(db, 'passkey-register', token, clock()) : undefined;
      if (!attempt || attempt.userId !== actor.userId) throw problem('auth.attempt-invalid');
      const response = body.response as RegistrationResponseJSON;
      const passkey = await passkeys.verifyRegistration(response, String(attempt.detail.challenge));
      if (!passkey) throw problem('auth.passkey-refused');
      const session = await withTx(db, async (tx) => {
        await addPasskey(tx, actor.userId, body.name, passkey, clock()).catch((error: unknown) => {
          throw violatedConstraint(error) ? problem('auth.passkey-taken') : error;
        });
        const subject = `user:${actor.userId}`;
        await audit(
          tx,
          { actor: actor.userId, action: 'passkey.add', subject, detail: { passkey: passkey.id } },
          clock,
        );
        // An invitation's session was only for this: it becomes a full one.
        return actor.method === 'invite' ? startSession(tx, deps, actor.userId, 'passkey') : undefined;
      });
      if (session) setSessionCookie(reply, secure, session.token, session.endsAt);
      return null;
    },
  });

  route(app, {
    method: 'POST',
    url: '/v1/auth/passkey/login/options',
    summary: 'Begin to sign in with a passkey; the browser shows which ones it has',
    tag: 'sign-in',
    permission: 'public',
    limit: 'login',
    response: { 200: ceremony },
    examples: [{ ok: 200 }],
    handler: async ({ reply }) => {
      const options = await passkeys.loginOptions();
      const detail = { challenge: options.challenge };
      setSignInCookie(reply, secure, await beginSignIn(db, 'passkey-login', detail, undefined, clock()));
      return { options: { ...options } };
    },
  });

  route(app, {
    method: 'POST',
    url: '/v1/auth/passkey/login/verify',
    summary: 'Finish signing in with a passkey',
    tag: 'sign-in',
    permission: 'public',
    limit: 'login',
    body: loginBody,
    response: { 204: z.null() },
    handler: async ({ req, reply, body }) => {
      const token = takeSignInCookie(req, reply, secure);
      const attempt = token ? await finishSignIn(db, 'passkey-login', token, clock()) : undefined;
      if (!attempt) throw problem('auth.attempt-invalid');
      const known = await findPasskey(db, body.response.id);
      if (!known) throw problem('auth.passkey-unknown');
      const response = body.response as AuthenticationResponseJSON;
      const used = await passkeys.verifyLogin(response, String(attempt.detail.challenge), known.passkey);
      if (!used) throw problem('auth.passkey-refused');
      const session = await withTx(db, async (tx) => {
        await notePasskeyUse(tx, known.passkey.id, used, clock());
        return startSession(tx, deps, known.userId, 'passkey');
      });
      setSessionCookie(reply, secure, session.token, session.endsAt);
      return null;
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/passkeys',
    summary: 'The passkeys of the person who is signed in',
    tag: 'sign-in',
    permission: 'signed-in',
    response: { 200: passkeyList },
    examples: [{ ok: 200, as: 'officer' }],
    handler: async ({ actor }) => ({ passkeys: await readPasskeys(db, actor.userId) }),
  });

  route(app, {
    method: 'DELETE',
    url: '/v1/passkeys/:id',
    summary: 'Remove a passkey of one’s own; not the last way in',
    tag: 'sign-in',
    permission: 'signed-in',
    params: passkeyParams,
    response: { 204: z.null() },
    examples: [{ params: { id: 'unknown' }, ok: 404, as: 'officer' }],
    handler: async ({ actor, params }) => {
      await withTx(db, async (tx) => {
        await removePasskey(tx, actor.userId, params.id);
        const subject = `user:${actor.userId}`;
        await audit(
          tx,
          { actor: actor.userId, action: 'passkey.remove', subject, detail: { passkey: params.id } },
          clock,
        );
      });
      return null;
    },
  });
}
