import { readFile } from 'node:fs/promises';
import {
  DEMO_ISSUER,
  type DemoPersonData,
  demoPeopleForPage,
  type PackUnit,
  type PeopleOidc,
  seedDemoPeople,
} from '@khien/features/people';
import { createDemoIdp, createOidc, DEMO_PATH, type DemoIdp } from '@khien/platform/auth';
import type { Config } from '@khien/platform/config';
import type { Tx } from '@khien/platform/db';
import { type KhienApp, mount } from '@khien/platform/http';

export interface SignIn {
  oidc: PeopleOidc | undefined;
  /** Mounts the demonstration's provider, if there is one. */
  mountOn(app: KhienApp): Promise<void>;
}

/** Where people may sign in besides passkeys: the configured provider, or the demonstration's own, or nowhere. */
export async function createSignIn(config: Config): Promise<SignIn & { seed(db: Tx, now: Date): Promise<void> }> {
  const redirectUri = `${config.origin}/v1/auth/oidc/callback`;
  if (config.oidc) {
    const client = createOidc({ ...config.oidc, redirectUri });
    const oidc: PeopleOidc = { kind: 'provider', client, issuer: config.oidc.issuer };
    return { oidc, mountOn: async () => undefined, seed: async () => undefined };
  }
  if (!config.demo) return { oidc: undefined, mountOn: async () => undefined, seed: async () => undefined };

  const people = await readPack<{ people: DemoPersonData[] }>('demo/people.json');
  const { units } = await readPack<{ units: PackUnit[] }>(`${config.province}/units.json`);
  const idp = await createDemoIdp({
    origin: config.origin,
    redirectUri,
    people: demoPeopleForPage(people.people, units),
  });
  let app: KhienApp | undefined;
  const client = createOidc({
    issuer: idp.issuer,
    clientId: idp.clientId,
    clientSecret: idp.clientSecret,
    redirectUri,
    fetch: (url, init) => callInProcess(app, idp, url, init),
  });
  return {
    oidc: { kind: 'demo', client, issuer: DEMO_ISSUER },
    seed: (db, now) => seedDemoPeople(db, people.people, now),
    async mountOn(mounted) {
      app = mounted;
      await mount(mounted, DEMO_PATH, idp.handle);
    },
  };
}

/** Reads a data file of the packs. */
export async function readPack<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`../../packs/${file}`, import.meta.url), 'utf8')) as T;
}

/** Server to provider without leaving the process: works behind any proxy and before the port is open. */
async function callInProcess(
  app: KhienApp | undefined,
  idp: DemoIdp,
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: unknown },
): Promise<Response> {
  if (!app || !url.startsWith(idp.issuer)) throw new Error('the demonstration provider is not mounted');
  const answer = await app.inject({
    method: init.method === 'POST' ? 'POST' : 'GET',
    url: new URL(url).pathname,
    headers: init.headers ?? {},
    ...(init.body === undefined || init.body === null ? {} : { payload: String(init.body) }),
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
  return new Response(answer.body, { status: answer.statusCode, headers });
}
