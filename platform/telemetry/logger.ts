import { format } from 'node:util';
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
    formatters: { level: (label: string) => ({ level: label }) },
    // `scrub` makes plain objects of errors before pino sees them.
    serializers: { err: (value: unknown) => value, req: (value: unknown) => value, res: (value: unknown) => value },
    hooks: {
      logMethod(this: Logger, words: unknown[], method: (entry: object, message?: string) => void) {
        const { entry, message } = understand(words);
        method.call(this, entry, message);
      },
    },
  };
  const logger: Logger = destination ? pino(options as never, destination) : pino(options as never);
  const { child } = logger;
  // pino writes what a child is bound to as it is.
  logger.child = function scrubbedChild(this: Logger, bindings: object, ...rest: unknown[]) {
    return child.apply(this, [scrub(bindings), ...rest] as never);
  } as typeof logger.child;
  return logger;
}

/** `log.info([object or error], [format], ...values)`, as an object and one finished message, both scrubbed. */
function understand(words: unknown[]): { entry: object; message: string | undefined } {
  const [first, ...rest] = words;
  const hasObject = typeof first === 'object' && first !== null;
  const spoken = hasObject ? rest : words;
  const message = spoken.length === 0 ? undefined : scrubText(format(...spoken));
  if (!hasObject) return { entry: {}, message };
  const entry = scrub(first instanceof Error ? { err: first } : first) as Record<string, unknown>;
  // Without a message pino would take the error's own, as it was before scrubbing.
  return { entry, message: message ?? (typeof entry.msg === 'string' ? entry.msg : undefined) };
}
