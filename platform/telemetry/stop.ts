/**
 * Runs `stop` once at SIGTERM or SIGINT (Ctrl-C) and ends the process. A second signal ends it at once; so does
 * `patienceMs` (default 20 s) for a stop that hangs: whoever runs us kills soon after.
 */
export function stopGracefully(
  stop: () => Promise<void>,
  options: { patienceMs?: number; note?: (line: string) => void } = {},
): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    options.note?.(`${signal}: stopping`);
    setTimeout(() => {
      options.note?.('stopping took too long');
      process.exit(1);
    }, options.patienceMs ?? 20_000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        options.note?.(`stopping failed: ${error instanceof Error ? error.message : error}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
