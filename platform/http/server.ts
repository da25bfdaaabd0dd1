import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import cookie from '@fastify/cookie';
import type { Actor } from '@khien/platform/auth';
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify';
import { readBodies } from './body.ts';
import { type Locale, problem } from './errors.ts';
import { answerBrokenRequest, answerErrors, sendProblem } from './failures.ts';
import { createClientKeys, createLimiter, type Limiter } from './limits.ts';
import { chooseLocale } from './locale.ts';
import { type AnswerQuickly, answerQuickly } from './quick.ts';
import type { KhienApp } from './types.ts';

/** What the edge needs from the rest; everything is passed in. */
export interface HttpDeps {
  /** Where people reach the server, for example `https://khien.dienbien.gov.vn`. */
  origin: string;
  /** A proxy of ours stands in front and appends to X-Forwarded-For: its last entry is then the client. */
  trustProxy?: boolean;
  clock: () => Date;
  logger?: FastifyBaseLogger;
  /** The person of the session, if any; called once for each request. */
  authenticate?: (req: FastifyRequest) => Promise<Actor | undefined>;
  /** Widens the limits, for load tests on loopback. */
  limitFactor?: number;
  /** Gives answers from memory without the ordinary way, where their number is what counts. */
  quick?: AnswerQuickly;
  /** Told about every answer: route pattern, never the address asked for. */
  observe?: (answer: { method: string; route: string; status: number; seconds: number }) => void;
}

declare module 'fastify' {
  interface FastifyInstance {
    khien: {
      limiter: Limiter;
      clientKey: (req: FastifyRequest) => string;
      authenticate: (req: FastifyRequest) => Promise<Actor | undefined>;
      sameOrigin: (req: FastifyRequest) => boolean;
      /** Set when stopping begins: readiness turns false, open requests are finished. */
      stopping: boolean;
      /** Serves every address that is not the API's; set once the pages are loaded. */
      pages: ((req: IncomingMessage, res: ServerResponse) => void) | undefined;
    };
  }
  interface FastifyContextConfig {
    /** Set by `route()` and `mount()`. */
    khien?: true;
  }
  interface FastifyRequest {
    actor: Actor | undefined;
    locale: Locale;
  }
}

/**
 * Whether a page of this server made the request. The Host header cannot be chosen by another site's page, so an
 * Origin that equals it is ours too: the same installation is also reached as `127.0.0.1`.
 */
function fromOwnPage(req: FastifyRequest, origin: string): boolean {
  const from = req.headers.origin;
  if (from === undefined) return req.headers['sec-fetch-site'] === 'same-origin';
  return from === origin || (URL.canParse(from) && new URL(from).host === req.headers.host);
}

/** Paths that belong to the API and the machine-room; the rest is pages. */
const isApi = (url: string): boolean => /^\/(?:v1|range|demo-idp|healthz|readyz|metrics)(?:[/?]|$)/.test(url);

/** How long a client may take; whoever sends slower is cut off, so that slow clients cannot fill the server. */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
};

/** Headers of every answer; a page that is opened by mistake can do nothing. */
const safeHeaders = (origin: string): Record<string, string> => ({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  ...(origin.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
});

/** Makes the server; routes are added to it afterwards by `route()`. */
export async function createHttp(deps: HttpDeps): Promise<KhienApp> {
  const keyOf = createClientKeys(deps.clock);
  const limiter = createLimiter(deps.limitFactor);
  const headers = safeHeaders(deps.origin);
  let endQuick: (() => void) | undefined;
  const quickRules = {
    trustProxy: deps.trustProxy ?? false,
    patience: patience.keepAliveTimeout,
    admits: (address: string) => limiter.wait('api', keyOf(address)) === 0,
    stopping: () => app.khien.stopping,
    observe: deps.observe ?? (() => undefined),
  };
  const app: KhienApp = fastify({
    ...(deps.logger ? { loggerInstance: deps.logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    // One hop, not "all": earlier entries are the client's own claim.
    trustProxy: deps.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    serverFactory: (handler) => {
      const server = createServer(patience, (req, res) => {
        // Pages never pass through Fastify: its body parsers would swallow their forms.
        const pages = isApi(req.url ?? '/') ? undefined : app.khien.pages;
        if (pages) pages(req, res);
        else handler(req, res);
      });
      endQuick = deps.quick && answerQuickly(server, { answer: deps.quick, headers, ...quickRules });
      return server;
    },
    clientErrorHandler: answerBrokenRequest,
    // Errors before any hook has run, for example an address that cannot be decoded.
    frameworkErrors: (error, req, reply) => {
      req.locale = chooseLocale(req.headers['accept-language']);
      sendProblem(problem('input.malformed', { cause: error }), req, reply as FastifyReply);
    },
  }) as unknown as KhienApp;

  app.khienRoutes = [];
  // Nothing is served that has no permission and no schema: only route() and mount() mark what they add.
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!config?.khien) throw new Error(`${method} ${url} was not added by route()`);
  });
  app.decorate('khien', {
    limiter,
    clientKey: (req: FastifyRequest) => keyOf(req.ip),
    authenticate: deps.authenticate ?? (async () => undefined),
    sameOrigin: (req: FastifyRequest) => fromOwnPage(req, deps.origin),
    pages: undefined,
    stopping: false,
  });
  app.decorateRequest('actor', undefined);
  app.decorateRequest('locale', 'vi');

  app.addHook('onRequest', async (req, reply) => {
    req.locale = chooseLocale(req.headers['accept-language']);
    reply.headers({
      'x-request-id': req.id,
      'cache-control': 'no-store',
      'content-language': req.locale,
      vary: 'accept-language, cookie',
      ...headers,
    });
  });
  app.addHook('onResponse', async (req, reply) => {
    const route = req.routeOptions.url ?? '(none)';
    const seconds = reply.elapsedTime / 1000;
    deps.observe?.({ method: req.method, route, status: reply.statusCode, seconds });
    // The pattern, not the URL, and no address: a log must not tell who asked what.
    req.log.info(
      { method: req.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });

  app.addHook('preClose', async () => endQuick?.());
  await app.register(cookie);
  await readBodies(app);
  answerErrors(app);
  return app;
}
