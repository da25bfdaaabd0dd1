import type { Role } from '@khien/platform/auth';
import { hashToken, newToken } from '@khien/platform/crypto';
import { newId } from '@khien/platform/db';
import { type TestServer, testServer } from '@khien/server/testing';

/** The unit where everybody in this world has their rights, and one where they have none. */
export const OWN = '03328';
export const OTHER = '03127';
export type Place = 'own' | 'other';
export const unitOf = (place: Place): string => (place === 'own' ? OWN : OTHER);

/** Somebody who asks: nobody, a person of a role, or one who has only been invited. */
export type Caller = Role | 'anonymous' | 'invited';

export interface World {
  server: TestServer;
  /** A fresh session each time: some routes end the one they are called with. */
  cookieOf(caller: Caller): Promise<string | undefined>;
  /** A new lead with one report, with a contact, in the unit. */
  lead(place: Place): Promise<{ id: string; version: number; reportId: string; key: string }>;
  /** Writes down that the caller has taken the lead, without asking whether they may. */
  take(leadId: string, caller: Caller): Promise<void>;
  /** A new person with a right in the unit. */
  user(place: Place): Promise<string>;
}

export async function createWorld(): Promise<World> {
  const server = await testServer({}, { limitFactor: 1_000_000 });
  const { db, events } = server.parts;
  const people = new Map<Caller, string>();
  let serial = 0;

  async function personOf(caller: Exclude<Caller, 'anonymous'>): Promise<string> {
    const known = people.get(caller);
    if (known) return known;
    const role: Role = caller === 'invited' ? 'officer' : caller;
    const { id } = await server.services.people.users.add({ name: caller, grants: [{ role, unitId: OWN }] });
    people.set(caller, id);
    return id;
  }

  return {
    server,
    async cookieOf(caller) {
      if (caller === 'anonymous') return undefined;
      const token = newToken();
      const now = new Date();
      const later = new Date(now.getTime() + 600_000);
      await db
        .insertInto('session')
        .values({
          token_hash: hashToken(token),
          user_id: await personOf(caller),
          method: caller === 'invited' ? 'invite' : 'passkey',
          created_at: now,
          seen_at: now,
          expires_at: later,
          ends_at: later,
        })
        .execute();
      return `khien_session=${token}`;
    },
    async lead(place) {
      serial++;
      const host = `nhan-qua-${serial}.top`;
      const answer = await server.app.inject({
        method: 'POST',
        url: '/v1/reports',
        payload: {
          kind: 'attempt',
          text: `Nhận quà tại https://${host}/qua`,
          unitId: unitOf(place),
          contact: { name: 'Lò Thị Xuân', phone: '0912345678' },
          idempotencyKey: `authz-matrix-${serial}-${newId()}`,
        },
      });
      if (answer.statusCode !== 201) throw new Error(`a report was answered ${answer.statusCode}: ${answer.body}`);
      await events.drain();
      const lead = await db
        .selectFrom('lead')
        .innerJoin('lead_report', 'lead_report.lead_id', 'lead.id')
        .select(['lead.id', 'lead.version', 'lead.unit_id', 'lead_report.report_id as reportId'])
        .orderBy('lead.number', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      if (lead.unit_id !== unitOf(place)) throw new Error(`the lead went to ${lead.unit_id}`);
      return { id: lead.id, version: lead.version, reportId: lead.reportId, key: host };
    },
    async take(leadId, caller) {
      if (caller === 'anonymous') return;
      const at = new Date();
      const last = await db
        .selectFrom('lead_action')
        .select((eb) => eb.fn.max('seq').as('seq'))
        .where('lead_id', '=', leadId)
        .executeTakeFirstOrThrow();
      const actor_id = await personOf(caller);
      await db
        .insertInto('lead_action')
        .values({
          id: newId(),
          lead_id: leadId,
          seq: last.seq + 1,
          kind: 'taken',
          at,
          actor_id,
          sealed_note: null,
          detail: '{}',
        })
        .execute();
      await db.updateTable('lead').set({ taken_by: actor_id }).where('id', '=', leadId).execute();
    },
    async user(place) {
      serial++;
      const grants = [{ role: 'analyst' as const, unitId: unitOf(place) }];
      return (await server.services.people.users.add({ name: `Người ${serial}`, grants })).id;
    },
  };
}
