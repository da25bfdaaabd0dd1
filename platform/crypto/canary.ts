import type { Tx } from '@khien/platform/db';
import type { Vault } from './vault.ts';

declare module '@khien/platform/db' {
  interface Database {
    key_canary: { id: number; sealed: Buffer };
  }
}

const context = 'key canary';

/**
 * Is this the key file of this database? Asked at every start, because a lost key file is silently made anew, and all
 * that is sealed from then on would hide that the rest can no longer be read.
 *
 * @throws when it is not
 */
export async function checkKeys(db: Tx, vault: Vault): Promise<void> {
  await db
    .insertInto('key_canary')
    .values({ id: 1, sealed: vault.seal('Khiên', context) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const sealed = await readCanary(db);
  if (sealed === undefined || !opensCanary(vault, sealed)) {
    throw new Error('The key file does not belong to this database: put the right one back (KHIEN_KEY_FILE)');
  }
}

/** The sealed word of a database; undefined before its first start. */
export async function readCanary(db: Tx): Promise<Buffer | undefined> {
  return (await db.selectFrom('key_canary').select('sealed').where('id', '=', 1).executeTakeFirst())?.sealed;
}

/** Do these keys open that database? */
export function opensCanary(vault: Vault, sealed: Uint8Array): boolean {
  try {
    vault.open(sealed, context);
    return true;
  } catch {
    return false;
  }
}
