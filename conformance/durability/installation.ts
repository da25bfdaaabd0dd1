import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Database, openDatabase } from '@khien/platform/db';

/** `connection`: one of the database's own processes, after which it recovers as from a crash. */
export type Victim = 'server' | 'database' | 'both' | 'connection';

export interface Installation {
  origin: string;
  /** The end of what the server wrote: why it fails, when it does. */
  said(): string;
  kill(victim: Victim, random: () => number): Promise<void>;
  /** Waits until every event is delivered. @returns how many reports have no place in a lead */
  strayed(): Promise<number>;
  stop(): Promise<void>;
}

/** The real server in a process of its own, which is started again whenever it ends. */
export async function createInstallation(dataFolder: string): Promise<Installation> {
  const port = await freePort();
  const main = path.resolve(import.meta.dirname, '../../apps/server/main.ts');
  const env = {
    PATH: process.env.PATH,
    // As `npm start` sets it.
    NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, '../../node_modules/.cache/khien'),
    KHIEN_DATA: dataFolder,
    KHIEN_PORT: String(port),
    KHIEN_DEMO: 'false',
    KHIEN_ROLES: 'api,worker',
    KHIEN_LOG: 'error',
    // Each request names another client: what is measured is not the limits.
    KHIEN_TRUST_PROXY: 'true',
  };
  let stopping = false;
  let said = '';
  let server = start();

  /** What the server wrote last, for when something goes wrong. */
  function keepLast(text: Buffer): void {
    said = (said + text.toString()).slice(-4_000);
  }

  function start(): ChildProcess {
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', keepLast);
    child.once('exit', () => {
      if (!stopping) server = start();
    });
    return child;
  }

  /** The database's first process, from the file in which it notes its number. */
  function postmaster(): number | undefined {
    try {
      const pid = Number(
        readFileSync(path.join(dataFolder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
      );
      return pid > 1 ? pid : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    said: () => said,
    origin: `http://localhost:${port}`,
    async kill(victim, random) {
      const database = postmaster();
      if (victim === 'connection') return killOneOf(childrenOf(database), random);
      if (victim !== 'server' && database !== undefined) process.kill(database, 'SIGKILL');
      if (victim !== 'database') server.kill('SIGKILL');
    },
    async strayed() {
      const opened = await openDatabase<Database>({ database: { kind: 'embedded' }, dataFolder });
      try {
        for (let tries = 0; tries < 300; tries++, await wait(100)) {
          const { rows } = await opened.pool.query('select count(*) as open from outbox where not done');
          if (rows[0].open === 0) break;
        }
        const { rows } = await opened.pool.query(
          'select count(*) as strayed from report r where not exists (select from lead_report l where l.report_id = r.id)',
        );
        return rows[0].strayed;
      } finally {
        await opened.close();
      }
    },
    async stop() {
      stopping = true;
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGTERM');
      await Promise.race([once(server, 'exit'), wait(20_000).then(() => server.kill('SIGKILL'))]);
    },
  };
}

function killOneOf(pids: number[], random: () => number): void {
  const pid = pids[Math.floor(random() * pids.length)];
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // ended by itself in this moment
  }
}

function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number).filter(Boolean);
  } catch {
    return [pid];
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
