import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp, type KhienApp, problem, route, says } from './index.ts';

async function makeApp(): Promise<KhienApp> {
  const app = await createHttp({ origin: 'http://localhost:8080', clock: () => new Date() });
  route(app, {
    method: 'POST',
    url: '/v1/things/:id',
    summary: 'Test',
    tag: 'test',
    permission: 'public',
    params: z.object({ id: z.string().max(5) }),
    body: z.strictObject({
      text: z.string().min(1).max(10),
      count: z.int().min(0),
      kind: z.enum(['a', 'b']),
      even: z.number().refine((n) => n % 2 === 0, says('Cần là số chẵn.', 'This must be even.')),
    }),
    response: { 201: z.object({ text: z.string() }) },
    handler: async ({ body }) => ({ ...body, secret: 'never leaves' }),
  });
  route(app, {
    method: 'GET',
    url: '/v1/broken',
    summary: 'Test',
    tag: 'test',
    permission: 'public',
    response: { 200: z.object({ n: z.number() }) },
    handler: async () => ({ n: 'personal data' as unknown as number }),
  });
  route(app, {
    method: 'GET',
    url: '/v1/mine',
    summary: 'Test',
    tag: 'test',
    permission: 'user.manage',
    response: { 200: z.object({ name: z.string() }) },
    handler: async ({ actor }) => ({ name: actor.name }),
  });
  route(app, {
    method: 'GET',
    url: '/v1/fails',
    summary: 'Test',
    tag: 'test',
    permission: 'public',
    response: { 200: z.null() },
    handler: async () => {
      throw problem('auth.forbidden');
    },
  });
  return app;
}

const good = { text: 'chào', count: 1, kind: 'a', even: 2 };

describe('route', () => {
  it('lets only named fields out', async () => {
    const app = await makeApp();
    const answer = await app.inject({ method: 'POST', url: '/v1/things/x', payload: good });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ text: 'chào' });
  });

  it('names every problem of the input in the reader’s language', async () => {
    const app = await makeApp();
    const payload = { count: -1, kind: 'c', even: 3, more: true };
    const vi = (await app.inject({ method: 'POST', url: '/v1/things/toolong', payload })).json();
    expect(vi.status).toBe(422);
    expect(vi.errors).toEqual([
      { path: 'params.id', code: 'too_big', message: 'Không được quá 5 ký tự.' },
      { path: 'body.text', code: 'invalid_type', message: 'Mục này cần được điền.' },
      { path: 'body.count', code: 'too_small', message: 'Cần từ 0 trở lên.' },
      { path: 'body.kind', code: 'invalid_value', message: 'Cần là một trong: a, b.' },
      { path: 'body.even', code: 'custom', message: 'Cần là số chẵn.' },
      { path: 'body.more', code: 'unrecognized_keys', message: 'Không có mục này.' },
    ]);
    const headers = { 'accept-language': 'en-GB,en;q=0.9,vi;q=0.5' };
    const en = (await app.inject({ method: 'POST', url: '/v1/things/toolong', payload, headers })).json();
    expect(en.errors[1].message).toBe('This is needed.');
  });

  it('answers a broken promise with 500 and without the value', async () => {
    const answer = await (await makeApp()).inject({ url: '/v1/broken' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('personal');
  });

  it('asks people to sign in first', async () => {
    expect((await (await makeApp()).inject({ url: '/v1/mine' })).json().code).toBe('auth.sign-in');
  });
});

it('takes no route that did not come through route()', async () => {
  const app = await createHttp({ origin: 'http://localhost:8080', clock: () => new Date() });
  expect(() => app.get('/v1/sneaked-in', async () => 'x')).toThrow('was not added by route()');
});

describe('edge', () => {
  it.each([
    ['unknown address', { url: '/v1/nothing' }, 404, 'route.unknown'],
    ['wrong method', { method: 'DELETE', url: '/v1/mine' }, 405, 'route.method'],
    ['not JSON', { payload: '{"a":', headers: { 'content-type': 'application/json' } }, 400, 'input.not-json'],
    ['empty body', { payload: '', headers: { 'content-type': 'application/json' } }, 400, 'input.not-json'],
    [
      'prototype key',
      { payload: '{"__proto__":{}}', headers: { 'content-type': 'application/json' } },
      400,
      'input.not-json',
    ],
    [
      'not UTF-8',
      { payload: Buffer.from([34, 255, 34]), headers: { 'content-type': 'application/json' } },
      400,
      'input.not-utf8',
    ],
    ['too deep', { payload: '['.repeat(40), headers: { 'content-type': 'application/json' } }, 400, 'input.too-deep'],
    [
      'too large',
      { payload: JSON.stringify('x'.repeat(70_000)), headers: { 'content-type': 'application/json' } },
      413,
      'input.too-large',
    ],
    [
      'wrong type',
      { payload: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'input.content-type',
    ],
    [
      'wrong charset',
      { payload: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
      415,
      'input.content-type',
    ],
    ['U+0000', { payload: { ...good, text: 'a\0b' } }, 422, 'input.invalid'],
    [
      'lines where none are taken',
      { payload: '{}', headers: { 'content-type': 'application/x-ndjson' } },
      415,
      'input.content-type',
    ],
    ['undecodable address', { method: 'GET', url: '/v1/things/%zz' }, 400, 'input.malformed'],
  ] as const)('%s', async (_name, request, status, code) => {
    const answer = await (await makeApp()).inject({ method: 'POST', url: '/v1/things/x', ...request } as never);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});
