import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '@khien/platform/config';
import { testDatabase } from '@khien/platform/testkit';
import { compose, type Server } from './compose.ts';
import { migrationFolders } from './migrations.ts';
import type { Overrides } from './parts.ts';

export interface TestServer extends Server {
  /** Signs a demo person in through the demonstration's provider. @returns the cookie header of their session */
  signIn(subject: string): Promise<string>;
}

const ORIGIN = 'http://localhost:8080';

/** The whole server on a database of its own, with the demonstration's people; for tests that call it by `inject`. */
export async function testServer(env: Record<string, string> = {}, overrides: Overrides = {}): Promise<TestServer> {
  const database = await testDatabase(migrationFolders);
  const folder = await mkdtemp(path.join(tmpdir(), 'khien-test-'));
  const config = loadConfig({
    KHIEN_DATABASE: database.url,
    KHIEN_DATA: folder,
    KHIEN_ORIGIN: ORIGIN,
    KHIEN_DEMO: 'true',
    KHIEN_LOG: 'silent',
    ...env,
  });
  const passwordList = path.join(folder, 'passwords.txt');
  await writeFile(passwordList, '123456\npassword\nmatkhau\n');
  const server = await compose(config, { passwordList, ...overrides });
  await server.app.ready();
  await server.services.device.ready();
  return {
    ...server,
    signIn: (subject) => signInAs(server, subject),
    async close() {
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Walks the whole way a browser goes: start, choose a person, back to the callback. */
async function signInAs({ app }: Server, subject: string): Promise<string> {
  const jar = new Map<string, string>();
  const host = new URL(ORIGIN).host;
  let url = '/v1/auth/oidc/start';
  for (let step = 0; step < 8; step++) {
    const choosing = url.includes('/interaction/');
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.inject(
      choosing
        ? {
            method: 'POST',
            url,
            headers: { host, cookie, 'content-type': 'application/x-www-form-urlencoded' },
            payload: new URLSearchParams({ person: subject }).toString(),
          }
        : { method: 'GET', url, headers: { host, cookie } },
    );
    for (const { name, value } of answer.cookies) jar.set(name, value);
    const session = jar.get('khien_session');
    if (session) return `khien_session=${session}`;
    const location = answer.headers.location;
    if (!location) throw new Error(`sign-in stopped at ${url}: ${answer.statusCode} ${answer.body.slice(0, 300)}`);
    const next = new URL(location, ORIGIN);
    url = next.pathname + next.search;
  }
  throw new Error('sign-in went in circles');
}
