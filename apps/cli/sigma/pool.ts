import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createEngine, type Done, type EngineOptions, type Work } from './engine.ts';

/** Pieces that a thread holds: one that it works on, one that waits. */
const HELD = 2;
/** So many bytes are worth another thread, which takes about a quarter of a second to start. */
const WORTH = 16 << 20;

export interface Pool {
  jobs: number;
  /** Waits for room, so that a fast disk cannot fill the memory. The bytes are given away. */
  run(work: Work, thread?: number): Promise<{ answer: Promise<Done> }>;
  /** The thread with the least to do. */
  least(): number;
  stop(): Promise<void>;
}

export const jobsFor = (bytes: number): number =>
  Math.max(1, Math.min(availableParallelism(), Math.ceil(bytes / WORTH)));

export function createPool(options: EngineOptions, jobs: number): Pool {
  return jobs === 1 ? here(options) : threads(options, jobs);
}

/** One job needs no other thread. */
function here(options: EngineOptions): Pool {
  const engine = createEngine(options);
  return {
    jobs: 1,
    async run(work) {
      // Keys such as Ctrl-C are heard between two pieces.
      await new Promise((go) => setImmediate(go));
      return { answer: Promise.resolve(engine.take(work)) };
    },
    least: () => 0,
    stop: () => Promise.resolve(),
  };
}

interface Thread {
  worker: Worker;
  waiting: { resolve(done: Done): void; reject(error: Error): void }[];
}

function threads(options: EngineOptions, jobs: number): Pool {
  let failed: Error | undefined;
  let room: (() => void)[] = [];
  const wake = () => {
    const all = room;
    room = [];
    for (const go of all) go();
  };
  const all = Array.from({ length: jobs }, (): Thread => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: options,
      // Events die young: more room for them only costs memory.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    const thread: Thread = { worker, waiting: [] };
    worker.on('message', (done: Done) => {
      thread.waiting.shift()?.resolve(done);
      wake();
    });
    worker.on('error', (error) => {
      failed = error instanceof Error ? error : new Error(String(error));
      for (const { reject } of thread.waiting.splice(0)) reject(failed);
      wake();
    });
    return thread;
  });
  const least = () => all.reduce((best, { waiting }, at) => (waiting.length < loadOf(best) ? at : best), 0);
  const loadOf = (at: number) => all[at]?.waiting.length ?? 0;
  return {
    jobs,
    least,
    async run(work, fixed) {
      for (;;) {
        if (failed) throw failed;
        const at = fixed ?? least();
        const thread = all[at];
        if (thread !== undefined && thread.waiting.length < HELD) {
          const answer = new Promise<Done>((resolve, reject) => thread.waiting.push({ resolve, reject }));
          // Seen by whoever waits for the answer; until then it is no failure without a reader.
          answer.catch(() => undefined);
          thread.worker.postMessage(work, [work.bytes.buffer as ArrayBuffer]);
          return { answer };
        }
        await new Promise<void>((go) => room.push(go));
      }
    },
    async stop() {
      await Promise.all(all.map(({ worker }) => worker.terminate()));
    },
  };
}
