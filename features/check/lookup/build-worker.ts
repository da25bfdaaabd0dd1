import { parentPort, workerData } from 'node:worker_threads';
import { type BuildOptions, buildLookup } from './build.ts';

// A build takes seconds of computing: it runs here so that the process that started it goes on answering.
parentPort?.postMessage(await buildLookup(workerData as BuildOptions));
