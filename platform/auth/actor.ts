import { type Permission, type Role, roleHas } from './permissions.ts';

export interface Grant {
  role: Role;
  unitId: string;
}

/** The tree of units as far as permissions need it. */
export interface UnitTree {
  /** The unit itself and every unit below it; empty for an unknown id. */
  subtree(unitId: string): readonly string[];
}

/** An invitation proves who somebody is only well enough to set up a passkey. */
export type SignInMethod = 'passkey' | 'oidc' | 'invite';

/** Who asks. Made once for each request from the session; knows nothing about HTTP. */
export interface Actor {
  userId: string;
  name: string;
  method: SignInMethod;
  grants: readonly Grant[];
  /** With a unit: may do it there. Without: may do it somewhere. */
  can(permission: Permission, unitId?: string): boolean;
  /** Every unit where the permission holds, grants expanded down the tree; for row filters. */
  unitsFor(permission: Permission): string[];
}

/** Builds the actor of a signed-in person. Pure: the same grants and tree give the same answers. */
export function createActor(person: Pick<Actor, 'userId' | 'name' | 'method' | 'grants'>, tree: UnitTree): Actor {
  const units = new Map<Permission, Set<string>>();
  const expand = (permission: Permission): Set<string> => {
    let found = units.get(permission);
    if (!found) {
      found = new Set();
      for (const grant of person.grants) {
        if (roleHas(grant.role, permission)) for (const id of tree.subtree(grant.unitId)) found.add(id);
      }
      units.set(permission, found);
    }
    return found;
  };
  return {
    ...person,
    can: (permission, unitId) => (unitId === undefined ? expand(permission).size > 0 : expand(permission).has(unitId)),
    unitsFor: (permission) => [...expand(permission)],
  };
}
