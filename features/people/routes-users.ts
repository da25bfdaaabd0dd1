import { audit } from '@khien/platform/audit';
import type { Actor } from '@khien/platform/auth';
import { type Tx, withTx } from '@khien/platform/db';
import { type KhienApp, route } from '@khien/platform/http';
import type { PeopleDeps } from './deps.ts';
import {
  grantBody,
  grantParams,
  inviteAnswer,
  newUser,
  newUserAnswer,
  user,
  userList,
  userParams,
  userState,
} from './schema.ts';
import { addGrant, addUser, invite, readUser, readUsers, removeGrant, setDisabled } from './users.ts';

const nobody = '00000000-0000-7000-8000-000000000000';

/** Who may work here: an administrator's view, each change in the audit log. */
export function userRoutes(app: KhienApp, deps: PeopleDeps): void {
  const { db, clock, vault } = deps;
  const seen = (actor: Actor) => actor.unitsFor('user.manage');
  /** Changes a person that the administrator may see, and notes it. @returns the person afterwards */
  const change = (actor: Actor, id: string, action: string, detail: object, work: (tx: Tx) => Promise<void>) =>
    withTx(db, async (tx) => {
      await readUser(tx, seen(actor), id);
      await work(tx);
      await audit(tx, { actor: actor.userId, action, subject: `user:${id}`, detail: { ...detail } }, clock);
      return readUser(tx, undefined, id);
    });

  route(app, {
    method: 'GET',
    url: '/v1/users',
    summary: 'People of the units that one administers',
    tag: 'people',
    permission: 'user.manage',
    response: { 200: userList },
    examples: [{ ok: 200, as: 'admin' }],
    handler: async ({ actor }) => ({ users: await readUsers(db, seen(actor)) }),
  });

  route(app, {
    method: 'POST',
    url: '/v1/users',
    summary: 'Add a person; answers with an invitation to tell them',
    tag: 'people',
    permission: 'user.manage',
    body: newUser,
    response: { 201: newUserAnswer },
    examples: [
      { body: { name: 'Lường Thị Mai', grants: [{ role: 'official', unitId: '03127' }] }, ok: 201, as: 'admin' },
      { body: { name: '' }, ok: 422, as: 'admin' },
    ],
    handler: ({ actor, body }) =>
      withTx(db, async (tx) => {
        const added = await addUser(tx, vault, actor, { ...body, oidcIssuer: deps.oidc?.issuer }, clock());
        const detail = { grants: body.grants };
        await audit(tx, { actor: actor.userId, action: 'user.add', subject: `user:${added.id}`, detail }, clock);
        return { user: await readUser(tx, undefined, added.id), invite: added.invite };
      }),
  });

  route(app, {
    method: 'GET',
    url: '/v1/users/:id',
    summary: 'One person',
    tag: 'people',
    permission: 'user.manage',
    params: userParams,
    response: { 200: user },
    examples: [{ params: { id: nobody }, ok: 404, as: 'admin' }],
    handler: ({ actor, params }) => readUser(db, seen(actor), params.id),
  });

  route(app, {
    method: 'POST',
    url: '/v1/users/:id/grants',
    summary: 'Give a role at a unit and below',
    tag: 'people',
    permission: 'user.manage',
    params: userParams,
    body: grantBody,
    response: { 200: user },
    examples: [{ params: { id: nobody }, body: { role: 'analyst', unitId: '11' }, ok: 404, as: 'admin' }],
    handler: ({ actor, params: { id }, body }) =>
      change(actor, id, 'user.grant', body, (tx) => addGrant(tx, actor, id, body.role, body.unitId, clock())),
  });

  route(app, {
    method: 'DELETE',
    url: '/v1/users/:id/grants/:role/:unitId',
    summary: 'Take a role away; not one’s own',
    tag: 'people',
    permission: 'user.manage',
    params: grantParams,
    response: { 200: user },
    examples: [{ params: { id: nobody, role: 'analyst', unitId: '11' }, ok: 404, as: 'admin' }],
    handler: ({ actor, params: { id, role, unitId } }) =>
      change(actor, id, 'user.ungrant', { role, unitId }, (tx) => removeGrant(tx, actor, id, role, unitId)),
  });

  route(app, {
    method: 'POST',
    url: '/v1/users/:id/state',
    summary: 'Stop or restore a person; stopping ends their sessions at once',
    tag: 'people',
    permission: 'user.manage',
    params: userParams,
    body: userState,
    response: { 200: user },
    examples: [{ params: { id: nobody }, body: { disabled: true }, ok: 404, as: 'admin' }],
    handler: ({ actor, params: { id }, body: { disabled } }) =>
      change(actor, id, disabled ? 'user.disable' : 'user.enable', {}, (tx) =>
        setDisabled(tx, actor, id, disabled, clock()),
      ),
  });

  route(app, {
    method: 'POST',
    url: '/v1/users/:id/invites',
    summary: 'A new invitation, for a lost passkey; earlier unused ones stop working',
    tag: 'people',
    permission: 'user.manage',
    params: userParams,
    response: { 201: inviteAnswer },
    examples: [{ params: { id: nobody }, ok: 404, as: 'admin' }],
    handler: ({ actor, params: { id } }) =>
      withTx(db, async (tx) => {
        await readUser(tx, seen(actor), id);
        await audit(tx, { actor: actor.userId, action: 'user.invite', subject: `user:${id}` }, clock);
        return invite(tx, vault, actor, id, clock());
      }),
  });
}
