import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stopCluster } from '@khien/platform/db';

/** The folder of this run's test database; vitest's workers inherit it from the global setup. */
export function testRunFolder(): string {
  const given = process.env.KHIEN_TEST_RUN;
  if (given !== undefined) return given;
  throw new Error(
    'No test run: testDatabase() needs the global setup (platform/testkit/global-setup.ts) or beginTestRun()',
  );
}

/** Makes the folder for a run; the server is started later, by the first test that asks for a database. */
export function beginTestRun(): { end(): Promise<void> } {
  const folder = mkdtempSync(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  process.env.KHIEN_TEST_RUN = folder;
  return {
    async end() {
      delete process.env.KHIEN_TEST_RUN;
      await removeRun(folder);
    },
  };
}

const prefix = 'khien-test-';

async function removeRun(folder: string): Promise<void> {
  await stopCluster(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** A run that was killed leaves its server behind; the next one clears it away. */
export async function clearDeadRuns(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(pid) || alive(pid)) continue;
    await removeRun(path.join(os.tmpdir(), name)).catch(() => undefined);
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
