import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from './testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

it('signs a demo person in through the real provider and tells who they are', async () => {
  const cookie = await server.signIn('officer-1');
  const { user, signIn } = (await server.app.inject({ url: '/v1/session', headers: { cookie } })).json();
  expect(user.name).toContain('Lò Văn Minh');
  expect(user.grants).toEqual([{ role: 'officer', unitId: '11' }]);
  expect(user.permissions).toContain('lead.confirm');
  expect(user.permissions).not.toContain('user.manage');
  expect(signIn).toEqual({ passkey: true, oidc: 'demo' });
});
