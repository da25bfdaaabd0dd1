import { fileURLToPath } from 'node:url';
import { type Actor, createActor, createPasskeys } from '@khien/platform/auth';
import { withTx } from '@khien/platform/db';
import type { Ctx, KhienApp } from '@khien/platform/http';
import { SESSION_COOKIE } from './cookies.ts';
import type { PeopleDeps } from './deps.ts';
import { oidcRoutes } from './routes-oidc.ts';
import { passkeyRoutes } from './routes-passkeys.ts';
import { sessionRoutes } from './routes-session.ts';
import { userRoutes } from './routes-users.ts';
import { readSession } from './sessions.ts';
import { type PackUnit, readUnits, syncUnits, unitTree } from './units.ts';
import { systemUsers } from './system.ts';

export { DEMO_ISSUER, type DemoPersonData, demoPeopleForPage, seedDemoPeople } from './demo.ts';
export type { PeopleOidc } from './deps.ts';
export type { InviteAnswer, NewUser, SessionAnswer, Unit, User } from './schema.ts';
export type { PackUnit } from './units.ts';

export const peopleMigrations = {
  name: 'people',
  path: fileURLToPath(new URL('./migrations', import.meta.url)),
};

export type People = Awaited<ReturnType<typeof createPeople>>;

/** Units, people, what they may do, and how they sign in. */
export async function createPeople(options: Omit<PeopleDeps, 'passkeys' | 'secure'> & { units: readonly PackUnit[] }) {
  const { db, clock, vault, origin, oidc } = options;
  const deps: PeopleDeps = {
    db,
    clock,
    vault,
    origin,
    oidc,
    secure: origin.startsWith('https:'),
    passkeys: createPasskeys({ origin }),
  };
  await withTx(db, (tx) => syncUnits(tx, options.units, clock()));
  const tree = unitTree(await readUnits(db));
  return {
    tree,
    /** The person of a request's session cookie. */
    async authenticate(req: Ctx['req']): Promise<Actor | undefined> {
      const token = req.cookies[SESSION_COOKIE];
      const found = token ? await readSession(db, token, clock()) : undefined;
      if (!found) return undefined;
      // An invitation proves who somebody is only well enough to set up a passkey: it carries no rights.
      const grants = found.method === 'invite' ? [] : found.grants;
      return createActor({ userId: found.userId, name: found.name, method: found.method, grants }, tree);
    },
    routes(app: KhienApp): void {
      sessionRoutes(app, deps);
      passkeyRoutes(app, deps);
      oidcRoutes(app, deps);
      userRoutes(app, deps);
    },
    users: systemUsers(deps),
  };
}
