import type { Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';

/** An answer that is known at once. */
export interface QuickAnswer {
  /** Pattern of the route that would give the same, for the figures. */
  route: string;
  /** Headers beside those of every answer. */
  headers: Record<string, string>;
  /** The body: text in ASCII, and bytes behind it; either may be empty. */
  body: readonly [text: string, bytes: Uint8Array];
}

/**
 * Answers a plain GET from memory, or says undefined: then the request goes the ordinary way, which must answer
 * whatever is asked. So nothing is only to be had here.
 * @param header a header of the request by its lower-case name
 */
export type AnswerQuickly = (path: string, header: (name: string) => string | undefined) => QuickAnswer | undefined;

export interface QuickDeps {
  answer: AnswerQuickly;
  /** Headers of every answer of this server. */
  headers: Record<string, string>;
  trustProxy: boolean;
  /** Whether a client may ask once more. */
  admits(address: string): boolean;
  stopping(): boolean;
  observe(answer: { method: string; route: string; status: number; seconds: number }): void;
  /** Milliseconds that a connection may be silent. */
  patience: number;
}

/**
 * A whole request as programs write it: nothing of it needs more than a look. Everything else is node:http's.
 * Each line can be read in one way only: with a second way a head that does not fit would be tried in 2^lines ways.
 */
const plainGet = /^GET (\/[\w/-]{1,100}) HTTP\/1\.1\r\n((?:[\w-]+:[\x20-\x7e]*\r\n)+)\r\n/;
/** Headers that change what an answer must be, or that a body follows. */
const special =
  /^(?:content-length|transfer-encoding|connection(?!: ?keep-alive\r)|upgrade|expect|if-[a-z-]+|range|te|trailer)[ \t]*:/im;
/** A head longer than this is not looked at. */
const LONGEST = 4096;
/** Bytes waiting for a client that does not read; then it gets nothing more until it has read. */
const WAITING = 1 << 20;

/**
 * Stands before the HTTP parser of a server and gives the answers that are known at once, at less than half the cost.
 * The first request on a connection that is anything else hands the connection over to the parser, for good.
 * @returns ends the connections that are held here
 */
export function answerQuickly(server: Server, deps: QuickDeps): () => void {
  const [parse] = server.listeners('connection') as ((socket: Socket) => void)[];
  if (parse === undefined) throw new Error('the server has no parser');
  server.removeListener('connection', parse);
  const held = new Set<Socket>();
  const common = Object.entries(deps.headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const keepAlive = `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(deps.patience / 1000)}\r\n`;
  let date = { second: 0, line: '' };

  function dateLine(): string {
    const now = Date.now();
    const second = Math.floor(now / 1000);
    if (second !== date.second) date = { second, line: `date: ${new Date(now).toUTCString()}\r\n` };
    return date.line;
  }

  function write(socket: Socket, { headers, body }: QuickAnswer): void {
    let head = `HTTP/1.1 200 OK\r\n${common}x-request-id: ${randomUUID()}\r\n${dateLine()}${keepAlive}`;
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
    const [text, bytes] = body;
    head += `content-length: ${text.length + bytes.length}\r\n\r\n${text}`;
    if (bytes.length === 0) {
      socket.write(head, 'latin1');
      return;
    }
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(bytes);
    socket.uncork();
  }

  /** @returns how many bytes were answered; 0: not for us */
  function take(socket: Socket, bytes: Buffer): number {
    if (deps.stopping()) return 0;
    const started = performance.now();
    const [whole, path = '', lines = ''] = plainGet.exec(bytes.toString('latin1', 0, LONGEST)) ?? [];
    if (whole === undefined || special.test(lines)) return 0;
    const names = `\n${lines.toLowerCase()}`;
    const header = (name: string): string | undefined => {
      const at = names.indexOf(`\n${name}:`);
      return at < 0 ? undefined : lines.slice(at + name.length + 1, lines.indexOf('\r', at)).trim();
    };
    if (header('host') === undefined) return 0;
    const answer = deps.answer(path, header);
    if (!answer) return 0;
    // As the ordinary way reads it: the last entry is the proxy's own. Of several such headers that knows better.
    const named = '\nx-forwarded-for:';
    if (deps.trustProxy && names.indexOf(named) !== names.lastIndexOf(named)) return 0;
    const forwarded = deps.trustProxy ? header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
    if (!deps.admits(forwarded ?? socket.remoteAddress ?? '')) return 0;
    write(socket, answer);
    deps.observe({ method: 'GET', route: answer.route, status: 200, seconds: (performance.now() - started) / 1000 });
    return whole.length;
  }

  function hold(socket: Socket): void {
    held.add(socket);
    socket.setNoDelay(true);
    socket.setTimeout(deps.patience);
    const end = () => socket.destroySoon();
    const cut = () => socket.destroy();
    const forget = () => void held.delete(socket);
    const resume = () => void socket.resume();
    const onData = (chunk: Buffer): void => {
      for (let at = 0; at < chunk.length; ) {
        const rest = at === 0 ? chunk : chunk.subarray(at);
        if (socket.writableLength > WAITING) {
          socket.pause();
          socket.unshift(rest);
          socket.once('drain', resume);
          return;
        }
        const taken = take(socket, rest);
        if (taken === 0) {
          handOver(rest);
          return;
        }
        at += taken;
      }
    };
    const handOver = (rest: Buffer): void => {
      forget();
      socket
        .off('data', onData)
        .off('end', end)
        .off('timeout', cut)
        .off('error', cut)
        .off('close', forget)
        .off('drain', resume);
      socket.setTimeout(0);
      // Stopped first: else what is put back would wait until the next bytes come.
      socket.pause();
      socket.unshift(rest);
      parse?.call(server, socket);
      socket.resume();
    };
    socket.on('data', onData).on('end', end).on('timeout', cut).on('error', cut).on('close', forget);
  }

  server.on('connection', hold);
  return () => {
    for (const socket of held) socket.end();
  };
}
