import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, expect, test, vi } from 'vitest';
import { isDatabaseAway, openDatabase } from '../index.ts';
import { startCluster, stopCluster } from './index.ts';
import { exists, livingPid } from './postmaster.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'khien-cluster-'));
chmodSync(root, 0o755);
let counter = 0;
const folders: string[] = [];
function newFolder(...below: string[]): string {
  const folder = path.join(root, `${counter++}`, ...below);
  mkdirSync(folder, { recursive: true });
  folders.push(folder);
  return folder;
}
afterAll(async () => {
  for (const folder of folders) await stopCluster(folder);
  rmSync(root, { recursive: true });
});

async function ask(connection: pg.ClientConfig, question: string): Promise<unknown> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return Object.values((await client.query(question)).rows[0])[0];
  } finally {
    await client.end();
  }
}

const figures: string[] = [];
function timed(what: string, begin: number): number {
  const took = performance.now() - begin;
  figures.push(`${what} ${took.toFixed(0)} ms`);
  return took;
}
afterAll(() => console.log(figures.join(', ')));

test('makes a database that is safe, and gives it back as it was', async () => {
  const dataFolder = newFolder('.khien');
  let begin = performance.now();
  const first = await startCluster({ dataFolder });
  timed('first start', begin);
  expect(first.adopted).toBe(false);
  const settings = [
    'fsync',
    'full_page_writes',
    'synchronous_commit',
    'data_checksums',
    'server_encoding',
    'listen_addresses',
  ];
  const found = await Promise.all(settings.map((name) => ask(first.connection, `show ${name}`)));
  expect(found).toEqual(['on', 'on', 'on', 'on', 'UTF8', '']);
  expect(await ask(first.connection, `select lower('ĐIỆN BIÊN')`)).toBe('điện biên');
  expect(statSync(first.connection.host).mode & 0o777).toBe(0o700);
  await ask(first.connection, `create table kept as select 'đã ghi' as text; select 1`).catch(() => undefined);
  begin = performance.now();
  await first.stop();
  timed('stop', begin);
  expect(first.pid()).toBeUndefined();
  begin = performance.now();
  const second = await startCluster({ dataFolder });
  timed('start again', begin);
  expect(await ask(second.connection, 'select text from kept')).toBe('đã ghi');
  expect(readFileSync(path.join(dataFolder, 'postgres', 'postgres.log'), 'utf8')).not.toMatch(/recovery/);
  await second.stop();
});

test('adopts the server of a process that was killed, never starts a second', async () => {
  const dataFolder = newFolder('.khien');
  const first = await runElsewhere(dataFolder);
  const pid = first.pid;
  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  expect(exists(pid)).toBe(true);
  const begin = performance.now();
  const second = await startCluster({ dataFolder });
  timed('adopt', begin);
  expect(second.adopted).toBe(true);
  expect(second.pid()).toBe(pid);
  await second.stop();
  expect(exists(pid)).toBe(false);
});

test('two processes share one server; the last one to leave switches it off', async () => {
  const dataFolder = newFolder('.khien');
  const [here, there] = await Promise.all([startCluster({ dataFolder }), runElsewhere(dataFolder)]);
  expect(there.pid).toBe(here.pid());
  await here.stop();
  expect(exists(there.pid)).toBe(true);
  there.process.kill('SIGTERM');
  await once(there.process, 'exit');
  expect(exists(there.pid)).toBe(false);
});

test('starts the server again when it is killed, and the pool finds it', async () => {
  const dataFolder = newFolder('.khien');
  const notes: string[] = [];
  const database = await openDatabase({ database: { kind: 'embedded' }, dataFolder, note: (line) => notes.push(line) });
  await database.pool.query('create table kept (n int)');
  for (let round = 1; round <= 3; round++) {
    await database.pool.query('insert into kept values ($1)', [round]);
    const pid = livingPid(path.join(dataFolder, 'postgres', 'data'))?.pid;
    expect(pid).toBeDefined();
    process.kill(pid ?? 0, 'SIGKILL');
    const begin = performance.now();
    for (;;) {
      const answer: unknown = await database.pool.query('select count(*) from kept').catch((error: unknown) => error);
      // The killed server's children may still answer for a moment.
      const now = livingPid(path.join(dataFolder, 'postgres', 'data'));
      if (!(answer instanceof Error)) {
        if (!now?.ready || now.pid === pid) continue;
        expect((answer as pg.QueryResult).rows[0].count).toBe(round);
        break;
      }
      expect(isDatabaseAway(answer), String(answer)).toBe(true);
      await wait(5);
    }
    expect(timed('back after kill -9', begin)).toBeLessThan(5_000);
  }
  await vi.waitFor(() => expect(notes.filter((note) => note.includes('is back'))).toHaveLength(3));
  await database.close();
});

