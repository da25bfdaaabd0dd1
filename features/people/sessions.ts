import type { Grant, SignInMethod } from '@khien/platform/auth';
import { hashToken, newToken } from '@khien/platform/crypto';
import type { Tx } from '@khien/platform/db';

const MINUTE = 60_000;
/** How long a session lives unused, and at most. One opened by an invitation is only for setting up a passkey. */
const lifetimes: Record<SignInMethod, { idle: number; most: number }> = {
  passkey: { idle: 2 * 60 * MINUTE, most: 12 * 60 * MINUTE },
  oidc: { idle: 2 * 60 * MINUTE, most: 12 * 60 * MINUTE },
  invite: { idle: 30 * MINUTE, most: 30 * MINUTE },
};

export interface SignedIn {
  userId: string;
  name: string;
  method: SignInMethod;
  grants: Grant[];
}

/** Opens a session. @returns the token for the cookie; only its hash is stored. */
export async function openSession(
  tx: Tx,
  userId: string,
  method: SignInMethod,
  now: Date,
): Promise<{ token: string; endsAt: Date }> {
  const token = newToken();
  const { idle, most } = lifetimes[method];
  const endsAt = new Date(now.getTime() + most);
  await tx
    .insertInto('session')
    .values({
      token_hash: hashToken(token),
      user_id: userId,
      method,
      created_at: now,
      seen_at: now,
      expires_at: new Date(now.getTime() + idle),
      ends_at: endsAt,
    })
    .execute();
  await tx.deleteFrom('session').where('expires_at', '<', now).execute();
  return { token, endsAt };
}

/** The person of a token, if the session lives; moves its expiry on, at most once a minute. */
export async function readSession(tx: Tx, token: string, now: Date): Promise<SignedIn | undefined> {
  const hash = hashToken(token);
  const rows = await tx
    .selectFrom('session')
    .innerJoin('app_user', 'app_user.id', 'session.user_id')
    .leftJoin('grant_', 'grant_.user_id', 'session.user_id')
    .select(['session.user_id', 'session.method', 'session.seen_at', 'session.ends_at', 'app_user.name'])
    .select(['grant_.role', 'grant_.unit_id'])
    .where('session.token_hash', '=', hash)
    .where('session.expires_at', '>', now)
    .where('app_user.disabled_at', 'is', null)
    .execute();
  const first = rows[0];
  if (!first) return undefined;
  if (now.getTime() - first.seen_at.getTime() > MINUTE) {
    const expires = Math.min(now.getTime() + lifetimes[first.method].idle, first.ends_at.getTime());
    await tx
      .updateTable('session')
      .set({ seen_at: now, expires_at: new Date(expires) })
      .where('token_hash', '=', hash)
      .execute();
  }
  return {
    userId: first.user_id,
    name: first.name,
    method: first.method,
    grants: rows.flatMap(({ role, unit_id }) => (role && unit_id ? [{ role, unitId: unit_id }] : [])),
  };
}

/** Ends one session. */
export async function closeSession(tx: Tx, token: string): Promise<void> {
  await tx.deleteFrom('session').where('token_hash', '=', hashToken(token)).execute();
}

/** Ends every session of a person: used when they are disabled, or ask for it. */
export async function closeSessionsOf(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('session').where('user_id', '=', userId).execute();
}
