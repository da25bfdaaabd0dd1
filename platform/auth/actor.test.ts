import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createActor, type Grant } from './actor.ts';
import { allPermissions, allRoles, permissions, roleHas, roles } from './permissions.ts';

/** Parents by unit: a province, two districts below it, units below those. */
const parents: Record<string, string | null> = { p: null, a: 'p', b: 'p', a1: 'a', a2: 'a', b1: 'b' };
const units = Object.keys(parents);
const tree = {
  subtree: (id: string) => units.filter((unit) => pathUp(unit).includes(id)),
};

function pathUp(unit: string): string[] {
  const parent = parents[unit];
  return parent ? [unit, ...pathUp(parent)] : [unit];
}

const grant: fc.Arbitrary<Grant> = fc.record({
  role: fc.constantFrom(...allRoles),
  unitId: fc.constantFrom(...units, 'gone'),
});

it('allows exactly what a grant at the unit or above it gives', () => {
  fc.assert(
    fc.property(fc.array(grant, { maxLength: 4 }), (grants) => {
      const actor = createActor({ userId: 'u', name: 'U', method: 'passkey', grants }, tree);
      for (const permission of allPermissions) {
        const obvious = units.filter((unit) =>
          grants.some(({ role, unitId }) => roleHas(role, permission) && pathUp(unit).includes(unitId)),
        );
        expect(actor.unitsFor(permission).sort()).toEqual(obvious.sort());
        expect(actor.can(permission)).toBe(obvious.length > 0);
        for (const unit of units) expect(actor.can(permission, unit)).toBe(obvious.includes(unit));
        expect(actor.can(permission, 'nowhere')).toBe(false);
      }
    }),
  );
});

it('keeps the promises made about roles', () => {
  const may = (role: keyof typeof roles) => allPermissions.filter((permission) => roleHas(role, permission));
  expect(may('official')).toEqual(['lead.read', 'lead.act']);
  expect(may('leader')).toEqual(['lead.read', 'indicator.read', 'stats.read']);
  expect(may('admin')).toEqual(['feed.import', 'user.manage', 'audit.read']);
  // Who decides on reports does not hand out rights, and the other way round.
  for (const role of allRoles) expect(roleHas(role, 'lead.confirm') && roleHas(role, 'user.manage')).toBe(false);
});

it('says each permission and role in both languages', () => {
  for (const row of [...Object.values(permissions), ...Object.values(roles)]) {
    expect(row.vi.length).toBeGreaterThan(3);
    expect(row.en.length).toBeGreaterThan(3);
    expect(row.vi).not.toBe(row.en);
  }
});
