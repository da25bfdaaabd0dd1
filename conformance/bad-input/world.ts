import { allRoles, type Permission, roleHas } from '@khien/platform/auth';
import type { AnyRoute } from '@khien/platform/http';
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
