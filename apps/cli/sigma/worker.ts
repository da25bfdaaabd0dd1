import { parentPort, workerData } from 'node:worker_threads';
import { createEngine, type EngineOptions, type Work } from './engine.ts';

const engine = createEngine(workerData as EngineOptions);
parentPort?.on('message', (work: Work) => parentPort?.postMessage(engine.take(work)));
