import { access } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '@khien/platform/config';
import type { KhienApp } from '@khien/platform/http';
import { type InjectRequest, loadWeb } from '../web/handler.ts';

const BUILD = new URL('../web/build/handler.js', import.meta.url);

/**
 * Serves the pages from this process. Their server code calls the API through `event.platform.req.khien.inject`, so
 * that a page can do what any client can do and nothing more.
 * @returns whether the pages are built; when not, every page says how to build them
 */
export async function mountPages(app: KhienApp, config: Pick<Config, 'origin' | 'demo'>): Promise<boolean> {
  const built = await access(BUILD).then(
    () => true,
    () => false,
  );
  app.khien.pages = built
    ? await loadWeb({
        origin: config.origin,
        demo: config.demo,
        inject: async (request: InjectRequest) => {
          const { statusCode, headers, body } = await app.inject(request);
          return { statusCode, headers, body };
        },
      })
    : notBuilt;
  return built;
}

function notBuilt(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end('Các trang chưa được dựng. Hãy chạy: npm run setup\nThe pages are not built. Run: npm run setup\n');
}
