import { type DestinationStream, type Logger, pino } from 'pino';
import { scrub, scrubText } from './scrub.ts';

export type { Logger };

/**
 * The log: one JSON object a line on standard output. Everything passes through `scrub`, at every level, so that no
 * line of code has to remember it; request bodies and addresses are not logged at all, only the route's pattern.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (entry: Record<string, unknown>) => scrub(entry) as Record<string, unknown>,
      bindings: (entry: Record<string, unknown>) => scrub(entry) as Record<string, unknown>,
    },
    // `scrub` has already made plain objects of these.
    serializers: { err: (value: unknown) => value, req: requestLine, res: (value: unknown) => value },
    hooks: {
      logMethod(this: Logger, words: unknown[], method: (...words: unknown[]) => void) {
        method.apply(this, words.map(scrubWord));
      },
    },
  };
  return destination ? pino(options as never, destination) : pino(options as never);
}

function scrubWord(word: unknown): unknown {
  if (typeof word === 'string') return scrubText(word);
  // pino would log an error's message as `msg`, unscrubbed.
  if (word instanceof Error) return { err: word };
  return word;
}

/** Fastify's child loggers bind `req`; its address may hold a tracking code. */
function requestLine(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { method, routeOptions } = value as { method?: string; routeOptions?: { url?: string } };
  return { method, route: routeOptions?.url };
}
