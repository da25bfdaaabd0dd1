import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cpuTicks, startServer, ticksPerSecond } from './check/http.ts';
import { installWrk } from './check/install.ts';
import { log } from './lookup/measure.ts';
import { kindsWithOneLength, listSomething } from './range/listed.ts';
import { installNginx, startNginx } from './range/nginx.ts';
import { atLeast, atMost, type Bar, machineFacts, notMeasured } from './report.ts';

const PREFIXES = 4096;
const CONNECTIONS = 32;
const SECONDS = 5;
const ROUNDS = 3;

/** Answers by prefix: speed beside nginx with the same bytes in files, memory, lengths. */
export async function run(): Promise<Bar[]> {
  log(machineFacts());
  const folder = mkdtempSync(join(tmpdir(), 'khien-bench-'));
  try {
    const { memory, lengths } = measureMemory(join(folder, 'memory'));
    const missing = installWrk() ?? installNginx();
    if (missing !== undefined) return [notMeasured('range.vs-nginx', '≥ 0.5', '×', missing), memory];
    listSomething(folder);
    const server = await startServer(folder);
    try {
      await untilReady(server.port);
      const kinds = await kindsWithOneLength(server.port);
      const most = Math.max(...lengths.map(({ length }) => length), ...kinds);
      const how = `different lengths of the answers of one kind: every 3- and 5-digit password prefix (${lengths.flat().join(', ')} bytes), and over HTTP ${PREFIXES} prefixes each of numbers, accounts and hosts of a list of 30,000`;
      return [await besideNginx(folder, server), memory, atMost('range.padded', most, 2, 'lengths', how)];
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureMemory(folder: string): { memory: Bar; lengths: number[][] } {
  const [one, common] = [join(folder, 'one'), join(folder, 'common')];
  mkdirSync(folder);
  writeFileSync(join(folder, 'one.txt'), 'matkhau\n');
  node('import.ts', one, join(folder, 'one.txt'));
  node('import.ts', common);
  const line = node('memory.ts', one, common);
  const { entries, bytes, lengths } = JSON.parse(line) as { entries: number; bytes: number; lengths: number[][] };
  const each = bytes / 1e6 / (entries / 1e6);
  const how = `resident memory of a process that holds ${entries} passwords and has given every answer, less that of the same process when it had given as many from a list of one`;
  return { memory: atMost('range.mb-per-million', each, 30, 'MB', how), lengths };
}

/** Runs one of the programs beside this. @returns the last line it printed */
function node(program: string, ...words: string[]): string {
  const script = join(import.meta.dirname, 'range', program);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', script, ...words], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr.slice(0, 500)}`);
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** The list is taken in at the first start, in the background. */
async function untilReady(port: number): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if ((await fetch(`http://127.0.0.1:${port}/range/00000`)).ok) return;
    await wait(100);
  }
  throw new Error('the list of passwords was not ready within a minute');
}

type Way = 'padded' | 'bare';

async function besideNginx(folder: string, server: { pid: number; port: number }): Promise<Bar> {
  const paths = Array.from(
    { length: PREFIXES },
    (_, i) => `/range/${(i * 256 + 77).toString(16).toUpperCase().padStart(5, '0')}`,
  );
  const list = join(folder, 'paths.txt');
  writeFileSync(list, paths.join('\n'));
  const ratios: Record<Way, number> = { padded: 0, bare: 0 };
  let how = '';
  for (const way of ['padded', 'bare'] as const) {
    const root = join(folder, way);
    const bytes = await writeAnswers(server.port, paths, way, root);
    const nginx = await startNginx(folder, root);
    try {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const [a, b] = [drive(server, list, way), drive(nginx, list, way)];
        // The first round warms both up.
        if (round === 0) continue;
        ours.push(a);
        theirs.push(b);
      }
      ratios[way] = Math.max(...ours) / Math.max(...theirs);
      const said = `${Math.round(Math.max(...ours))} to ${Math.round(Math.max(...theirs))} answers of ${bytes} bytes per CPU-second`;
      log(`  ${way}: ${said}, ${ratios[way].toFixed(2)} × (${ours.map(Math.round)} | ${theirs.map(Math.round)})`);
      if (way === 'padded')
        how = `${said}; ${nginx.version}, the same bytes as ${PREFIXES} static files, one process each, wrk with ${CONNECTIONS} connections, best of ${ROUNDS} rounds in turn`;
    } finally {
      await nginx.stop();
    }
  }
  return atLeast('range.vs-nginx', ratios.padded, 0.5, '×', `${how}; without padding ${ratios.bare.toFixed(2)} ×`);
}

async function writeAnswers(port: number, paths: string[], way: Way, root: string): Promise<number> {
  mkdirSync(join(root, 'range'), { recursive: true });
  let bytes = 0;
  for (const path of paths) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { 'add-padding': String(way === 'padded') },
    });
    const body = Buffer.from(await answer.arrayBuffer());
    writeFileSync(join(root, path), body);
    bytes += body.length;
  }
  return Math.round(bytes / paths.length);
}

/** @returns requests per CPU-second of the server */
function drive({ pid, port }: { pid: number; port: number }, list: string, way: Way): number {
  const before = cpuTicks(pid);
  const script = join(import.meta.dirname, 'range', 'get.lua');
  const options = ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', script, `http://127.0.0.1:${port}`];
  const { stdout, stderr } = spawnSync('wrk', [...options, '--', list, way], { encoding: 'utf8' });
  const seconds = (cpuTicks(pid) - before) / ticksPerSecond();
  const line = /^RESULT (.*)$/m.exec(stdout)?.[1];
  if (line === undefined) throw new Error(`wrk said nothing: ${stdout}${stderr}`);
  const result = JSON.parse(line) as Record<'requests' | 'status' | 'failed', number>;
  if (result.status + result.failed > 0)
    throw new Error(`${result.status} answers with an error, ${result.failed} broken`);
  return result.requests / seconds;
}
