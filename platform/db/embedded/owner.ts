import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** The operating system user a child process runs as; empty: the same as ours. */
export interface Owner {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root, so that a started-as-root Khiên runs it as this user, made when missing. */
const userName = 'khien';

/**
 * Whom the database belongs to. An existing data folder keeps its owner; otherwise ourselves, or, as root, the user
 * `khien`, or the user that a distribution's PostgreSQL left here.
 */
export function databaseOwner(dataFolder: string): Owner {
  if (process.getuid?.() !== 0) return {};
  const existing = statSync(dataFolder, { throwIfNoEntry: false });
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const found = findUser(userName) ?? (createUser() ? findUser(userName) : undefined) ?? findUser('postgres');
  if (found === undefined) {
    throw new Error(
      `PostgreSQL does not run as root, and the user "${userName}" could not be made: start as another user`,
    );
  }
  return found;
}

function findUser(name: string): Required<Owner> | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function createUser(): boolean {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', userName]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', userName]], // BusyBox
  ];
  return ways.some(([command, words]) => {
    try {
      execFileSync(command, words, { stdio: 'ignore', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
      return true;
    } catch {
      return findUser(userName) !== undefined; // another process was quicker
    }
  });
}

/** Can this user enter the folder? Asked of the system itself, because modes, ACLs and mounts all have a say. */
export function canEnter(folder: string, owner: Owner): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...owner, stdio: 'ignore', cwd: '/' }).status === 0;
}
