import { permissions } from '@khien/platform/auth';
import { z } from 'zod';
import { type ProblemCode, problems } from './errors.ts';
import { limits } from './limits.ts';
import type { AnyRoute } from './types.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the registered routes. Everything in it comes from the route definitions that the server
 * itself runs on, so it cannot say something else than the server does.
 */
export function openapi(routes: readonly AnyRoute[], about: { version: string; origin: string }): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Khiên',
      version: about.version,
      summary: 'Check, report, decide, protect, tell: the API of a province’s cyber-safety platform',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.origin }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'khien_session',
          description: 'Set by signing in. Calls that change something must also come from this site (Origin header).',
        },
      },
      schemas: { Problem: problemSchema },
      responses: { Problem: problemResponse('A problem document (RFC 9457), in the language of Accept-Language.') },
    },
  };
}

function operation(route: AnyRoute): Json {
  const row = route.permission in permissions ? permissions[route.permission as keyof typeof permissions] : undefined;
  const limit = limits[route.limit ?? 'api'];
  const examples = route.examples ?? [];
  return {
    operationId: `${route.method.toLowerCase()}${route.url.replace(/[^A-Za-z0-9]+(\w?)/g, (_all, next: string) => next.toUpperCase())}`,
    summary: route.summary,
    tags: [route.tag],
    'x-permission': route.permission,
    description: [
      row
        ? `Needs a grant to ${row.en}.`
        : route.permission === 'public'
          ? 'Open to everybody.'
          : 'Needs a signed-in person.',
      `At most ${limit.points} calls in ${limit.seconds} seconds from one client.`,
    ].join(' '),
    ...(route.permission === 'public' ? {} : { security: [{ session: [] }] }),
    ...parameters(route),
    ...requestBody(route),
    responses: { ...answers(route), ...failures(route) },
    // Each of these is called for real by a test.
    ...(examples.length > 0 ? { 'x-examples': examples } : {}),
  };
}

function parameters(route: AnyRoute): Json {
  const list: Json[] = [];
  for (const [where, schema] of [
    ['path', route.params],
    ['query', route.query],
  ] as const) {
    if (!schema) continue;
    const { properties, required } = jsonSchema(schema, 'input') as { properties?: Json; required?: string[] };
    for (const [name, of] of Object.entries(properties ?? {})) {
      list.push({ name, in: where, required: where === 'path' || (required ?? []).includes(name), schema: of });
    }
  }
  return list.length > 0 ? { parameters: list } : {};
}

function requestBody(route: AnyRoute): Json {
  const fields = route.body && jsonSchema(route.body, 'input');
  if (route.upload) {
    const file = { type: 'string', format: 'binary', maxLength: route.upload.maxBytes };
    const schema = { type: 'object', properties: { ...(fields?.properties as Json), file }, required: ['file'] };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  if (!fields) return {};
  const examples = Object.fromEntries(
    (route.examples ?? [])
      .filter((example) => example.body !== undefined)
      .map((example, i) => [`example-${i + 1}`, { summary: `is answered ${example.ok}`, value: example.body }]),
  );
  const content: Json = {
    'application/json': { schema: fields, ...(Object.keys(examples).length > 0 ? { examples } : {}) },
  };
  if (route.ndjson) {
    const lines = (fields.properties as Record<string, { items?: Json }> | undefined)?.[route.ndjson]?.items;
    content['application/x-ndjson'] = { schema: lines ?? {} };
  }
  return { requestBody: { required: true, content } };
}

function answers(route: AnyRoute): Json {
  return Object.fromEntries(
    Object.entries(route.response).map(([status, schema]) => {
      const bare = status === '204' || status.startsWith('3');
      const type = route.produces && Number(status) < 300 ? route.produces.split(';')[0] : 'application/json';
      const described = { description: meanings[status] ?? 'An answer' };
      return [
        status,
        bare ? described : { ...described, content: { [String(type)]: { schema: jsonSchema(schema, 'output') } } },
      ];
    }),
  );
}

const meanings: Record<string, string> = {
  200: 'Done',
  201: 'Made',
  204: 'Done, nothing to say',
  302: 'Go to the address in Location',
  304: 'Not changed since',
  503: 'Not now',
};

/** The refusals that any route of this kind can give. */
function failures(route: AnyRoute): Json {
  const codes: ProblemCode[] = ['limit.reached'];
  if (route.permission !== 'public') codes.push('auth.sign-in', 'auth.forbidden');
  if (route.body || route.upload) codes.push('input.not-json', 'input.too-large', 'input.content-type');
  if (route.body || route.query || route.params) codes.push('input.invalid');
  const byStatus = new Set(codes.map((code) => String(problems[code].status)));
  const listed = [...byStatus].filter((status) => !(Number(status) in route.response)).sort();
  return Object.fromEntries(
    [...listed, 'default'].map((status) => [status, { $ref: '#/components/responses/Problem' }]),
  );
}

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'id'],
  properties: {
    type: { type: 'string', description: 'urn:khien:problem: and the code' },
    title: { type: 'string', description: 'A sentence for the reader, in their language' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problems) },
    errors: {
      type: 'array',
      description: 'Every problem of the input',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
    id: { type: 'string', description: 'Of this request, to quote when asking for help' },
  },
};

function problemResponse(description: string): Json {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return json;
}
