import { readFile } from 'node:fs/promises';
import { permissions } from '@khien/platform/auth';
import { type TestServer, testServer } from '@khien/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PERMISSIONS_DOCUMENT, permissionsDocument } from './authz/document.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

it('has a permission, a summary and a response schema on every route', () => {
  const routes = server.app.khienRoutes;
  expect(routes.length).toBeGreaterThan(40);
  for (const route of routes) {
    const name = `${route.method} ${route.url}`;
    expect([...Object.keys(permissions), 'public', 'signed-in'], name).toContain(route.permission);
    expect(route.summary.length, name).toBeGreaterThan(5);
    const schemas = Object.values(route.response);
    expect(schemas.length, name).toBeGreaterThan(0);
    for (const schema of schemas) expect(typeof schema.safeParse, name).toBe('function');
  }
});

it('prints the permissions as the document has them (npm run -s conformance -- authz --write)', async () => {
  expect(await readFile(PERMISSIONS_DOCUMENT, 'utf8')).toBe(permissionsDocument(server.app.khienRoutes));
});
