import type { Passkey } from '@khien/platform/auth';
import type { Tx } from '@khien/platform/db';
import { problem } from '@khien/platform/http';

const columns = ['id', 'user_id', 'public_key', 'counter', 'transports', 'backed_up'] as const;
interface Row {
  id: string;
  public_key: Uint8Array;
  counter: number;
  transports: string[];
  backed_up: boolean;
}
const asPasskey = (row: Row): Passkey => ({
  id: row.id,
  publicKey: Uint8Array.from(row.public_key),
  counter: row.counter,
  transports: row.transports,
  backedUp: row.backed_up,
});

/** The passkeys of a person, for the ceremony. */
export async function passkeysOf(tx: Tx, userId: string): Promise<Passkey[]> {
  const rows = await tx.selectFrom('passkey').select(columns).where('user_id', '=', userId).execute();
  return rows.map(asPasskey);
}

/** The passkeys of a person, for the person. */
export async function readPasskeys(tx: Tx, userId: string) {
  const rows = await tx
    .selectFrom('passkey')
    .select(['id', 'name', 'created_at', 'last_used_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
  return rows.map(({ id, name, created_at, last_used_at }) => ({
    id,
    name,
    createdAt: created_at.toISOString(),
    lastUsedAt: last_used_at?.toISOString() ?? null,
  }));
}

/** The passkey of a credential id and whose it is; nobody's when the person was stopped. */
export async function findPasskey(tx: Tx, id: string): Promise<{ userId: string; passkey: Passkey } | undefined> {
  const row = await tx
    .selectFrom('passkey')
    .select(columns)
    .where('id', '=', id)
    .where('user_id', 'in', tx.selectFrom('app_user').select('id').where('disabled_at', 'is', null))
    .executeTakeFirst();
  return row && { userId: row.user_id, passkey: asPasskey(row) };
}

export async function addPasskey(tx: Tx, userId: string, name: string, passkey: Passkey, now: Date): Promise<void> {
  await tx
    .insertInto('passkey')
    .values({
      id: passkey.id,
      user_id: userId,
      public_key: Buffer.from(passkey.publicKey),
      counter: passkey.counter,
      transports: passkey.transports,
      backed_up: passkey.backedUp,
      name,
      created_at: now,
      last_used_at: null,
    })
    .execute();
}

export async function notePasskeyUse(
  tx: Tx,
  id: string,
  used: { counter: number; backedUp: boolean },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('passkey')
    .set({ counter: used.counter, backed_up: used.backedUp, last_used_at: now })
    .where('id', '=', id)
    .execute();
}

/** @throws `passkey.unknown`, and `auth.passkey-last` when the person could not sign in any more */
export async function removePasskey(tx: Tx, userId: string, id: string): Promise<void> {
  const user = await tx
    .selectFrom('app_user')
    .select('oidc_subject')
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  const left = (await passkeysOf(tx, userId)).filter((passkey) => passkey.id !== id);
  const removed = await tx
    .deleteFrom('passkey')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst();
  if (!removed) throw problem('passkey.unknown');
  if (left.length === 0 && !user?.oidc_subject) throw problem('auth.passkey-last');
}
