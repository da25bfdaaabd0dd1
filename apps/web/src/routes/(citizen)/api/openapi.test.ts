import { expect, test } from 'vitest';
import { readOpenApi } from './openapi.ts';

test('reads what the page shows: references, lists, choices, examples', () => {
  const document = {
    openapi: '3.1.0',
    components: { schemas: { Kind: { type: 'string', enum: ['a', 'b'] } } },
    paths: {
      '/v1/things/{id}': {
        parameters: [],
        post: {
          tags: ['things'],
          summary: 'Make a thing',
          'x-permission': 'public',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['kind'],
                  properties: {
                    kind: { $ref: '#/components/schemas/Kind' },
                    marks: { type: 'array', items: { type: 'integer' } },
                    until: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'When it ends.' },
                  },
                },
                example: { kind: 'a' },
              },
            },
          },
          responses: {
            201: {
              description: 'Made',
              content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'string' } } } } },
            },
            422: { description: 'Wrong' },
          },
        },
      },
    },
  };
  expect(readOpenApi(document)).toEqual([
    {
      tag: 'things',
      operations: [
        {
          id: 'post--v1-things-id-',
          method: 'POST',
          path: '/v1/things/{id}',
          summary: 'Make a thing',
          description: undefined,
          access: 'public',
          parameters: [{ name: 'id (path)', type: 'string, uuid', required: true, description: undefined }],
          body: [
            { name: 'kind', type: '"a" | "b"', required: true, description: undefined },
            { name: 'marks', type: 'integer[]', required: false, description: undefined },
            { name: 'until', type: 'string | null', required: false, description: 'When it ends.' },
          ],
          example: '{\n  "kind": "a"\n}',
          answer: [{ name: 'id', type: 'string', required: false, description: undefined }],
          answers: [
            { status: '201', description: 'Made' },
            { status: '422', description: 'Wrong' },
          ],
        },
      ],
    },
  ]);
});

test.each([undefined, null, [], 'x', { paths: { '/a': { get: 'no' } } }])('makes nothing of %j', (document) => {
  expect(readOpenApi(document)).toEqual([]);
});
