import type { Readable } from 'node:stream';
import type { Actor, Permission } from '@khien/platform/auth';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Locale } from './errors.ts';
import type { LimitName } from './limits.ts';

export interface Upload {
  /** As the sender called it; never used as a path. */
  name: string;
  bytes: Buffer;
}

/** What every handler gets. */
export interface Ctx {
  /** The signed-in person; undefined for everybody else. */
  actor: Actor | undefined;
  locale: Locale;
  req: FastifyRequest;
  reply: FastifyReply;
  /** Hash of the client's address with a salt of the day; for limits only, never stored. */
  clientKey: string;
  /** The file of a route that declares `upload`. */
  upload?: Upload;
}

/** The same for a route that only signed-in people reach. */
export interface SignedInCtx extends Ctx {
  actor: Actor;
}

type Access = Permission | 'public' | 'signed-in';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Out<T extends z.ZodType | undefined> = T extends z.ZodType ? z.output<T> : undefined;
type CtxFor<A extends Access> = [A] extends ['public'] ? Ctx : SignedInCtx;

/** What a handler may give: something that one of the schemas takes, the text or bytes of `produces`, or a redirect. */
type Result<R extends Record<number, z.ZodType>> = z.input<R[keyof R]> | string | Buffer | Readable | FastifyReply;

/** One call that the API document shows and a test really makes. */
export interface RouteExample {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean>;
  body?: unknown;
  /** The status it is answered with on the demo data. */
  ok: number;
  /** The demo person who calls, by role; left out for a caller without a session. */
  as?: string;
}

export interface RouteDef<
  B extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  P extends z.ZodType | undefined = z.ZodType | undefined,
  R extends Record<number, z.ZodType> = Record<number, z.ZodType>,
  A extends Access = Access,
> {
  method: Method;
  /** Path below /v1 with `:name` parameters, for example `/v1/leads/:id`. */
  url: string;
  /** One line of English for the API document. */
  summary: string;
  tag: string;
  /** Who may call. A permission must hold at some unit; the handler checks the unit of the thing itself. */
  permission: A;
  limit?: LimitName;
  body?: B;
  query?: Q;
  params?: P;
  /** By status. It is an allow-list: what the schema does not name never leaves the server. */
  response: R;
  /** Content type of an answer that is not JSON; the handler then gives a string, Buffer or stream. */
  produces?: string;
  /** Largest body in bytes; 64 KiB when left out. */
  bodyLimit?: number;
  /** Also takes application/x-ndjson: the lines become this list inside the body. */
  ndjson?: string;
  /** Takes multipart/form-data with one file of at most this many bytes, given as `ctx.upload`. */
  upload?: { maxBytes: number };
  examples?: RouteExample[];
  handler: (ctx: CtxFor<A> & { body: Out<B>; query: Out<Q>; params: Out<P> }) => Promise<Result<R>>;
}

/** A route as the registry keeps it: for the API document, the permission matrix and the input tests. */
export type AnyRoute = Omit<RouteDef, 'handler'>;

/** The application that features add their routes to. */
export interface KhienApp extends FastifyInstance {
  khienRoutes: AnyRoute[];
}
