import { parentPort, workerData } from 'node:worker_threads';
import { createMatcher } from '@khien/engines/sigma';
import { readRules } from './lanes.ts';
import { matchLines } from './match.ts';

/** Matches the stretches of shared bytes that it is told, and answers with the number of matches. */
const { shared, bytes } = workerData as { shared: string; bytes: SharedArrayBuffer };
const matcher = createMatcher(readRules(shared));
const buffer = Buffer.from(bytes);
parentPort?.on('message', ([from, to]: [number, number]) =>
  parentPort?.postMessage(matchLines(buffer, from, to, matcher)),
);
parentPort?.postMessage('ready');
