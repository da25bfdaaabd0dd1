import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { redirect } from '@sveltejs/kit';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { readSession } from '#lib/server/api.ts';

const YEAR = 60 * 60 * 24 * 365;

/** Language, colour scheme and headers of every page. */
export const handle: Handle = ({ event, resolve }) => {
  const asked = event.url.searchParams.get('lang');
  if (event.request.method === 'GET' && (asked === 'vi' || asked === 'en')) {
    // A link can carry a language (?lang=en); the choice moves to a cookie and the address stays clean.
    event.cookies.set('khien_lang', asked, { path: '/', maxAge: YEAR, httpOnly: false, sameSite: 'lax' });
    const clean = new URL(event.url);
    clean.searchParams.delete('lang');
    redirect(303, clean.pathname + clean.search);
  }
  const theme = event.cookies.get('khien_theme');
  event.locals.theme = theme === 'light' || theme === 'dark' ? theme : 'auto';
  let session: ReturnType<typeof readSession> | undefined;
  event.locals.session = () => {
    session ??= readSession(event);
    return session;
  };
  return paraglideMiddleware(event.request, async ({ locale }) => {
    event.locals.lang = locale;
    const response = await resolve(event, {
      transformPageChunk: ({ html }) =>
        html.replace('%khien.lang%', locale).replace('%khien.theme%', event.locals.theme),
      preload: ({ type, path }) => type === 'css' || (type === 'font' && path.includes('400')),
    });
    response.headers.set('x-content-type-options', 'nosniff');
    response.headers.set('referrer-policy', 'same-origin');
    response.headers.set('cross-origin-opener-policy', 'same-origin');
    response.headers.set('permissions-policy', 'geolocation=(), microphone=(), camera=(), payment=()');
    // What somebody checked or reported must not come back from a cache or with the back button of a shared phone.
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
    return compressed(event.request, response);
  });
};

/**
 * Pages as gzip: on a weak network an answer is then a third of the size. Safe from guessing by size (BREACH): what a
 * page repeats of a visitor's input came by a form of ours, and no page holds a secret of the session.
 */
function compressed(request: Request, response: Response): Response {
  const page = response.headers.get('content-type')?.startsWith('text/html');
  if (!page || !response.body || !/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) return response;
  const headers = new Headers(response.headers);
  headers.set('content-encoding', 'gzip');
  headers.append('vary', 'accept-encoding');
  headers.delete('content-length');
  headers.delete('etag');
  return new Response(response.body.pipeThrough(new CompressionStream('gzip')), { status: response.status, headers });
}

/** Gives the reader a number to quote; the details go to the log only. */
export const handleError: HandleServerError = ({ kind, error }) => {
  if (kind !== 'unknown') return {};
  const id = crypto.randomUUID().slice(0, 8);
  console.error(JSON.stringify({ level: 'error', at: 'web', id, error: String((error as Error)?.stack ?? error) }));
  return { status: 500, message: 'internal', id };
};
