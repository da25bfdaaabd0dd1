import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a page's server code may use of the process that serves it. */
export interface Khien {
  /** Calls the API in this process, as a client would, without a network hop. */
  inject(request: InjectRequest): Promise<InjectResponse>;
  /** The address that people use to reach this installation; QR codes carry it. */
  origin: string;
  /** Labelled example data is loaded; every page says so. */
  demo: boolean;
}

export interface InjectRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  payload?: string | Buffer | object;
  remoteAddress?: string;
}

export interface InjectResponse {
  statusCode: number;
  headers: Record<string, number | string | string[] | undefined>;
  /** Body as text. */
  body: string;
}

export type WebHandler = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * A worker has the policy its own file came with. Reading pictures takes WebAssembly, which the pages must not compile:
 * only this one worker may, and it can load nothing but what this server gives it.
 */
const pictureReader = /^\/_app\/immutable\/picture\.[0-9a-f]+\.js$/;
const READER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/**
 * Loads the built web application for mounting behind the API's not-found handler.
 *
 * The adapter believes whatever protocol and host its headers name and refuses a form whose `Origin` differs
 * (it would assume https behind a proxy), so both headers are overwritten here, never taken from the client:
 * the protocol from the configured origin, the host from the address the browser really asked for, so that
 * `localhost`, `127.0.0.1` and the configured name all work without JavaScript.
 *
 * @param khien  what pages may call; see {@link Khien}
 * @throws when the web application has not been built (`npm run build -w apps/web`)
 */
export async function loadWeb(khien: Khien): Promise<WebHandler> {
  process.env.KHIEN_WEB_PROTOCOL_HEADER = 'x-khien-protocol';
  process.env.KHIEN_WEB_HOST_HEADER = 'x-khien-host';
  // Four pictures of 8 MB with a report, and what a form adds around them.
  process.env.KHIEN_WEB_BODY_SIZE_LIMIT = '34M';
  const build = new URL('./build/handler.js', import.meta.url).href;
  const { handler } = (await import(build)) as {
    handler: (req: IncomingMessage, res: ServerResponse, next: () => void) => void;
  };
  const configured = new URL(khien.origin);
  return (req, res) => {
    const here = req.headers.origin === configured.origin ? configured.host : (req.headers.host ?? configured.host);
    req.headers['x-khien-protocol'] = configured.protocol.slice(0, -1);
    req.headers['x-khien-host'] = here;
    Object.assign(req, { khien });
    if (pictureReader.test(req.url ?? '')) res.setHeader('content-security-policy', READER_POLICY);
    handler(req, res, () => res.writeHead(404).end());
  };
}
