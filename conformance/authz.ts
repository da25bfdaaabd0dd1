import { writeFile } from 'node:fs/promises';
import { allRoles, type Permission, roleHas } from '@khien/platform/auth';
import type { AnyRoute } from '@khien/platform/http';
import { atMost, type Bar } from '../bench/report.ts';
import { PERMISSIONS_DOCUMENT, permissionsDocument } from './authz/document.ts';
import { type Probe, probes, unitPermissions } from './authz/probes.ts';
import { type Caller, createWorld, type Place, type World } from './authz/world.ts';

const callers: Caller[] = ['anonymous', 'invited', ...allRoles];

interface Cell {
  about: string;
  allowed: boolean;
  /** Things elsewhere may be answered as if they did not exist. */
  hidden?: boolean;
}

interface Answer {
  status: number;
  code: string | undefined;
  body: string;
}

/** Every route × every caller × the own and another unit, against the permission table. `--write` renews the document. */
export async function run(): Promise<Bar[]> {
  const world = await createWorld();
  const deviations: string[] = [];
  let cells = 0;
  const judge = (cell: Cell, answer: Answer) => {
    cells++;
    const wrong = deviation(cell, answer);
    if (wrong) deviations.push(`${cell.about}: ${wrong} (${answer.status} ${answer.code ?? ''})`);
  };
  try {
    const routes = world.server.app.khienRoutes;
    for (const route of routes) {
      const name = `${route.method} ${route.url}`;
      const own = probes.filter((probe) => probe.route === name);
      if (unitPermissions.includes(route.permission as Permission) && own.length === 0) {
        deviations.push(`${name}: asks for ${route.permission}, which holds at units, and is not probed there`);
      }
      for (const caller of callers) await atTheDoor(world, route, caller, judge);
      for (const probe of own) for (const caller of callers) await askFor(world, route, probe, caller, judge);
    }
    for (const { route } of probes) {
      if (!routes.some(({ method, url }) => `${method} ${url}` === route))
        deviations.push(`${route}: probed, but gone`);
    }
    if (process.argv.includes('--write')) await writeFile(PERMISSIONS_DOCUMENT, permissionsDocument(routes));
    for (const line of deviations) console.error(line);
    const how = `${cells} answers: ${routes.length} routes × ${callers.length} callers, own and other unit`;
    return [atMost('authz.deviations', deviations.length, 0, 'answers', how)];
  } finally {
    await world.server.close();
  }
}

function deviation({ allowed, hidden }: Cell, { status, code }: Answer): string | undefined {
  if (status >= 500) return 'failed';
  const refused = status === 401 || code === 'auth.forbidden' || code === 'auth.sign-in' || (hidden && status === 404);
  if (allowed) return refused || code === 'auth.cross-site' ? 'refused, though the table allows it' : undefined;
  return refused ? undefined : 'let in, though the table does not allow it';
}

/** The call as it stands: who may not, must be sent away before anything else is looked at. */
async function atTheDoor(world: World, route: AnyRoute, caller: Caller, judge: (cell: Cell, answer: Answer) => void) {
  const { permission } = route;
  const allowed =
    permission === 'public' || (permission === 'signed-in' ? caller !== 'anonymous' : holds(caller, permission));
  const answer = await call(world, route, caller, {});
  // Things that do not exist are "not found" for those who may look.
  judge({ about: `${route.method} ${route.url} ${caller}`, allowed }, answer);
}

async function askFor(
  world: World,
  route: AnyRoute,
  probe: Probe,
  caller: Caller,
  judge: (cell: Cell, answer: Answer) => void,
) {
  const name = `${probe.route}${probe.what ? ` ${probe.what}` : ''} ${caller}`;
  const may = holds(caller, probe.permission);
  if (probe.list) {
    const { own, other } = await probe.list(world);
    const answer = await call(world, route, caller, {
      query: route.url.endsWith('leads') ? { limit: '100', sort: 'newest' } : {},
    });
    judge({ about: `${name} list`, allowed: may }, answer);
    if (!may) return;
    const shows = (id: string): Answer => ({ ...answer, status: answer.body.includes(id) ? 200 : 401 });
    judge({ about: `${name} shows own`, allowed: true }, shows(own));
    judge({ about: `${name} shows other`, allowed: false }, shows(other));
    return;
  }
  if (!probe.about) {
    judge({ about: name, allowed: may }, await call(world, route, caller, probe.sent ?? {}));
    return;
  }
  for (const place of ['own', 'other'] as Place[]) {
    const answer = await call(world, route, caller, await probe.about(world, place, caller));
    judge({ about: `${name} ${place}`, allowed: may && place === 'own', hidden: place === 'other' }, answer);
  }
}

const holds = (caller: Caller, permission: Permission): boolean =>
  caller !== 'anonymous' && caller !== 'invited' && roleHas(caller, permission);

async function call(
  world: World,
  route: AnyRoute,
  caller: Caller,
  sent: { params?: Record<string, string>; query?: Record<string, string>; body?: object },
): Promise<Answer> {
  const cookie = await world.cookieOf(caller);
  const path = route.url.replace(
    /:(\w+)/g,
    (_all, name: string) => sent.params?.[name] ?? '00000000-0000-7000-8000-000000000000',
  );
  const query = new URLSearchParams(sent.query ?? {}).toString();
  const answer = await world.server.app.inject({
    method: route.method,
    url: query ? `${path}?${query}` : path,
    headers: { host: 'localhost:8080', origin: 'http://localhost:8080', ...(cookie ? { cookie } : {}) },
    ...(sent.body ? { payload: sent.body } : {}),
  });
  const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json');
  return { status: answer.statusCode, code: isProblem ? answer.json().code : undefined, body: answer.body };
}
