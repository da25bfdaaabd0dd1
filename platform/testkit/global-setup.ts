import { beginTestRun, clearDeadRuns } from './run.ts';

/** For vitest's `globalSetup`: gives the run a folder for its database and removes it, with the server, at the end. */
export async function setup(): Promise<() => Promise<void>> {
  await clearDeadRuns();
  const run = beginTestRun();
  return () => run.end();
}
