import { allRoles, type Permission, roleHas } from '@khien/platform/auth';
import type { AnyRoute } from '@khien/platform/http';
import type { Known } from './values.ts';
import type { TestServer } from '@khien/server/testing';

const sessions = new Map<string, string>();

/** The cookie of a demo person who may call the route; a new sign-in when the last session has ended. */
export async function actorFor(server: TestServer, route: AnyRoute): Promise<string> {
  const role =
    route.permission === 'public' || route.permission === 'signed-in'
      ? 'officer'
      : allRoles.find((one) => roleHas(one, route.permission as Permission) && one !== 'official');
  const subject = `${role ?? 'officer'}-1`;
  const cookie = sessions.get(subject);
  if (cookie) {
    const { user } = (await server.app.inject({ url: '/v1/session', headers: { cookie } })).json();
    if (user) return cookie;
  }
  const fresh = await server.signIn(subject);
  sessions.set(subject, fresh);
  return fresh;
}

let tables: string[] | undefined;

/** Rows of every table of ours; what a refused request must leave as it was. */
export async function rowCounts(server: TestServer): Promise<Record<string, number>> {
  const { pool } = server.parts.database;
  tables ??= (
    await pool.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
    )
  ).rows.map(({ name }) => name);
  const counts = tables.map((name) => `(select count(*) from "${name}") as "${name}"`).join(', ');
  return (await pool.query<Record<string, number>>({ name: 'row-counts', text: `select ${counts}` })).rows[0] ?? {};
}

/** Some of everything, made through the API itself: reports, leads, a listed indicator, an appeal against it. */
export async function populate(server: TestServer): Promise<Known> {
  const { app, parts } = server;
  const codes: string[] = [];
  const post = async (url: string, payload: object, cookie = ''): Promise<Record<string, unknown>> => {
    const headers = { cookie, origin: 'http://localhost:8080' };
    const answer = await app.inject({ method: 'POST', url, payload, headers });
    if (answer.statusCode >= 300) throw new Error(`${url} was answered ${answer.statusCode}: ${answer.body}`);
    return answer.json();
  };
  for (let i = 0; i < 6; i++) {
    const text = `Nhận quà tại https://tri-an-${i}.top/qua, gọi 052 100 000 ${i}`;
    const contact = { name: 'Lò Thị Xuân', phone: '0912345678' };
    const idempotencyKey = `bad-input-report-${i}`;
    const report = await post('/v1/reports', { kind: 'attempt', text, unitId: '03328', contact, idempotencyKey });
    codes.push(String(report.code));
  }
  codes.push(String((await post('/v1/watches', { text: 'https://chua-biet.top/' })).code));
  await parts.events.drain();
  const lead = await parts.db.selectFrom('lead').select(['id', 'version']).orderBy('number').executeTakeFirstOrThrow();
  const officer = await server.signIn('officer-1');
  const decision = { type: 'confirm', version: lead.version, keys: ['tri-an-0.top'], evidence: 'Đã xem trang.' };
  await post(`/v1/leads/${lead.id}/actions`, decision, officer);
  await parts.events.drain();
  await server.services.protection.check.store.catchUp();
  codes.push(String((await post('/v1/appeals', { value: 'tri-an-0.top', text: 'Trang của tôi.' })).code));
  // Not the demo people: the attack would stop those it attacks as.
  for (const name of ['A', 'B', 'C']) await server.services.people.users.add({ name, grants: [] });
  const idsOf = async (from: string): Promise<string[]> =>
    (await parts.database.pool.query<{ id: string }>(`select id from ${from}`)).rows.map(({ id }) => id);
  const of = {
    leads: await idsOf('lead'),
    indicators: await idsOf('indicator'),
    appeals: await idsOf('appeal'),
    users: await idsOf('app_user where oidc_subject is null'),
  };
  const reports = await idsOf('report');
  // Requests about a lead name its reports.
  return { codes, of, ids: [...reports, ...reports, ...Object.values(of).flat()] };
}
