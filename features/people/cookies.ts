import type { Ctx } from '@khien/platform/http';
import { SIGN_IN_MINUTES } from './sign-ins.ts';

export const SESSION_COOKIE = 'khien_session';
const SIGN_IN_COOKIE = 'khien_sign_in';

type Reply = Ctx['reply'];
type Request = Ctx['req'];

/** Cookies that scripts cannot read and other sites' forms do not send. */
const base = (secure: boolean, path: string) => ({ path, httpOnly: true, sameSite: 'lax', secure }) as const;

export function setSessionCookie(reply: Reply, secure: boolean, token: string, endsAt: Date): void {
  reply.setCookie(SESSION_COOKIE, token, { ...base(secure, '/'), expires: endsAt });
}

export function clearSessionCookie(reply: Reply, secure: boolean): void {
  reply.clearCookie(SESSION_COOKIE, base(secure, '/'));
}

/** Ties the two halves of a sign-in to one browser. */
export function setSignInCookie(reply: Reply, secure: boolean, token: string): void {
  reply.setCookie(SIGN_IN_COOKIE, token, { ...base(secure, '/v1/auth'), maxAge: SIGN_IN_MINUTES * 60 });
}

/** The token of the first half; the cookie is taken back at once. */
export function takeSignInCookie(req: Request, reply: Reply, secure: boolean): string | undefined {
  const token = req.cookies[SIGN_IN_COOKIE];
  if (token) reply.clearCookie(SIGN_IN_COOKIE, base(secure, '/v1/auth'));
  return token;
}
