import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Lane } from './lanes.ts';

const ROUNDS = 4;

/** How much faster two workers are through the same events than one, by the clock: the best of some rounds of each. */
export async function speedOfTwoCores(shared: string, { bytes }: Lane): Promise<number> {
  const common = new SharedArrayBuffer(bytes.length);
  bytes.copy(Buffer.from(common));
  const workers = await Promise.all(
    [0, 1].map(async () => {
      const worker = new Worker(new URL('worker.ts', import.meta.url), {
        workerData: { shared, bytes: common },
        // As the workers of the command line: events die young, more room only costs memory.
        resourceLimits: { maxYoungGenerationSizeMb: 16 },
      });
      await once(worker, 'message');
      return worker;
    }),
  );
  try {
    const half = bytes.indexOf(10, bytes.length / 2) + 1;
    const [first, second] = workers as [Worker, Worker];
    const run = async (parts: [Worker, number, number][]): Promise<number> => {
      const begun = performance.now();
      const done = parts.map(([worker]) => once(worker, 'message'));
      for (const [worker, from, to] of parts) worker.postMessage([from, to]);
      await Promise.all(done);
      return performance.now() - begun;
    };
    let [one, two] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const alone = Math.min(await run([[first, 0, bytes.length]]), await run([[second, 0, bytes.length]]));
      const both = await run([
        [first, 0, half],
        [second, half, bytes.length],
      ]);
      // The first round only makes both ready.
      if (round > 0) [one, two] = [Math.min(one, alone), Math.min(two, both)];
    }
    return one / two;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
