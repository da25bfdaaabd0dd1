import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Running {
  origin: string;
  /** What the server has written so far. */
  log(): string;
  stop(): Promise<void>;
}

const repository = path.resolve(import.meta.dirname, '..');

/** Asks the system for a TCP port that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A folder of one's own that another user may pass through: started by root, the database runs as somebody else. */
export function ownFolder(name: string): string {
  const folder = path.join(tmpdir(), `khien-${name}-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(folder, 0o755);
  return folder;
}

interface StartOptions {
  /** Another checkout than this one. */
  root?: string;
  /** Program and arguments; by default the server itself, as `npm start` runs it once everything is installed. */
  command?: [string, ...string[]];
  /** How long the server may take until it is ready, in seconds. */
  within?: number;
}

/**
 * Starts the real server, with its own database and the demonstration's data, in a folder that is removed at the end.
 * @throws when it does not get ready in time; the error carries the log
 */
export async function startServer({ root = repository, command, within = 90 }: StartOptions = {}): Promise<Running> {
  const folder = ownFolder('e2e');
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const logFile = path.join(folder, 'server.log');
  const out = openSync(logFile, 'a');
  const [program, ...args] = command ?? [process.execPath, path.join(root, 'apps/server/main.ts')];
  const child = spawn(program, args, {
    cwd: root,
    // Its own group, so that npm's children go when it goes.
    detached: true,
    stdio: ['ignore', out, out],
    env: {
      ...process.env,
      KHIEN_DATABASE: 'embedded',
      KHIEN_DATA: path.join(folder, 'data'),
      KHIEN_HOST: 'localhost',
      KHIEN_PORT: String(port),
      KHIEN_ORIGIN: origin,
      KHIEN_DEMO: 'true',
      KHIEN_LOG: 'warn',
    },
  });
  const log = () => readFileSync(logFile, 'utf8');
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(origin, child, within);
  } catch (error) {
    const said = log();
    await stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${said}`);
  }
  return { origin, log, stop };
}

async function ready(origin: string, child: ChildProcess, within: number): Promise<void> {
  const until = Date.now() + within * 1000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server was not ready within ${within} s`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.kill(-child.pid, 'SIGTERM');
  const late = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), 20_000);
  await gone;
  clearTimeout(late);
}
