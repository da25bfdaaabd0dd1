import { isUtf8 } from 'node:buffer';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from './errors.ts';
import type { AnyRoute, Upload } from './types.ts';

export const DEFAULT_BODY_LIMIT = 65_536;
export const MAX_DEPTH = 32;

/** Replaces Fastify's parsers by ours: strict UTF-8, bounded depth, no prototype keys, newline-delimited JSON. */
export async function readBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (req, body, done) => {
    const text = checkedText(req, body as Buffer, 'application/json');
    if (text instanceof Error) return done(text);
    return parseJson(req, text, done);
  });
  app.addContentTypeParser('application/x-ndjson', { parseAs: 'buffer' }, (req, body, done) => {
    const text = checkedText(req, body as Buffer, 'application/x-ndjson');
    if (text instanceof Error) return done(text);
    try {
      done(
        null,
        text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => JSON.parse(line) as unknown),
      );
    } catch (cause) {
      done(problem('input.not-json', { cause }));
    }
  });
  await app.register(multipart, { limits: { files: 1, fields: 10, fieldSize: 10_000, headerPairs: 50 } });
}

function checkedText(req: FastifyRequest, body: Buffer, type: string): string | Error {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(req.headers['content-type'] ?? '')?.[1];
  if (charset && !/^utf-?8$/i.test(charset)) {
    return problem('input.content-type', { params: { accepted: `${type}; charset=utf-8` } });
  }
  if (!isUtf8(body)) return problem('input.not-utf8');
  if (deeperThan(body, MAX_DEPTH)) return problem('input.too-deep', { params: { max: MAX_DEPTH } });
  const text = body.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Whether brackets nest deeper than `max` outside of strings; looked at before any parser recurses. */
export function deeperThan(json: Uint8Array, max: number): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    // Strings are most of a body: they are leapt over, not walked through.
    if (byte === QUOTE) i = endOfString(json, i);
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > max) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index of the quote that ends the string begun at `start`; the end of the text when none does. */
function endOfString(json: Uint8Array, start: number): number {
  for (let end = json.indexOf(QUOTE, start + 1); end >= 0; end = json.indexOf(QUOTE, end + 1)) {
    let first = end;
    while (first - 1 > start && json[first - 1] === BACKSLASH) first--;
    if ((end - first) % 2 === 0) return end;
  }
  return json.length;
}

/** Where a string holds U+0000, which PostgreSQL cannot store; undefined when nowhere. */
export function findNul(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('\0')) return path;
    const found = findNul(inner, `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

/** The body as the route's schema expects it; refuses content types that the route does not take. */
export async function bodyOf(req: FastifyRequest, def: AnyRoute): Promise<{ body: unknown; upload?: Upload }> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (def.upload) {
    if (type !== 'multipart/form-data') {
      throw problem('input.content-type', { params: { accepted: 'multipart/form-data' } });
    }
    return readUpload(req, def.upload.maxBytes);
  }
  const ndjson = type === 'application/x-ndjson';
  if (def.body && req.body !== undefined && type !== 'application/json' && !(ndjson && def.ndjson)) {
    const accepted = def.ndjson ? 'application/json, application/x-ndjson' : 'application/json';
    throw problem('input.content-type', { params: { accepted } });
  }
  return { body: ndjson && def.ndjson ? { [def.ndjson]: req.body } : req.body };
}

async function readUpload(req: FastifyRequest, maxBytes: number): Promise<{ body: unknown; upload: Upload }> {
  const part = await req.file({ limits: { fileSize: maxBytes } }).catch(unreadable);
  if (!part) throw problem('input.file-missing');
  const bytes = await part.toBuffer().catch(unreadable);
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(part.fields)) {
    const one = Array.isArray(field) ? field[0] : field;
    if (one?.type === 'field') fields[name] = one.value;
  }
  return { body: fields, upload: { name: part.filename, bytes } };
}

/** The parser's own errors (no boundary, cut off) carry no status: the sender is at fault, not we. */
function unreadable(error: Error & { code?: string }): never {
  throw error.code?.startsWith('FST_') ? error : problem('input.malformed', { cause: error });
}
