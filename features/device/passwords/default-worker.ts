import { parentPort, workerData } from 'node:worker_threads';
import { type DefaultList, importDefault } from './default-list.ts';

parentPort?.postMessage(await importDefault(workerData as DefaultList));
