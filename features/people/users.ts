import type { Actor, Role } from '@khien/platform/auth';
import { newCode, parseCode, type Vault } from '@khien/platform/crypto';
import { newId, type Tx, violatedConstraint, withTx } from '@khien/platform/db';
import { problem } from '@khien/platform/http';
import type { InviteAnswer, NewUser, User } from './schema.ts';
import { closeSessionsOf } from './sessions.ts';

const INVITE_DAYS = 7;

/** Who does it; the command line and the demonstration do it as the system. */
export type By = Pick<Actor, 'userId' | 'can'> | 'system';
const idOf = (by: By): string | null => (by === 'system' ? null : by.userId);

function mayManage(by: By, unitId: string): void {
  if (by !== 'system' && !by.can('user.manage', unitId)) throw problem('auth.forbidden');
}

/** People of the given units (all with `undefined`), with what they may do; those without any right are everybody's. */
export async function readUsers(tx: Tx, units: readonly string[] | undefined, only?: string): Promise<User[]> {
  let query = tx
    .selectFrom('app_user')
    .select((eb) => [
      'id',
      'name',
      'oidc_subject',
      'created_at',
      'disabled_at',
      eb
        .selectFrom('passkey')
        .whereRef('passkey.user_id', '=', 'app_user.id')
        .select((inner) => inner.fn.countAll<number>().as('n'))
        .as('passkeys'),
    ])
    .orderBy('created_at')
    .limit(2_000);
  if (only !== undefined) query = query.where('id', '=', only);
  const people = await query.execute();
  const grants = await tx
    .selectFrom('grant_')
    .select(['user_id', 'role', 'unit_id'])
    .where('user_id', 'in', [...people.map((person) => person.id), '00000000-0000-0000-0000-000000000000'])
    .orderBy('unit_id')
    .execute();
  const visible = units && new Set(units);
  return people
    .map((person) => ({
      id: person.id,
      name: person.name,
      grants: grants
        .filter((grant) => grant.user_id === person.id)
        .map(({ role, unit_id }) => ({ role, unitId: unit_id })),
      passkeys: person.passkeys ?? 0,
      oidc: person.oidc_subject !== null,
      createdAt: person.created_at.toISOString(),
      disabledAt: person.disabled_at?.toISOString() ?? null,
    }))
    .filter(({ grants }) => !visible || grants.length === 0 || grants.some(({ unitId }) => visible.has(unitId)));
}

/** One person. @throws `user.unknown` */
export async function readUser(tx: Tx, units: readonly string[] | undefined, id: string): Promise<User> {
  const [user] = await readUsers(tx, units, id);
  if (!user) throw problem('user.unknown');
  return user;
}

/** Adds a person with their first rights and an invitation to set up a passkey. */
export async function addUser(
  db: Tx,
  vault: Vault,
  by: By,
  input: NewUser & { oidcIssuer?: string | undefined },
  now: Date,
): Promise<{ id: string; invite: InviteAnswer }> {
  return withTx(db, async (tx) => {
    const id = newId();
    const linked = input.oidcSubject !== undefined && input.oidcIssuer !== undefined;
    if (input.oidcSubject !== undefined && !linked) throw problem('auth.no-oidc');
    await tx
      .insertInto('app_user')
      .values({
        id,
        name: input.name,
        oidc_issuer: linked ? (input.oidcIssuer ?? null) : null,
        oidc_subject: linked ? (input.oidcSubject ?? null) : null,
        created_at: now,
        disabled_at: null,
      })
      .execute()
      .catch((error: unknown) => {
        if (violatedConstraint(error)?.includes('oidc')) throw problem('user.subject-taken');
        throw error;
      });
    for (const { role, unitId } of input.grants) await addGrant(tx, by, id, role, unitId, now);
    return { id, invite: await invite(tx, vault, by, id, now) };
  });
}

/** Gives a role at a unit and below. Giving it twice is giving it once. */
export async function addGrant(tx: Tx, by: By, userId: string, role: Role, unitId: string, now: Date): Promise<void> {
  mayManage(by, unitId);
  await tx
    .insertInto('grant_')
    .values({ user_id: userId, role, unit_id: unitId, granted_by: idOf(by), granted_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
    .catch((error: unknown) => {
      const constraint = violatedConstraint(error) ?? '';
      if (constraint.includes('unit')) throw problem('unit.unknown', { params: { unit: unitId } });
      if (constraint.includes('user')) throw problem('user.unknown');
      throw error;
    });
}

/** Takes a role away; open sessions feel it with their next request. Nobody locks themselves out. */
export async function removeGrant(tx: Tx, by: By, userId: string, role: Role, unitId: string): Promise<void> {
  mayManage(by, unitId);
  if (idOf(by) === userId) throw problem('user.self');
  await tx
    .deleteFrom('grant_')
    .where('user_id', '=', userId)
    .where('role', '=', role)
    .where('unit_id', '=', unitId)
    .execute();
}

/** Stops or restores a person; stopping ends every open session. */
export async function setDisabled(tx: Tx, by: By, userId: string, disabled: boolean, now: Date): Promise<void> {
  if (idOf(by) === userId) throw problem('user.self');
  await tx
    .updateTable('app_user')
    .set({ disabled_at: disabled ? now : null })
    .where('id', '=', userId)
    .execute();
  if (disabled) await closeSessionsOf(tx, userId);
}

/** A new invitation; earlier ones that were not used stop working. */
export async function invite(tx: Tx, vault: Vault, by: By, userId: string, now: Date): Promise<InviteAnswer> {
  const code = newCode();
  const expires = new Date(now.getTime() + INVITE_DAYS * 86_400_000);
  await tx.deleteFrom('invite').where('user_id', '=', userId).where('redeemed_at', 'is', null).execute();
  await tx
    .insertInto('invite')
    .values({
      id: newId(),
      code_hash: vault.hashCode(code),
      user_id: userId,
      created_by: idOf(by),
      created_at: now,
      expires_at: expires,
      redeemed_at: null,
    })
    .execute();
  return { code, expiresAt: expires.toISOString() };
}

/** Uses an invitation up. @returns the person it was for. @throws `invite.invalid`, the same for every reason */
export async function redeem(tx: Tx, vault: Vault, typed: string, now: Date): Promise<string> {
  const code = parseCode(typed);
  if (!code) throw problem('invite.invalid');
  const row = await tx
    .updateTable('invite')
    .set({ redeemed_at: now })
    .where('code_hash', '=', vault.hashCode(code))
    .where('redeemed_at', 'is', null)
    .where('expires_at', '>', now)
    .where('user_id', 'in', tx.selectFrom('app_user').select('id').where('disabled_at', 'is', null))
    .returning('user_id')
    .executeTakeFirst();
  if (!row) throw problem('invite.invalid');
  return row.user_id;
}

/** The person of an OpenID subject; an unknown one is linked to `linkTo`, the person who is already signed in. */
export async function userOfSubject(
  tx: Tx,
  issuer: string,
  subject: string,
  linkTo: string | undefined,
): Promise<string | undefined> {
  const known = await tx
    .selectFrom('app_user')
    .select(['id', 'disabled_at'])
    .where('oidc_issuer', '=', issuer)
    .where('oidc_subject', '=', subject)
    .executeTakeFirst();
  if (known) return known.disabled_at ? undefined : known.id;
  if (linkTo === undefined) return undefined;
  const linked = await tx
    .updateTable('app_user')
    .set({ oidc_issuer: issuer, oidc_subject: subject })
    .where('id', '=', linkTo)
    .where('oidc_subject', 'is', null)
    .where('disabled_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return linked?.id;
}
