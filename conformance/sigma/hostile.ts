import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { atMost, type Bar } from '../../bench/report.ts';
import { cases, type Report } from './hostile/cases.ts';

/** CPU time on a busy machine may take a few times as long by the clock; then the process is ended. */
const PATIENCE = 6;
const SETTLE_MS = 60_000;

/** Hostile rules and events, in a process of their own that is ended when it hangs. */
export async function hostile(): Promise<Bar> {
  const failures: string[] = [];
  let slowest: { name: string; cpuMs: number } = { name: '', cpuMs: 0 };
  let child = start();
  for (const [index, { name, cpuMs }] of cases.entries()) {
    const report = await ask(child, index, SETTLE_MS + PATIENCE * cpuMs);
    if (typeof report === 'string') {
      failures.push(`${name}: ${report}`);
      child.kill('SIGKILL');
      child = start();
      continue;
    }
    for (const problem of report.problems) failures.push(`${name}: ${problem}`);
    if (report.cpuMs > slowest.cpuMs) slowest = { name, cpuMs: report.cpuMs };
    if (process.env['KHIEN_HOSTILE'] === 'all') {
      console.error(
        `  ${report.cpuMs.toFixed(0)} ms, ${report.keptMb.toFixed(0)} / ${report.risenMb.toFixed(0)} MiB: ${name}`,
      );
    }
  }
  child.kill('SIGKILL');
  for (const failure of failures) console.error(`  hostile: ${failure}`);
  const how = `${cases.length} cases, each with a bound on CPU time and memory and an expected outcome, in a process of their own; slowest: ${slowest.name}, ${(slowest.cpuMs / 1_000).toFixed(1)} CPU s`;
  return atMost('sigma.hostile-failures', failures.length, 0, 'cases', how);
}

const start = (): ChildProcess =>
  fork(path.join(import.meta.dirname, 'hostile', 'child.ts'), {
    execArgv: ['--expose-gc', '--max-old-space-size=2048'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });

/** The report, or why there is none. */
function ask(child: ChildProcess, index: number, waitMs: number): Promise<Report | string> {
  return new Promise((resolve) => {
    let said = '';
    const listen = (message: unknown) => typeof message === 'object' && finish(message as Report);
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    };
    const die = (code: number | null) =>
      finish(`the process died (${code}): ${said.match(/^.*(Error|FATAL).*$/m)?.[0] ?? said}`);
    const timer = setTimeout(() => finish(`no end after ${waitMs / 1_000} s`), waitMs);
    const finish = (result: Report | string) => {
      clearTimeout(timer);
      child.off('message', listen).off('exit', die);
      child.stderr?.off('data', hear);
      resolve(result);
    };
    child.on('message', listen).on('exit', die);
    child.stderr?.on('data', hear);
    child.send(index, (error) => error && finish(error.message));
  });
}
