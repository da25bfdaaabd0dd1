import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import type { Owner } from './owner.ts';

export interface Postmaster {
  /** The data folder (PGDATA). */
  data: string;
  socketFolder: string;
  logFile: string;
  owner: Owner;
  binaries: Binaries;
  /** Off only for tests: a power cut then loses what was acknowledged. */
  fsync: boolean;
}

/** The process that serves a data folder now, from `postmaster.pid`; undefined when none does. */
export function livingPid(data: string): { pid: number; ready: boolean } | undefined {
  const lines = pidFile(data)?.split('\n');
  const pid = Number(lines?.[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !servesFolder(pid, data)) return undefined;
  // Line 8 is the status (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
  return { pid, ready: lines?.[7]?.trim() === 'ready' };
}

/** Starts a postmaster unless one lives, and waits until it takes connections. @returns its pid and what was done */
export async function ensureRunning(server: Postmaster): Promise<{ pid: number; adopted: boolean }> {
  const before = livingPid(server.data);
  if (before === undefined) {
    await clearLeftovers(server);
    launch(server);
  }
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(5)) {
    const now = livingPid(server.data);
    if (now?.ready) return { pid: now.pid, adopted: now.pid === before?.pid };
    if (now === undefined && launchFailed.has(server.data)) break;
  }
  launchFailed.delete(server.data);
  throw new Error(`PostgreSQL did not start: ${lastLine(server.logFile)} (${server.logFile})`);
}

const launchFailed = new Set<string>();

function launch(server: Postmaster): void {
  const grown = (statSync(server.logFile, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000;
  const log = openSync(server.logFile, grown ? 'w' : 'a', 0o600);
  const options: Record<string, string | number> = {
    listen_addresses: '',
    unix_socket_directories: server.socketFolder,
    unix_socket_permissions: '0700',
    max_connections: 100,
    shared_buffers: server.fsync ? '128MB' : '64MB',
    // Personal data must not reach the log: neither statements nor "Key (phone)=(…) already exists".
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: 0,
    ...(server.fsync ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  const words = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  launchFailed.delete(server.data);
  // Detached: Ctrl-C in the terminal is for Khiên, which then stops the database in its own order.
  const child = spawn(server.binaries.postgres, ['-D', server.data, ...words], {
    ...server.owner,
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.once('error', () => launchFailed.add(server.data));
  child.once('exit', () => launchFailed.add(server.data));
  child.unref();
}

/** Stops a postmaster: open transactions are rolled back, everything committed is on disk, nothing needs recovery. */
export async function stopPostmaster(data: string): Promise<void> {
  const server = livingPid(data);
  if (server === undefined) return;
  for (const [signal, patience] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    send(server.pid, signal);
    for (const deadline = Date.now() + patience; Date.now() < deadline; await wait(5)) {
      if (livingPid(data)?.pid !== server.pid && !exists(server.pid)) return;
    }
  }
}

/**
 * After a crash. Children that outlive a killed postmaster for a moment must be gone before the next one opens the
 * files. Then its lock files go: PostgreSQL itself only asks whether their process number is taken, and it may be, by
 * another program or by the dead process, which stays in the table until somebody collects it (in a container: never).
 */
async function clearLeftovers({ data, socketFolder }: Postmaster): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (let left = processesIn(data); left.length > 0; left = processesIn(data)) {
    if (Date.now() > deadline) for (const pid of left) send(pid, 'SIGKILL');
    await wait(20);
  }
  for (const file of [path.join(data, 'postmaster.pid'), path.join(socketFolder, '.s.PGSQL.5432.lock')]) {
    if (livingPid(data) === undefined) rmSync(file, { force: true });
  }
}

function pidFile(data: string): string | undefined {
  try {
    return readFileSync(path.join(data, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
}

/** PostgreSQL's processes work inside their data folder, so that the working directory tells whose they are. */
function servesFolder(pid: number, data: string): boolean {
  if (!exists(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}

function processesIn(data: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid && servesFolder(pid, data));
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone meanwhile
  }
}

export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function lastLine(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.findLast((line) => /FATAL|ERROR|PANIC/.test(line)) ?? lines.at(-1) ?? 'no reason was given';
  } catch {
    return 'no reason was given';
  }
}
