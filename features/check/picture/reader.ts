import { Worker } from 'node:worker_threads';
import { problem } from '@khien/platform/http';

export interface Read {
  codes: string[];
  text: string;
  /** 0–100. */
  sure: number;
}

export interface PictureReader {
  /** @throws `picture.broken`, `picture.slow`, `picture.busy` */
  read(file: Uint8Array): Promise<Read>;
  stop(): Promise<void>;
}

/** A screenshot takes one to three seconds; what takes longer is noise, or made to keep us busy. */
const TIME_MS = 20_000;
/** The reader holds some hundred megabytes: it goes when nobody has needed it for this time. */
const IDLE_MS = 60_000;
/** One picture is read at a time; so many wait. */
const WAITING = 3;

/** Reads pictures beside this process, one after the other, within limits of time and number. Keeps none. */
export function createPictureReader(timeMs = TIME_MS): PictureReader {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let open = 0;
  let idle: NodeJS.Timeout | undefined;

  const start = () => {
    const made = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
      stdout: true,
      stderr: true,
    });
    // The reader's notes go nowhere: unread they would be kept.
    made.stdout.resume();
    made.stderr.resume();
    made.unref();
    // Told to whoever waits; without this line it would end the process.
    made.on('error', () => undefined);
    return made;
  };
  const end = async () => {
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };

  async function one(file: Uint8Array): Promise<Read> {
    clearTimeout(idle);
    const used = (worker ??= start());
    let late: NodeJS.Timeout | undefined;
    let failed: () => void = () => undefined;
    try {
      const found = await new Promise<Read | undefined>((resolve, reject) => {
        late = setTimeout(() => reject(problem('picture.slow')), timeMs);
        used.once('message', resolve);
        failed = () => reject(problem('picture.broken'));
        used.once('error', failed);
        used.postMessage(file);
      });
      if (!found) throw problem('picture.broken');
      idle = setTimeout(() => void end(), IDLE_MS).unref();
      return found;
    } catch (error) {
      // After a failure its memory is not to be trusted.
      await end();
      throw error;
    } finally {
      clearTimeout(late);
      used.removeAllListeners('message');
      used.off('error', failed);
    }
  }

  return {
    async read(file) {
      if (open > WAITING) throw problem('picture.busy', { headers: { 'retry-after': '10' } });
      open++;
      const mine = last.then(() => one(file));
      last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        open--;
      }
    },
    async stop() {
      clearTimeout(idle);
      await end();
    },
  };
}
