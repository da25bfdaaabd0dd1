/**
 * Is this error the database being away (stopped, restarting, out of connections) rather than our question being wrong?
 * Such a request may be tried again shortly: HTTP answers 503 with Retry-After.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  // 08: connection exception, 57P01-57P03: shut down / crashed / starting up, 53300: too many connections
  if (/^(08...|57P0[123]|53300)$/.test(code)) return true;
  if (/^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code)) {
    return code !== 'ENOENT' || ('syscall' in error && error.syscall === 'connect');
  }
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}

/**
 * Would the same work succeed when done again? So after a serialisation failure or a deadlock, and when two
 * transactions that each saw an older end of the audit log wanted the same place in it.
 */
export function isTryAgain(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (error.code === '40001' || error.code === '40P01') return true;
  return error.code === '23505' && violatedConstraint(error) === 'audit_log_pkey';
}

/** The name of the unique or foreign key constraint an error is about, so that a service can answer it in words. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('constraint' in error)) return undefined;
  return typeof error.constraint === 'string' ? error.constraint : undefined;
}
