import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from './testing.ts';

interface Example {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  ok: number;
  as?: string;
}
interface Operation {
  operationId: string;
  responses: Record<string, unknown>;
  'x-permission': string;
  'x-examples'?: Example[];
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await testServer({}, { limitFactor: 1_000 });
  document = (await server.app.inject({ url: '/v1/openapi.json' })).json();
});
afterAll(() => server.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

it('describes every route, each under a name of its own', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(operations().length).toBe(server.app.khienRoutes.length);
  expect(new Set(operations().map(({ operation }) => operation.operationId)).size).toBe(operations().length);
  // A reference into a schema would not resolve from the document's root.
  expect(JSON.stringify(document).match(/"\$ref":"(?!#\/components\/)/g)).toBeNull();
});

it('answers every example as the document says', { timeout: 120_000 }, async () => {
  let called = 0;
  for (const { path, method, operation } of operations()) {
    for (const example of operation['x-examples'] ?? []) {
      const url = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(example.params?.[name] ?? ''));
      const query = new URLSearchParams(example.query ?? {}).toString();
      const answer = await server.app.inject({
        method: method as 'GET',
        url: query ? `${url}?${query}` : url,
        headers: {
          host: 'localhost:8080',
          'sec-fetch-site': 'same-origin',
          ...(example.as ? { cookie: await server.signIn(`${example.as}-1`) } : {}),
        },
        ...(example.body === undefined ? {} : { payload: example.body as object }),
      });
      expect(`${method} ${url} ${answer.statusCode} ${answer.statusCode === example.ok ? '' : answer.body}`).toBe(
        `${method} ${url} ${example.ok} `,
      );
      called++;
    }
  }
  expect(called).toBeGreaterThan(10);
});
