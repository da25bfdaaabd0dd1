import { hashToken, newToken } from '@khien/platform/crypto';
import type { Tx } from '@khien/platform/db';

type Kind = 'passkey-register' | 'passkey-login' | 'oidc';

export const SIGN_IN_MINUTES = 10;

/** Remembers what the second half of a sign-in must match. @returns the token for the browser's cookie. */
export async function beginSignIn(
  tx: Tx,
  kind: Kind,
  detail: Record<string, unknown>,
  userId: string | undefined,
  now: Date,
): Promise<string> {
  const token = newToken();
  await tx.deleteFrom('sign_in').where('expires_at', '<', now).execute();
  await tx
    .insertInto('sign_in')
    .values({
      id_hash: hashToken(token),
      kind,
      detail: JSON.stringify(detail),
      user_id: userId ?? null,
      expires_at: new Date(now.getTime() + SIGN_IN_MINUTES * 60_000),
    })
    .execute();
  return token;
}

/** Takes the attempt back out; it exists once, so a second answer to the same challenge finds nothing. */
export async function finishSignIn(tx: Tx, kind: Kind, token: string, now: Date) {
  const row = await tx
    .deleteFrom('sign_in')
    .where('id_hash', '=', hashToken(token))
    .where('kind', '=', kind)
    .returning(['detail', 'user_id', 'expires_at'])
    .executeTakeFirst();
  return row && row.expires_at > now ? { detail: row.detail, userId: row.user_id ?? undefined } : undefined;
}
