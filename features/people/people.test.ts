import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyAudit } from '@khien/platform/audit';
import { createVault } from '@khien/platform/crypto';
import { createHttp, type KhienApp } from '@khien/platform/http';
import { type TestDatabase, testDatabase } from '@khien/platform/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createPeople, type People, peopleMigrations } from './index.ts';
import { createAuthenticator } from './testing-authenticator.ts';

const origin = 'http://localhost:8080';
const units = [
  { id: '11', parent: null, kind: 'province' as const, vi: 'Tỉnh Điện Biên', en: 'Điện Biên Province' },
  { id: '03328', parent: '11', kind: 'commune' as const, vi: 'Xã Thanh Nưa', en: 'Thanh Nưa Commune' },
  { id: '03127', parent: '11', kind: 'ward' as const, vi: 'Phường Điện Biên Phủ', en: 'Điện Biên Phủ Ward' },
];

let database: TestDatabase;
let app: KhienApp;
let people: People;
let now: Date;

beforeAll(async () => {
  database = await testDatabase([peopleMigrations]);
  const vault = createVault(path.join(mkdtempSync(path.join(tmpdir(), 'khien-people-')), 'keys.json'));
  const clock = () => now;
  now = new Date('2026-11-21T08:00:00Z');
  people = await createPeople({ db: database.db, clock, vault, origin, oidc: undefined, units });
  app = await createHttp({ origin, clock, authenticate: people.authenticate, limitFactor: 1_000 });
  people.routes(app);
});
afterAll(() => database.close());
beforeEach(() => {
  now = new Date('2026-11-21T08:00:00Z');
});

type Jar = Map<string, string>;

async function call(jar: Jar, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, from: string = origin) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, origin: from };
  const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  for (const { name, value } of answer.cookies) {
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), raw: answer };
}

async function registerPasskey(jar: Jar) {
  const authenticator = createAuthenticator(origin);
  const { options } = (await call(jar, 'POST', '/v1/auth/passkey/register/options')).body;
  const response = authenticator.register(options.challenge);
  const done = await call(jar, 'POST', '/v1/auth/passkey/register/verify', { name: 'Máy của tôi', response });
  expect(done.status).toBe(204);
  return authenticator;
}

async function loginWith(authenticator: ReturnType<typeof createAuthenticator>, jar: Jar = new Map()) {
  const { options } = (await call(jar, 'POST', '/v1/auth/passkey/login/options')).body;
  const response = authenticator.login(options.challenge);
  return { jar, ...(await call(jar, 'POST', '/v1/auth/passkey/login/verify', { response })) };
}

/** A person with rights who has redeemed an invitation and set up a passkey. */
async function person(role: 'admin' | 'officer' | 'official', unitId: string) {
  const { id, invite } = await people.users.add({ name: `Người ${role}`, grants: [{ role, unitId }] });
  const jar: Jar = new Map();
  expect((await call(jar, 'POST', '/v1/auth/invites/redeem', { code: invite.code.toLowerCase() })).status).toBe(204);
  const authenticator = await registerPasskey(jar);
  return { id, jar, authenticator, code: invite.code };
}

const whoIs = async (jar: Jar) => (await call(jar, 'GET', '/v1/session')).body.user;

it('gives an invited person no rights until a passkey is set up, then the granted ones', async () => {
  const { invite } = await people.users.add({ name: 'Lường Thị Mai', grants: [{ role: 'officer', unitId: '11' }] });
  const jar: Jar = new Map();
  await call(jar, 'POST', '/v1/auth/invites/redeem', { code: invite.code });
  expect(await whoIs(jar)).toMatchObject({ name: 'Lường Thị Mai', method: 'invite', permissions: [] });
  await registerPasskey(jar);
  expect(await whoIs(jar)).toMatchObject({ method: 'passkey', grants: [{ role: 'officer', unitId: '11' }] });
});

it('lets an invitation be used once, and only while it is fresh', async () => {
  const { code } = await person('officer', '11');
  const again = await call(new Map(), 'POST', '/v1/auth/invites/redeem', { code });
  expect([again.status, again.body.code]).toEqual([403, 'invite.invalid']);
  const { invite } = await people.users.add({ name: 'A', grants: [] });
  now = new Date('2026-11-29T08:00:00Z');
  expect((await call(new Map(), 'POST', '/v1/auth/invites/redeem', { code: invite.code })).status).toBe(403);
});

it('signs in with a passkey, and signs out', async () => {
  const { authenticator } = await person('officer', '11');
  const { jar, status, raw } = await loginWith(authenticator);
  expect(status).toBe(204);
  const cookie = raw.cookies.find(({ name }) => name === 'khien_session');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect((await whoIs(jar)).method).toBe('passkey');
  const token = jar.get('khien_session') ?? '';
  await call(jar, 'DELETE', '/v1/session');
  expect(jar.has('khien_session')).toBe(false);
  expect(await whoIs(new Map([['khien_session', token]]))).toBeNull();
});

