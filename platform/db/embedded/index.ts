import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { findBinaries } from './binaries.ts';
import { initialise } from './initdb.ts';
import { holdLease } from './leases.ts';
import { canEnter, databaseOwner, type Owner } from './owner.ts';
import { ensureRunning, livingPid, type Postmaster, stopPostmaster } from './postmaster.ts';

export interface ClusterOptions {
  dataFolder: string;
  note?: (line: string) => void;
  /** Only tests may switch it off. */
  fsync?: boolean;
  /** Leave the server running when the last user stops; whoever made the folder stops it with `stopCluster`. */
  keepRunning?: boolean;
}

export interface Cluster {
  connection: { host: string; port: number; user: string; database: string };
  pid(): number | undefined;
  adopted: boolean;
  version: string;
  /** Ends the supervision; the server itself stops when no other Khiên process uses it. */
  stop(): Promise<void>;
}

/**
 * Starts our own PostgreSQL below `dataFolder`, or adopts the one that lives there, and keeps it alive until `stop()`.
 * It is reached through a unix socket in a folder only its owner may enter; it does not listen on the network.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const note = options.note ?? (() => undefined);
  const server = layOut(options, note);
  const lease = holdLease(path.join(options.dataFolder, 'postgres', 'users'));
  try {
    await initialise(server, note);
    const first = await ensureRunning(server);
    const connection = { host: server.socketFolder, port: 5432, user: 'khien', database: 'khien' };
    await createDatabase(connection);
    const supervision = supervise(server, note);
    return {
      connection,
      pid: () => livingPid(server.data)?.pid,
      adopted: first.adopted,
      version: server.binaries.version,
      async stop() {
        await supervision.end();
        const others = lease.release();
        if (others === 0 && !options.keepRunning) await stopPostmaster(server.data);
      },
    };
  } catch (error) {
    lease.release();
    throw error;
  }
}

/** Stops the server of a data folder, whoever started it. */
export async function stopCluster(dataFolder: string): Promise<void> {
  const root = path.join(dataFolder, 'postgres');
  await stopPostmaster(path.join(readLocation(root) ?? root, 'data'));
}

function layOut(options: ClusterOptions, note: (line: string) => void): Postmaster {
  const root = path.join(options.dataFolder, 'postgres');
  mkdirSync(root, { recursive: true, mode: 0o755 });
  let home = readLocation(root) ?? root;
  const owner = databaseOwner(path.join(home, 'data'));
  letThrough(path.resolve(options.dataFolder), owner);
  if (!canEnter(home, owner)) {
    if (existsSync(path.join(home, 'data'))) {
      throw new Error(`The user of the database (uid ${owner.uid}) may no longer enter ${home}: give it the right to`);
    }
    home = path.join('/var/lib', `khien-${randomBytes(4).toString('hex')}`);
    note(`the database user may not enter ${root}; the database is kept in ${home}`);
    mkdirSync(home, { recursive: true, mode: 0o755 });
    writeFileSync(path.join(root, 'location'), `${home}\n`);
  }
  const logFile = path.join(home, 'postgres.log');
  return {
    data: path.join(home, 'data'),
    socketFolder: socketFolder(home, owner),
    logFile,
    owner,
    binaries: findBinaries(owner, home, note),
    fsync: options.fsync ?? true,
  };
}

/**
 * A folder of root's that is closed to all others is opened for passing through, not for looking into: the data folder
 * itself, and temporary folders around it. What else lies above is not ours to open.
 */
function letThrough(dataFolder: string, owner: Owner): void {
  if (owner.uid === undefined) return;
  const temporary = os.tmpdir() + path.sep;
  for (let folder = dataFolder; folder === dataFolder || folder.startsWith(temporary); folder = path.dirname(folder)) {
    const { uid, mode } = statSync(folder);
    if (uid === 0 && (mode & 0o001) === 0) chmodSync(folder, (mode & 0o777) | 0o011);
  }
}

/** Where the database lies when it could not be put below the data folder itself. */
function readLocation(root: string): string | undefined {
  try {
    return readFileSync(path.join(root, 'location'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The address of a unix socket may have at most 107 bytes (Linux) or 103 (macOS), so a long path moves to the temporary folder. */
function socketFolder(home: string, owner: Owner): string {
  const near = path.join(home, 'run');
  const hash = createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 12);
  const folder =
    Buffer.byteLength(near) + '/.s.PGSQL.5432'.length < 100 ? near : path.join(os.tmpdir(), `khien-${hash}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = statSync(folder);
  const wanted = owner.uid ?? process.getuid?.() ?? found.uid;
  if (found.uid !== wanted) {
    // In a shared temporary folder somebody else may have made it first, to listen in.
    if (process.getuid?.() !== 0 || found.uid !== 0)
      throw new Error(`${folder} belongs to another user (uid ${found.uid})`);
    chownSync(folder, wanted, owner.gid ?? wanted);
  }
  chmodSync(folder, 0o700);
  return folder;
}

async function createDatabase(connection: Cluster['connection']): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [connection.database]);
    if (found.rowCount === 0) await client.query(`create database ${connection.database}`);
  } catch (error) {
    // Two processes at a first start: the other one made it.
    if (!(error instanceof pg.DatabaseError) || !['42P04', '23505'].includes(error.code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

/** Looks ten times a second whether the server lives, and starts it again when it does not. */
function supervise(server: Postmaster, note: (line: string) => void): { end(): Promise<void> } {
  let ended = false;
  let working: Promise<void> = Promise.resolve();
  let restarting = false;
  const timer = setInterval(() => {
    if (ended || restarting || livingPid(server.data) !== undefined) return;
    restarting = true;
    note('the database has gone away; starting it again');
    working = ensureRunning(server)
      .then(({ pid }) => note(`the database is back (process ${pid})`))
      .catch((error: unknown) =>
        note(`the database could not be started again: ${error instanceof Error ? error.message : error}`),
      )
      .finally(() => {
        restarting = false;
      });
  }, 100);
  timer.unref();
  return {
    async end() {
      ended = true;
      clearInterval(timer);
      await working;
    },
  };
}
