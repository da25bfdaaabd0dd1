import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exists } from './postmaster.ts';

/**
 * Notes that this process uses the database. The last one to leave switches it off; a process that died without
 * leaving does not count. Should one leave while another comes, the newcomer's supervision starts the server again.
 *
 * @returns `release()`, which tells how many other processes still use it
 */
export function holdLease(folder: string): { release(): number } {
  mkdirSync(folder, { recursive: true });
  const mine = path.join(folder, `${process.pid}-${counter++}`);
  writeFileSync(mine, '');
  return {
    release() {
      rmSync(mine, { force: true });
      let others = 0;
      for (const name of readdirSync(folder)) {
        const pid = Number(name.split('-')[0]);
        if (exists(pid)) others++;
        else rmSync(path.join(folder, name), { force: true });
      }
      return others;
    },
  };
}

let counter = 0;