it('takes each challenge once, and none but its own', async () => {
  const { authenticator } = await person('officer', '11');
  const jar: Jar = new Map();
  const { options } = (await call(jar, 'POST', '/v1/auth/passkey/login/options')).body;
  const response = authenticator.login(options.challenge);
  const copy: Jar = new Map(jar);
  expect((await call(jar, 'POST', '/v1/auth/passkey/login/verify', { response })).status).toBe(204);
  expect((await call(copy, 'POST', '/v1/auth/passkey/login/verify', { response })).body.code).toBe(
    'auth.attempt-invalid',
  );
  await call(copy, 'POST', '/v1/auth/passkey/login/options');
  expect((await call(copy, 'POST', '/v1/auth/passkey/login/verify', { response })).body.code).toBe(
    'auth.passkey-refused',
  );
  const stranger = await loginWith(createAuthenticator(origin));
  expect(stranger.body.code).toBe('auth.passkey-unknown');
});

it('refuses a passkey ceremony made on another site', async () => {
  const { jar } = await person('officer', '11');
  const { options } = (await call(jar, 'POST', '/v1/auth/passkey/register/options')).body;
  const response = createAuthenticator('https://khien-dienbien.example').register(options.challenge);
  const answer = await call(jar, 'POST', '/v1/auth/passkey/register/verify', { name: 'x', response });
  expect(answer.body.code).toBe('auth.passkey-refused');
});

it('keeps a session while it is used, never longer than twelve hours', async () => {
  const { jar } = await person('officer', '11');
  const start = now.getTime();
  for (let hour = 1; hour <= 11; hour++) {
    now = new Date(start + hour * 3_600_000);
    expect(await whoIs(jar)).not.toBeNull();
  }
  now = new Date(start + 12 * 3_600_000 + 1);
  expect(await whoIs(jar)).toBeNull();
});

it('ends a session that was not used for two hours', async () => {
  const { jar } = await person('officer', '11');
  now = new Date(now.getTime() + 2 * 3_600_000 + 1);
  expect(await whoIs(jar)).toBeNull();
});

it('refuses changes that another site’s page asks for', async () => {
  const { jar } = await person('admin', '11');
  const elsewhere = await call(jar, 'POST', '/v1/users', { name: 'X' }, 'https://evil.example');
  expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'auth.cross-site']);
  await call(jar, 'DELETE', '/v1/session', undefined, 'https://evil.example');
  expect(await whoIs(jar)).not.toBeNull();
});

it('lets an administrator work within their unit only', async () => {
  const admin = await person('admin', '03328');
  const made = await call(admin.jar, 'POST', '/v1/users', {
    name: 'Cà Thị Lan',
    grants: [{ role: 'official', unitId: '03328' }],
  });
  expect(made.status).toBe(201);
  const elsewhere = { name: 'B', grants: [{ role: 'official', unitId: '03127' }] };
  expect((await call(admin.jar, 'POST', '/v1/users', elsewhere)).body.code).toBe('auth.forbidden');
  const other = await people.users.add({ name: 'Người phường khác', grants: [{ role: 'official', unitId: '03127' }] });
  expect((await call(admin.jar, 'GET', `/v1/users/${other.id}`)).body.code).toBe('user.unknown');
  const up = { role: 'officer', unitId: '11' };
  expect((await call(admin.jar, 'POST', `/v1/users/${made.body.user.id}/grants`, up)).body.code).toBe('auth.forbidden');
  const listed = (await call(admin.jar, 'GET', '/v1/users')).body.users.map(({ id }: { id: string }) => id);
  expect(listed).toContain(made.body.user.id);
  expect(listed).not.toContain(other.id);
});

it('feels a withdrawn right and a stopped person with the next request', async () => {
  const admin = await person('admin', '11');
  const officer = await person('officer', '11');
  await call(admin.jar, 'DELETE', `/v1/users/${officer.id}/grants/officer/11`);
  expect(await whoIs(officer.jar)).toMatchObject({ permissions: [] });
  await call(admin.jar, 'POST', `/v1/users/${officer.id}/state`, { disabled: true });
  expect(await whoIs(officer.jar)).toBeNull();
  expect((await loginWith(officer.authenticator)).body.code).toBe('auth.passkey-unknown');
  expect((await call(admin.jar, 'POST', `/v1/users/${admin.id}/state`, { disabled: true })).body.code).toBe(
    'user.self',
  );
});

it('does not let the last way in be removed', async () => {
  const { jar, authenticator } = await person('officer', '11');
  expect((await call(jar, 'DELETE', `/v1/passkeys/${authenticator.id}`)).body.code).toBe('auth.passkey-last');
  const second = await registerPasskey(jar);
  expect((await call(jar, 'DELETE', `/v1/passkeys/${authenticator.id}`)).status).toBe(204);
  expect((await call(jar, 'GET', '/v1/passkeys')).body.passkeys.map(({ id }: { id: string }) => id)).toEqual([
    second.id,
  ]);
});

it('writes every sign-in and change into the audit log, whose chain holds', async () => {
  const actions = await database.db.selectFrom('audit_log').select('action').distinct().execute();
  expect(actions.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'session.open',
      'session.close',
      'passkey.add',
      'passkey.remove',
      'user.add',
      'user.disable',
    ]),
  );
  expect((await verifyAudit(database.db)).ok).toBe(true);
});
