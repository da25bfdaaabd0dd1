import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { log } from '../lookup/measure.ts';
import { atLeast, atMost, type Bar, notMeasured } from '../report.ts';
import { installWrk } from './install.ts';
import type { Corpus } from './messages.ts';

const CONNECTIONS = 16;
const IN_BATCH = 100;
const SECONDS = 6;
const ROUNDS = 3;

interface Load {
  perSecond: number;
  /** of the server process, user and system, for each request */
  cpuMicros: number;
  p50: number;
  p99: number;
  p999: number;
}

/** Load from wrk on the real server with an empty list and its own database, limits lifted. */
export async function measureHttp({ texts, source }: Corpus, folder: string): Promise<Bar[]> {
  const missing = installWrk();
  if (missing !== undefined) {
    return [
      notMeasured('check.http-p99-ms', '≤ 5', 'ms', missing),
      notMeasured('check.batch-gain', '≥ 5', '×', missing),
    ];
  }
  const single = join(folder, 'single.ndjson');
  const batch = join(folder, 'batch.ndjson');
  writeFileSync(single, texts.map((text) => JSON.stringify({ text })).join('\n'));
  const batches = Array.from({ length: Math.ceil(texts.length / IN_BATCH) }, (_, i) => ({
    messages: Array.from({ length: IN_BATCH }, (_, j) => ({ text: texts[(i * IN_BATCH + j) % texts.length] })),
  }));
  writeFileSync(batch, batches.map((body) => JSON.stringify(body)).join('\n'));

  const server = await startServer(folder);
  try {
    const drive = (path: string, file: string, delay = 0, connections = CONNECTIONS): Load =>
      measure(server, path, file, delay, connections);
    drive('/v1/checks', single);
    drive('/v1/checks/batch', batch);
    const singles: Load[] = [];
    const batched: Load[] = [];
    const halves: Load[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const full = drive('/v1/checks', single);
      singles.push(full);
      batched.push(drive('/v1/checks/batch', batch));
      halves.push(halfLoad(full.perSecond, (delay, connections) => drive('/v1/checks', single, delay, connections)));
    }
    const least = (loads: Load[], of: keyof Load): number => Math.min(...loads.map((load) => load[of]));
    const highest = Math.max(...singles.map(({ perSecond }) => perSecond));
    const one = least(singles, 'cpuMicros');
    const each = least(batched, 'cpuMicros') / IN_BATCH;
    const half = halves.reduce((best, load) => (load.p99 < best.p99 ? load : best));
    log(`  highest ${highest.toFixed(0)} requests/s, ${one.toFixed(0)} µs of server CPU each`);
    log(`  batches of ${IN_BATCH}: ${(each * IN_BATCH).toFixed(0)} µs of server CPU, ${each.toFixed(1)} µs a message`);
    log(`  half load ${half.perSecond.toFixed(0)}/s: p50 ${half.p50} ms, p99 ${half.p99} ms, p99.9 ${half.p999} ms`);
    const how = `wrk and the server on the same machine, ${source}, empty list, limits lifted`;
    return [
      atMost(
        'check.http-p99-ms',
        half.p99,
        5,
        'ms',
        `${how}; at ${half.perSecond.toFixed(0)} of ${highest.toFixed(0)} requests/s, the best of ${ROUNDS} rounds of ${SECONDS} s`,
      ),
      atLeast(
        'check.batch-gain',
        one / each,
        5,
        '×',
        `${how}; server CPU for a message alone (${one.toFixed(0)} µs) by that in a batch of ${IN_BATCH} (${each.toFixed(1)} µs)`,
      ),
    ];
  } finally {
    await server.stop();
  }
}

/** About half of a rate: many connections that pause; the pause is corrected once by what came out. */
function halfLoad(highest: number, drive: (delay: number, connections: number) => Load): Load {
  const connections = 64;
  const target = highest / 2;
  let pause = Math.max(1, Math.round((connections / target) * 1000));
  let load = drive(pause, connections);
  for (let i = 0; i < 3 && Math.abs(load.perSecond / target - 1) > 0.15; i++) {
    pause = Math.max(1, Math.round((pause * load.perSecond) / target));
    load = drive(pause, connections);
  }
  return load;
}

export interface RunningServer {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

export async function startServer(folder: string): Promise<RunningServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      KHIEN_DATA: join(folder, 'data'),
      KHIEN_DEMO: 'false',
      KHIEN_LOG: 'error',
      KHIEN_ROLES: 'api',
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^port (\d+)$/.exec(line);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  return { pid: child.pid as number, port, stop: () => stop(child) };
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.stdin?.end();
  });
}

function measure({ pid, port }: RunningServer, path: string, file: string, delay: number, connections: number): Load {
  const before = cpuTicks(pid);
  const script = join(import.meta.dirname, 'post.lua');
  const options = ['-t1', `-c${connections}`, `-d${SECONDS}s`, '-s', script, `http://127.0.0.1:${port}`];
  const run = spawnSync('wrk', [...options, '--', path, file, 'application/json', String(delay)], { encoding: 'utf8' });
  const ticks = cpuTicks(pid) - before;
  const line = /^RESULT (.*)$/m.exec(run.stdout)?.[1];
  if (line === undefined) throw new Error(`wrk said nothing: ${run.stdout}${run.stderr}`);
  const result = JSON.parse(line) as Record<
    'requests' | 'seconds' | 'status' | 'failed' | 'p50' | 'p99' | 'p999',
    number
  >;
  if (result.status + result.failed > 0) {
    throw new Error(`${path}: ${result.status} answers with an error, ${result.failed} broken of ${result.requests}`);
  }
  const { p50, p99, p999 } = result;
  const cpuMicros = ((ticks / ticksPerSecond()) * 1e6) / result.requests;
  return { perSecond: result.requests / result.seconds, cpuMicros, p50, p99, p999 };
}

/** User and system time of a process: fields 14 and 15 of /proc/PID/stat, the name before them may hold anything. */
export function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

let ticks = 0;
export const ticksPerSecond = (): number =>
  (ticks ||= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));
