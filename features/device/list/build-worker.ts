import { parentPort, workerData } from 'node:worker_threads';
import { buildList, type ListBuild } from './build.ts';

// A build computes for seconds where lists are long: it runs here so that the process goes on answering.
parentPort?.postMessage(await buildList(workerData as ListBuild));
