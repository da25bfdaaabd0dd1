import { jobQueueConformance } from './conformance.ts';
import { createJobQueue } from './index.ts';

jobQueueConformance('graphile-worker', ({ connection }, onError) => createJobQueue({ connection, onError }));
