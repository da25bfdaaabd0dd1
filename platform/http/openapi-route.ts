import { z } from 'zod';
import { openapi } from './openapi.ts';
import { route } from './route.ts';
import type { KhienApp } from './types.ts';

/** Serves the document about every route of the application, this one too. Add it last. */
export function openapiRoute(app: KhienApp, about: { version: string; origin: string }): void {
  let text: string | undefined;
  route(app, {
    method: 'GET',
    url: '/v1/openapi.json',
    summary: 'This document',
    tag: 'operation',
    permission: 'public',
    produces: 'application/json; charset=utf-8',
    response: { 200: z.looseObject({ openapi: z.string() }) },
    examples: [{ ok: 200 }],
    handler: async ({ reply }) => {
      text ??= JSON.stringify(openapi(app.khienRoutes, about));
      reply.header('cache-control', 'public, max-age=300');
      return text;
    },
  });
}
