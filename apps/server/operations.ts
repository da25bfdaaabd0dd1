import { isIP } from 'node:net';
import { sameSecret } from '@khien/platform/crypto';
import { ping } from '@khien/platform/db';
import { type Ctx, type HttpDeps, type KhienApp, problem, route } from '@khien/platform/http';
import { Histogram, type Registry } from '@khien/platform/telemetry';
import { z } from 'zod';
import type { Parts } from './parts.ts';

/** Something that must hold before this process should be sent requests; false or an error means not yet. */
export type Readiness = Record<string, () => boolean | Promise<boolean>>;

/** What operators and their machines ask: alive, ready, figures. */
export function operationRoutes(app: KhienApp, parts: Parts, readiness: Readiness): void {
  const checks: Readiness = {
    database: () => ping(parts.db).then(() => true),
    ...readiness,
  };

  route(app, {
    method: 'GET',
    url: '/healthz',
    summary: 'Whether the process lives',
    tag: 'operation',
    permission: 'public',
    response: { 200: z.object({ ok: z.literal(true) }) },
    examples: [{ ok: 200 }],
    handler: async () => ({ ok: true as const }),
  });

  const state = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.boolean()) });
  route(app, {
    method: 'GET',
    url: '/readyz',
    summary: 'Whether the process should be sent requests: database, tables, look-up lists; false while it stops',
    tag: 'operation',
    permission: 'public',
    response: { 200: state, 503: state },
    examples: [{ ok: 200 }],
    handler: async ({ reply }) => {
      const found = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          const holds = await Promise.resolve()
            .then(check)
            .catch(() => false);
          return [name, holds] as const;
        }),
      );
      const ready = !app.khien.stopping && found.every(([, holds]) => holds);
      reply.code(ready ? 200 : 503);
      return { ready, checks: Object.fromEntries(found) };
    },
  });

  route(app, {
    method: 'GET',
    url: '/metrics',
    summary: 'Figures for Prometheus; from this machine, or with the token of KHIEN_METRICS_TOKEN',
    tag: 'operation',
    permission: 'public',
    produces: 'text/plain; version=0.0.4; charset=utf-8',
    response: { 200: z.string() },
    examples: [{ ok: 200 }],
    handler: async ({ req }) => {
      if (!mayReadMetrics(req, parts.config.metricsToken)) throw problem('route.unknown');
      return parts.metrics.metrics();
    },
  });
}

function mayReadMetrics(req: Ctx['req'], token: string | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (token !== undefined && given !== undefined) return sameSecret(given, token);
  // A proxy on this machine also comes from loopback: whatever was forwarded came from elsewhere.
  const forwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some((name) => name in req.headers);
  return !forwarded && isLoopback(req.socket.remoteAddress ?? '');
}

const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && (address === '::1' || address.replace('::ffff:', '').startsWith('127.'));

/** Counts answers by route pattern; the figures hold nothing about who asked. */
export function observeRequests(metrics: Registry): NonNullable<HttpDeps['observe']> {
  const seconds = new Histogram({
    name: 'khien_http_request_seconds',
    help: 'Time to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [metrics],
  });
  return ({ method, route: pattern, status, seconds: took }) =>
    seconds.observe({ method, route: pattern, status: String(status) }, took);
}