test('a pid file left by a crash does not hinder, even when its number is now another program’s', async () => {
  const dataFolder = newFolder('.khien');
  const first = await startCluster({ dataFolder });
  const pidFile = path.join(dataFolder, 'postgres', 'data', 'postmaster.pid');
  const pid = first.pid() ?? 0;
  const left = readFileSync(pidFile, 'utf8');
  await first.stop();
  writeFileSync(pidFile, left.replace(String(pid), String(process.pid)));
  const socketLock = path.join(first.connection.host, '.s.PGSQL.5432.lock');
  writeFileSync(socketLock, left.replace(String(pid), String(process.pid)));
  const second = await startCluster({ dataFolder });
  expect(second.adopted).toBe(false);
  expect(await ask(second.connection, 'select 1')).toBe(1);
  expect(readFileSync(socketLock, 'utf8')).toContain(String(second.pid()));
  await second.stop();
  expect(exists(process.pid)).toBe(true);
});

test('a first start that was interrupted leaves nothing half-made', async () => {
  const dataFolder = newFolder('.khien');
  const interrupted = path.join(dataFolder, 'postgres', 'data.99999');
  mkdirSync(interrupted, { recursive: true });
  writeFileSync(path.join(interrupted, 'PG_VERSION'), '18\n');
  const cluster = await startCluster({ dataFolder });
  expect(await ask(cluster.connection, 'select 1')).toBe(1);
  await cluster.stop();
});

test('a deep folder moves the socket to a short path', async () => {
  const dataFolder = newFolder('a'.repeat(60), 'b'.repeat(60), '.khien');
  const cluster = await startCluster({ dataFolder });
  expect(Buffer.byteLength(cluster.connection.host)).toBeLessThan(86);
  expect(await ask(cluster.connection, 'select 1')).toBe(1);
  await cluster.stop();
  rmSync(cluster.connection.host, { recursive: true });
});

test.runIf(process.getuid?.() === 0)(
  'a folder that the database user may not enter: the database is kept elsewhere',
  async () => {
    // Not below the temporary folder: those are opened.
    const closed = mkdtempSync('/var/tmp/khien-cluster-');
    const dataFolder = path.join(closed, '.khien');
    folders.push(dataFolder);
    const notes: string[] = [];
    const cluster = await startCluster({ dataFolder, note: (line) => notes.push(line) });
    const elsewhere = readFileSync(path.join(dataFolder, 'postgres', 'location'), 'utf8').trim();
    expect(notes.join('\n')).toContain(elsewhere);
    expect(await ask(cluster.connection, 'show data_directory')).toBe(path.join(elsewhere, 'data'));
    await cluster.stop();
    const again = await startCluster({ dataFolder });
    expect(await ask(again.connection, 'show data_directory')).toBe(path.join(elsewhere, 'data'));
    await again.stop();
    expect(existsSync(path.join(dataFolder, 'postgres', 'data'))).toBe(false);
    for (const folder of [elsewhere, closed]) rmSync(folder, { recursive: true });
  },
);

test.runIf(process.getuid?.() === 0)('a temporary folder that is closed is opened for passing through', async () => {
  const closed = mkdtempSync(path.join(root, 'closed-'));
  const dataFolder = path.join(closed, '.khien');
  const cluster = await startCluster({ dataFolder });
  expect(await ask(cluster.connection, 'show data_directory')).toBe(path.join(dataFolder, 'postgres', 'data'));
  await cluster.stop();
  expect(statSync(closed).mode & 0o777).toBe(0o711);
});

test('says what is wrong when it cannot start', async () => {
  const dataFolder = newFolder('.khien');
  const data = path.join(dataFolder, 'postgres', 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(path.join(data, 'PG_VERSION'), '14\n');
  await expect(startCluster({ dataFolder })).rejects.toThrow(/written by PostgreSQL 14, this is 18/);
});

/** Starts the cluster in a process of its own, which stops it at SIGTERM. */
async function runElsewhere(dataFolder: string) {
  const script = `
    import { startCluster } from ${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))};
    const cluster = await startCluster({ dataFolder: ${JSON.stringify(dataFolder)} });
    process.on('SIGTERM', async () => { await cluster.stop(); process.exit(0); });
    setInterval(() => undefined, 1000);
    process.stdout.write(String(cluster.pid()));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, pid: Number(output.toString()) };
}
