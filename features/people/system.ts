import { audit } from '@khien/platform/audit';
import type { Role } from '@khien/platform/auth';
import { type Tx, withTx } from '@khien/platform/db';
import type { PeopleDeps } from './deps.ts';
import type { NewUser } from './schema.ts';
import { addGrant, addUser, invite, readUser, readUsers, removeGrant, setDisabled } from './users.ts';

/** The same work without a signed-in person, for the command line: the first administrator comes from here. */
export function systemUsers({ db, clock, vault, oidc }: PeopleDeps) {
  const change = <T>(id: string, action: string, detail: Record<string, unknown>, work: (tx: Tx) => Promise<T>) =>
    withTx(db, async (tx) => {
      await readUser(tx, undefined, id);
      const result = await work(tx);
      await audit(tx, { action, subject: `user:${id}`, detail }, clock);
      return result;
    });
  return {
    list: () => readUsers(db, undefined),
    add: (input: NewUser) =>
      withTx(db, async (tx) => {
        const added = await addUser(tx, vault, 'system', { ...input, oidcIssuer: oidc?.issuer }, clock());
        await audit(tx, { action: 'user.add', subject: `user:${added.id}`, detail: { grants: input.grants } }, clock);
        return added;
      }),
    invite: (id: string) => change(id, 'user.invite', {}, (tx) => invite(tx, vault, 'system', id, clock())),
    grant: (id: string, role: Role, unitId: string) =>
      change(id, 'user.grant', { role, unitId }, (tx) => addGrant(tx, 'system', id, role, unitId, clock())),
    ungrant: (id: string, role: Role, unitId: string) =>
      change(id, 'user.ungrant', { role, unitId }, (tx) => removeGrant(tx, 'system', id, role, unitId)),
    setDisabled: (id: string, disabled: boolean) =>
      change(id, disabled ? 'user.disable' : 'user.enable', {}, (tx) =>
        setDisabled(tx, 'system', id, disabled, clock()),
      ),
  };
}
