import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDemoIdp, type DemoIdp } from '@khien/platform/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './testing.ts';

const ORIGIN = 'http://localhost:8080';
const host = 'localhost:8080';

describe('the demonstration’s provider', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
  });
  afterAll(() => server.close());

  const get = (url: string, cookie = '') => server.app.inject({ url, headers: { host, cookie } });
  const cookieOf = (answer: Awaited<ReturnType<typeof get>>, name: string) =>
    `${name}=${answer.cookies.find((cookie) => cookie.name === name)?.value}`;

  it('signs a person in and tells who they are', async () => {
    const cookie = await server.signIn('officer-1');
    const { user, signIn } = (await get('/v1/session', cookie)).json();
    expect(user.name).toContain('Lò Văn Minh');
    expect(user.grants).toEqual([{ role: 'officer', unitId: '11' }]);
    expect(user.permissions).toContain('lead.confirm');
    expect(user.permissions).not.toContain('user.manage');
    expect(signIn).toEqual({ passkey: true, oidc: 'demo' });
  });

  it('shows a page that says it is a demonstration and runs no script', async () => {
    const start = await get('/v1/auth/oidc/start');
    const authorize = await get(start.headers.location?.replace(ORIGIN, '') ?? '');
    const page = await get(
      authorize.headers.location?.replace(ORIGIN, '') ?? '',
      authorize.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    );
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Đây là trang thử nghiệm');
    expect(page.body).not.toMatch(/<script|onclick|javascript:/i);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'nonce-/);
    expect(page.body.match(/<button name="person"/g)?.length).toBeGreaterThanOrEqual(6);
  });

  it('goes back only to pages of its own', async () => {
    for (const bad of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      expect((await get(`/v1/auth/oidc/start?return=${encodeURIComponent(bad)}`)).statusCode).toBe(422);
    }
    expect((await get('/v1/auth/oidc/start?return=/ban/vu-viec')).statusCode).toBe(302);
  });

  it('sends people to the configured address first, where the cookie will be', async () => {
    const answer = await server.app.inject({
      url: '/v1/auth/oidc/start?return=/ban',
      headers: { host: '127.0.0.1:8080' },
    });
    expect(answer.headers.location).toBe(`${ORIGIN}/v1/auth/oidc/start?return=/ban`);
    expect(answer.cookies).toEqual([]);
  });

  it('refuses a callback that nobody began, with another state, or a second time', async () => {
    const failed = '/dang-nhap?problem=auth.attempt-invalid';
    expect((await get('/v1/auth/oidc/callback?code=x&state=y')).headers.location).toBe(failed);
    const start = await get('/v1/auth/oidc/start');
    const cookie = cookieOf(start, 'khien_sign_in');
    const wrongState = await get('/v1/auth/oidc/callback?code=x&state=another', cookie);
    expect(wrongState.headers.location).toBe(failed);
    // The attempt is used up, also by what failed.
    const state = new URL(start.headers.location ?? '').searchParams.get('state');
    const again = await get(`/v1/auth/oidc/callback?code=x&state=${state}`, cookie);
    expect(again.headers.location).toBe(failed);
  });

  it('is not there without the demonstration', async () => {
    const real = await testServer({ KHIEN_DEMO: 'false' });
    try {
      expect((await real.app.inject({ url: '/demo-idp/.well-known/openid-configuration' })).statusCode).toBe(404);
      const start = await real.app.inject({ url: '/v1/auth/oidc/start', headers: { host } });
      expect(start.headers.location).toBe('/dang-nhap?problem=auth.no-oidc');
      expect((await real.app.inject({ url: '/v1/session' })).json().signIn.oidc).toBeNull();
      const people = await real.parts.db.selectFrom('app_user').select('id').execute();
      expect(people).toEqual([]);
    } finally {
      await real.close();
    }
  });
});

