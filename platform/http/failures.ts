import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { isDatabaseAway } from '@khien/platform/db';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemCode, problem, problems, problemTitle } from './errors.ts';
import type { AnyRoute, KhienApp } from './types.ts';

/** Makes every failure of this server a problem document (RFC 9457), unknown addresses and methods too. */
export function answerErrors(app: KhienApp): void {
  app.setErrorHandler((error: FastifyError | Problem, req, reply) => {
    const known = error instanceof Problem ? error : translate(error);
    if (problems[known.code].status >= 500) req.log.error({ err: error }, 'failed');
    return sendProblem(known, req, reply);
  });
  app.setNotFoundHandler((req, reply) => {
    const allowed = allowedMethods(app.khienRoutes, req.url);
    return allowed.length > 0
      ? sendProblem(
          problem('route.method', {
            params: { method: req.method, allowed: allowed.join(', ') },
            headers: { allow: allowed.join(', ') },
          }),
          req,
          reply,
        )
      : sendProblem(problem('route.unknown'), req, reply);
  });
}

/** Writes the problem document in the reader's language. */
export function sendProblem(known: Problem, req: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, options } = known;
  const status = problems[code].status;
  const params = { id: req.id, ...options.params };
  const issues = options.issues?.(req.locale);
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...options.headers })
    .type('application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: typeOf(code),
        title: problemTitle(code, req.locale, params),
        status,
        code,
        ...(issues ? { errors: issues } : {}),
        id: req.id,
      }),
    );
}

/** Answers what is not HTTP at all, or came too slowly, on the bare connection; nothing of it can be trusted. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const code: ProblemCode =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'request.timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 'input.headers-too-large'
        : 'input.malformed';
  const { status } = problems[code];
  const body = JSON.stringify({ type: typeOf(code), title: problemTitle(code, 'vi'), status, code });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const typeOf = (code: ProblemCode): string => `urn:khien:problem:${code}`;

/** Fastify's own errors have codes of their own; what is unknown is ours to answer for. */
function translate(error: FastifyError): Problem {
  const options = { cause: error };
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
    case 'FST_FILES_LIMIT':
    case 'FST_FIELDS_LIMIT':
    case 'FST_PARTS_LIMIT':
      return problem('input.too-large', options);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return problem('input.content-type', { ...options, params: { accepted: 'application/json; charset=utf-8' } });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return problem('input.not-json', options);
    case 'FST_ERR_SERVER_CLOSING':
      return problem('server.stopping', { ...options, headers: { 'retry-after': '5' } });
    default:
      if (isDatabaseAway(error)) return problem('server.database', { ...options, headers: { 'retry-after': '5' } });
      if (error instanceof SyntaxError) return problem('input.not-json', options);
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? problem('input.malformed', options)
        : problem('server.failed', options);
  }
}

/** Which methods an address takes, for 405 and its Allow header; empty when the address is unknown. */
export function allowedMethods(routes: readonly AnyRoute[], url: string): string[] {
  const asked = (url.split('?')[0] ?? '').split('/');
  const found = new Set<string>();
  for (const route of routes) {
    const pattern = route.url.split('/');
    const fits =
      pattern.length === asked.length &&
      pattern.every((step, i) => (step.startsWith(':') ? asked[i] !== '' : step === asked[i]));
    if (fits) found.add(route.method);
  }
  return [...found].sort();
}
