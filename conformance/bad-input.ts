import { type AnyRoute, problems } from '@khien/platform/http';
import { testServer, type TestServer } from '@khien/server/testing';
import fc from 'fast-check';
import { atMost, type Bar } from '../bench/report.ts';
import { type Attempt, attempts, pumped } from './bad-input/attempts.ts';
import { brokenConnections } from './bad-input/connections.ts';
import { HANG_MS } from './bad-input/regex-attack.ts';
import type { Known } from './bad-input/values.ts';
import { slowRegexes } from './bad-input/slow-regexes.ts';
import { longestTurn } from './bad-input/turns.ts';
import { actorFor, populate, rowCounts } from './bad-input/world.ts';

const SEED = 20_261_121;
const ATTEMPTS = 150;

interface Found {
  requests: number;
  rejected: number;
  /** Routes that also did what was asked: the attack came past their door. */
  entered: Set<string>;
  failed: string[];
  hung: string[];
  unclear: string[];
  halfWritten: string[];
  slowest: { ms: number; about: string };
}

/** Sends every route what nobody should send, and looks at the answers, the time and the tables. */
export async function run(): Promise<Bar[]> {
  const found: Found = {
    requests: 0,
    rejected: 0,
    entered: new Set(),
    failed: [],
    hung: [],
    unclear: [],
    halfWritten: [],
    slowest: { ms: 0, about: '' },
  };
  const server = await testServer({}, { limitFactor: 1_000_000 });
  try {
    const known = await populate(server);
    for (const route of server.app.khienRoutes) await attackRoute(server, route, known, found);
    await brokenConnections(server, SEED, found);
  } finally {
    await server.close();
  }
  console.error(`slowest: ${found.slowest.ms.toFixed(1)} ms ${found.slowest.about}`);
  const closed = server.app.khienRoutes
    .map(({ method, url }) => `${method} ${url}`)
    .filter((name) => !found.entered.has(name));
  if (closed.length > 0) console.error(`only refused: ${closed.join(', ')}`);
  const regexes = await slowRegexes(SEED);
  for (const line of [...found.failed, ...found.hung, ...found.unclear, ...found.halfWritten, ...regexes.slow].slice(
    0,
    60,
  )) {
    console.error(line);
  }
  const routes = server.app.khienRoutes.length;
  const scale = `${found.requests} requests (${found.rejected} refused) to ${routes} routes, of which ${found.entered.size} also did what was asked; seed ${SEED}`;
  return [
    atMost('input.5xx', found.failed.length, 0, 'answers', `${scale}, and broken connections`),
    atMost(
      'input.hangs',
      found.hung.length + regexes.slow.length,
      0,
      'requests',
      `over ${HANG_MS} ms of the server thread's CPU time without letting others in, the best of three; slowest ${found.slowest.ms.toFixed(1)} ms; ` +
        `${regexes.checked} patterns: ${regexes.attacked} not proved linear were attacked with texts of up to their longest input`,
    ),
    atMost(
      'input.unclear',
      found.unclear.length,
      0,
      'answers',
      'refusals that are no problem document, or name no place, or speak the language of a library',
    ),
    atMost(
      'input.half-written',
      found.halfWritten.length,
      0,
      'requests',
      'refused, yet the number of rows of a table changed',
    ),
  ];
}

async function attackRoute(server: TestServer, route: AnyRoute, known: Known, found: Found): Promise<void> {
  const name = `${route.method} ${route.url}`;
  let cookie = await actorFor(server, route);
  let before = await rowCounts(server);
  const random = fc.sample(attempts(route, known), { seed: SEED, numRuns: ATTEMPTS });
  for (const [i, attempt] of [...random, ...pumped(route, known, SEED)].entries()) {
    const { answer, ms } = await timed(server, route, attempt, cookie);
    found.requests++;
    const about = `${name} #${i} ${answer.statusCode} ${attempt.url.slice(0, 80)} ${String(attempt.payload ?? '').slice(0, 80)}`;
    if (answer.statusCode >= 500) found.failed.push(`5xx: ${about}`);
    if (ms > found.slowest.ms) found.slowest = { ms, about };
    if (ms > HANG_MS) found.hung.push(`hang ${ms.toFixed(0)} ms: ${about}`);
    const after = await rowCounts(server);
    if (answer.statusCode < 400) found.entered.add(name);
    if (answer.statusCode >= 400) {
      found.rejected++;
      const unclear = whyUnclear(answer);
      if (unclear) found.unclear.push(`unclear (${unclear}): ${about} ${answer.body.slice(0, 200)}`);
      const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
      if (changed.length > 0) found.halfWritten.push(`half-written ${changed.join(' ')}: ${about}`);
    }
    // Some routes end the session that they are called with.
    if (answer.statusCode === 204 || answer.statusCode === 401) cookie = await actorFor(server, route);
    before = await rowCounts(server);
  }
}

type Answer = Awaited<ReturnType<TestServer['app']['inject']>>;

/** Once more, twice, when it seems slow: code that runs for the first time is compiled while it runs. */
async function timed(
  server: TestServer,
  route: AnyRoute,
  attempt: Attempt,
  cookie: string,
): Promise<{ answer: Answer; ms: number }> {
  const send = () =>
    server.app.inject({
      method: route.method,
      url: attempt.url,
      headers: { host: 'localhost:8080', origin: 'http://localhost:8080', cookie, ...attempt.headers },
      ...(attempt.payload === undefined ? {} : { payload: attempt.payload }),
    });
  const { result: answer, ms } = await longestTurn(send);
  let best = ms;
  for (let round = 0; round < 2 && best > HANG_MS; round++) best = Math.min(best, (await longestTurn(send)).ms);
  return { answer, ms: best };
}

/** Vietnamese cannot be written long without marks; what a library says in English has none. */
const vietnamese = /[^\u0000-\u007f]/;

function whyUnclear(answer: Answer): string | undefined {
  if (!String(answer.headers['content-type']).startsWith('application/problem+json')) return 'not a problem document';
  const body = answer.json() as {
    title?: string;
    code?: string;
    status?: number;
    errors?: { path: string; message: string }[];
  };
  if (!body.code || !(body.code in problems) || body.status !== answer.statusCode || !body.title) return 'incomplete';
  const said = [body.title, ...(body.errors ?? []).map(({ message }) => message)];
  if (answer.headers['content-language'] === 'vi' && !said.every((text) => vietnamese.test(text)))
    return 'library words';
  if (body.code === 'input.invalid' && !body.errors?.length) return 'names no place';
  if (body.errors?.some(({ path, message }) => !path || !message)) return 'an item without place or words';
  return undefined;
}
