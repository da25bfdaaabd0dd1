import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Postmaster } from './postmaster.ts';

/**
 * Makes the data folder when it is missing. It is made under another name and renamed when finished, so that a first
 * start that was interrupted, or two at once, never leave half a database.
 */
export async function initialise(server: Postmaster, note: (line: string) => void): Promise<void> {
  if (existsSync(path.join(server.data, 'PG_VERSION'))) return checkVersion(server);
  note('making the database (once)');
  const unfinished = `${server.data}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (server.owner.uid !== undefined) chownSync(unfinished, server.owner.uid, server.owner.gid ?? server.owner.uid);
  const words = [
    `--pgdata=${unfinished}`,
    '--username=khien',
    '--auth=trust', // the socket's folder is the lock: only its owner may enter
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin', // same order and letter cases on every machine, whatever its libc or ICU
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...(server.fsync ? [] : ['--no-sync']),
  ];
  const ran = spawnSync(server.binaries.initdb, words, {
    ...server.owner,
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  if (ran.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    const reason = ran.error?.message ?? ran.stderr.trim().split('\n').at(-1) ?? 'no reason was given';
    throw new Error(`The database could not be made in ${server.data}: ${reason}`);
  }
  try {
    renameSync(unfinished, server.data);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(path.join(server.data, 'PG_VERSION'))) throw error;
  }
}

function checkVersion(server: Postmaster): void {
  const version = readFileSync(path.join(server.data, 'PG_VERSION'), 'utf8').trim();
  const ours = server.binaries.version.split('.')[0];
  if (version !== ours) {
    throw new Error(
      `${server.data} was written by PostgreSQL ${version}, this is ${ours}: back up with the old version, restore`,
    );
  }
}
