import type { RequestEvent } from '@sveltejs/kit';

/** Body of a refused request (RFC 9457), in the reader's language. */
export interface Problem {
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: { path: string; code: string; message: string }[];
  id?: string;
}

export type Answer<T> =
  | { ok: true; status: number; data: T; retryAfter?: undefined }
  | { ok: false; status: number; problem: Problem; retryAfter?: string };

export interface SessionUser {
  id: string;
  name: string;
  grants: { role: string; unitId: string }[];
  /** What the person may do somewhere: pages offer only that. */
  permissions: string[];
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const passedOn = ['cookie', 'user-agent', 'x-forwarded-for', 'x-forwarded-proto'];

/**
 * Asks the public API in this process, as the person who asked for the page: their cookies, language and address go
 * with it, so permissions and rate limits are those of the API and of nobody else.
 *
 * @param body  JSON value, or a FormData for file uploads
 * @returns never throws for an answer of the API; a refusal is `ok: false` with the problem in the reader's language
 */
export async function api<T>(event: RequestEvent, method: Method, path: string, body?: unknown): Promise<Answer<T>> {
  const req = event.platform?.req;
  if (!req) throw new Error('the pages run only inside the Khiên server');
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': event.locals.lang };
  for (const name of passedOn) {
    const value = event.request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  headers.host = event.url.host;
  // Forms from other sites were refused before this: the page server compares Origin with the address it was asked at,
  // which may be another name of this installation than the one the API knows.
  headers.origin = req.khien.origin;
  let payload: Buffer | string | undefined;
  if (body instanceof FormData) {
    const encoded = new Response(body);
    headers['content-type'] = encoded.headers.get('content-type') ?? 'multipart/form-data';
    payload = Buffer.from(await encoded.arrayBuffer());
  } else if (body !== undefined) {
    headers['content-type'] = 'application/json';
    payload = JSON.stringify(body);
  }
  const answer = await req.khien.inject({
    method,
    url: `/v1/${path}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
    ...(req.socket.remoteAddress ? { remoteAddress: req.socket.remoteAddress } : {}),
  });
  const data: unknown = answer.body === '' ? null : JSON.parse(answer.body);
  if (answer.statusCode < 400) return { ok: true, status: answer.statusCode, data: data as T };
  const retryAfter = answer.headers['retry-after'];
  return {
    ok: false,
    status: answer.statusCode,
    problem: data as Problem,
    ...(retryAfter === undefined ? {} : { retryAfter: String(retryAfter) }),
  };
}

/** Who is signed in, or null. */
export async function readSession(event: RequestEvent): Promise<SessionUser | null> {
  if (!event.cookies.get('khien_session')) return null;
  const answer = await api<{ user: SessionUser | null }>(event, 'GET', 'session');
  return answer.ok ? answer.data.user : null;
}
