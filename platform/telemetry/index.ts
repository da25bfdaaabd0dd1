import { collectDefaultMetrics, Registry } from 'prom-client';

/** The figures of one process, for `/metrics`; features add their own with `registers: [metrics]`. */
export function createMetrics(): Registry {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  return metrics;
}

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';
export { createLogger, type Logger } from './logger.ts';
export { scrub, scrubText } from './scrub.ts';
export { stopGracefully } from './stop.ts';