describe('an OpenID provider elsewhere', () => {
  let elsewhere: HttpServer;
  let idp: DemoIdp;
  let server: TestServer;
  let issuerOrigin: string;

  beforeAll(async () => {
    elsewhere = createServer((req, res) => void idp.handle(req, res));
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
    issuerOrigin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    idp = await createDemoIdp({
      origin: issuerOrigin,
      redirectUri: `${ORIGIN}/v1/auth/oidc/callback`,
      people: ['known', 'stranger'].map((subject) => ({
        subject,
        name: subject,
        role: { vi: 'x', en: 'x' },
        unit: { vi: 'x', en: 'x' },
      })),
    });
    server = await testServer({
      KHIEN_DEMO: 'false',
      KHIEN_OIDC_ISSUER: idp.issuer,
      KHIEN_OIDC_CLIENT_ID: idp.clientId,
      KHIEN_OIDC_CLIENT_SECRET: idp.clientSecret,
    });
  });
  afterAll(async () => {
    await server.close();
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  /** Walks between the two servers as a browser does. @returns where it ends and the session's cookie, if any */
  async function walk(subject: string, session = ''): Promise<{ page: string; cookie: string | undefined }> {
    const jars = { here: new Map<string, string>(), there: new Map<string, string>() };
    if (session) jars.here.set('khien_session', session.split('=')[1] ?? '');
    const cookies = (jar: Map<string, string>) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    let url = `${ORIGIN}/v1/auth/oidc/start`;
    for (let step = 0; step < 8; step++) {
      if (url.startsWith(ORIGIN)) {
        const path = url.slice(ORIGIN.length);
        if (!path.startsWith('/v1/')) {
          const token = jars.here.get('khien_session');
          return { page: path, cookie: token && `khien_session=${token}` };
        }
        const answer = await server.app.inject({ url: path, headers: { host, cookie: cookies(jars.here) } });
        for (const { name, value } of answer.cookies) jars.here.set(name, value);
        url = new URL(String(answer.headers.location), ORIGIN).href;
      } else {
        const choosing = url.includes('/interaction/');
        const answer = await fetch(url, {
          method: choosing ? 'POST' : 'GET',
          redirect: 'manual',
          headers: { cookie: cookies(jars.there) },
          ...(choosing ? { body: new URLSearchParams({ person: subject }) } : {}),
        });
        for (const line of answer.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
          jars.there.set(name, value);
        }
        url = new URL(answer.headers.get('location') ?? '', issuerOrigin).href;
      }
    }
    throw new Error('went in circles');
  }

  it('signs in who was added with that account, over the network', async () => {
    await server.services.people.users.add({
      name: 'Lường Thị Mai',
      grants: [{ role: 'officer', unitId: '11' }],
      oidcSubject: 'known',
    });
    const { page, cookie = '' } = await walk('known');
    expect(page).toBe('/ban');
    const { user } = (await server.app.inject({ url: '/v1/session', headers: { cookie } })).json();
    expect(user).toMatchObject({ name: 'Lường Thị Mai', method: 'oidc' });
  });

  it('does not let in who was not invited; an invitation links the account', async () => {
    expect(await walk('stranger')).toEqual({ page: '/dang-nhap?problem=auth.unknown-person', cookie: undefined });
    const { id, invite } = await server.services.people.users.add({ name: 'Cà Văn Pâng', grants: [] });
    const redeemed = await server.app.inject({
      method: 'POST',
      url: '/v1/auth/invites/redeem',
      payload: { code: invite.code },
    });
    const invited = `khien_session=${redeemed.cookies.find(({ name }) => name === 'khien_session')?.value}`;
    expect((await walk('stranger', invited)).page).toBe('/ban');
    // From now on without the invitation.
    const { cookie = '' } = await walk('stranger');
    const { user } = (await server.app.inject({ url: '/v1/session', headers: { cookie } })).json();
    expect(user.id).toBe(id);
  });

  it('says so when the provider does not answer', async () => {
    const lonely = await testServer({
      KHIEN_DEMO: 'false',
      KHIEN_OIDC_ISSUER: 'http://127.0.0.1:1/',
      KHIEN_OIDC_CLIENT_ID: 'khien',
    });
    try {
      const answer = await lonely.app.inject({ url: '/v1/auth/oidc/start', headers: { host } });
      expect(answer.headers.location).toBe('/dang-nhap?problem=auth.provider-away');
    } finally {
      await lonely.close();
    }
  });
});
