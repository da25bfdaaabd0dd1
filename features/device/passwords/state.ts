import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const Run = z.object({ file: z.string(), count: z.int(), first: z.string(), last: z.string() });

/** How far an import has come; written after each run, so that it can go on from there. */
const State = z.object({
  identity: z.string(),
  format: z.enum(['hibp', 'plain']),
  mode: z.enum(['sha1', 'ntlm']),
  /** Number of the file in hand and how many bytes of it are done. */
  source: z.int(),
  offset: z.int(),
  /** Lines done in the file in hand, and in all. */
  line: z.int(),
  lines: z.int(),
  wrong: z.int(),
  runs: z.array(Run),
});
export type State = z.infer<typeof State>;

/** The folder of an import under way. */
export interface Work {
  folder: string;
  /** How far an import of the same list came; what another one has left is thrown away. */
  resume(identity: string, format: State['format'] | undefined): State | undefined;
  write(state: State): void;
  remove(): void;
  /** Lets other processes import. */
  release(): void;
}

/** @throws ImportBusy */
export function openWork(folder: string): Work {
  const work = path.join(folder, 'import');
  mkdirSync(work, { recursive: true, mode: 0o700 });
  const lock = path.join(work, 'pid');
  const [holder = '0', born] = readOr(lock, '0').split(' ');
  const pid = Number(holder);
  if (pid !== 0 && pid !== process.pid && isAlive(pid) && bornAt(pid) === born) throw new ImportBusy(pid);
  writeFileSync(lock, `${process.pid} ${bornAt(process.pid)}`);
  const place = path.join(work, 'state.json');
  return {
    folder: work,
    resume(identity, format) {
      const parsed = State.safeParse(parse(readOr(place, '')));
      const same =
        parsed.success && parsed.data.identity === identity && (format ?? parsed.data.format) === parsed.data.format;
      if (same) return parsed.data;
      for (const name of readdirSync(work)) if (name !== 'pid') rmSync(path.join(work, name));
      return undefined;
    },
    write(state) {
      writeFileSync(`${place}.part`, JSON.stringify(state), { flush: true });
      renameSync(`${place}.part`, place);
      const handle = openSync(work, 'r');
      fsyncSync(handle);
      closeSync(handle);
    },
    remove: () => rmSync(work, { recursive: true, force: true }),
    release: () => rmSync(lock, { force: true }),
  };
}

/** Another process is importing. */
export class ImportBusy extends Error {
  override name = 'ImportBusy';
  constructor(pid: number) {
    super(`Another import is running (process ${pid}); wait for its end`);
  }
}

/** When a process was started: after a crash its number may be another's. Where /proc does not say, the number decides. */
function bornAt(pid: number): string {
  const stat = readOr(`/proc/${pid}/stat`, '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
