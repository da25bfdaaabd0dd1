import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KhienApp } from './types.ts';

/**
 * Hands every request below `prefix` to another program's handler with its body unread, for example to an OpenID
 * provider. The rest of the server, its parsers included, does not touch such a request.
 */
export async function mount(
  app: KhienApp,
  prefix: string,
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_req, _payload, done) => done(null));
    scope.all(`${prefix}/*`, { config: { khien: true } }, async (req, reply) => {
      app.khien.limiter.take('api', app.khien.clientKey(req));
      reply.hijack();
      await handle(req.raw, reply.raw).catch((error: unknown) => {
        req.log.error({ err: error }, 'failed');
        if (!reply.raw.headersSent) reply.raw.writeHead(500);
        reply.raw.end();
      });
    });
  });
}
