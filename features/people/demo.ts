import { type DemoPerson, type Role, roles } from '@khien/platform/auth';
import { newId, type Tx, withTx } from '@khien/platform/db';
import type { PackUnit } from './units.ts';

/** A line of the demonstration's list of people. */
export interface DemoPersonData {
  subject: string;
  name: string;
  role: Role;
  unitId: string;
}

/** Demo people are linked to this instead of an address, so that they stay the same when the address changes. */
export const DEMO_ISSUER = 'urn:khien:demo';

/** Adds the demonstration's people with their rights, once. */
export async function seedDemoPeople(db: Tx, people: readonly DemoPersonData[], now: Date): Promise<void> {
  await withTx(db, async (tx) => {
    for (const { subject, name, role, unitId } of people) {
      const added = await tx
        .insertInto('app_user')
        .values({
          id: newId(),
          name,
          oidc_issuer: DEMO_ISSUER,
          oidc_subject: subject,
          created_at: now,
          disabled_at: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!added) continue;
      await tx
        .insertInto('grant_')
        .values({ user_id: added.id, role, unit_id: unitId, granted_by: null, granted_at: now })
        .execute();
    }
  });
}

/** The people as the demonstration's sign-in page shows them. */
export function demoPeopleForPage(people: readonly DemoPersonData[], units: readonly PackUnit[]): DemoPerson[] {
  return people.map(({ subject, name, role, unitId }) => {
    const unit = units.find((one) => one.id === unitId);
    return { subject, name, role: roles[role], unit: { vi: unit?.vi ?? unitId, en: unit?.en ?? unitId } };
  });
}
