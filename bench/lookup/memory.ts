import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createRandom } from './keys.ts';
import { cpuSeconds } from './measure.ts';

const LOADS = 1 << 21;

/** Not inside the function that times it: a loop of its own, compiled for nothing else. */
function loadAll(table: Int32Array, order: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < order.length; i++) sum ^= table[order[i]!]!;
  return sum;
}

/** Independent random loads from the very memory of the table, in JavaScript: loads per CPU-second. */
export function createLoadTest(hot: SharedArrayBuffer): () => number {
  const table = new Int32Array(hot);
  const random = createRandom(4711);
  const order = Int32Array.from({ length: LOADS }, () => random(table.length));
  return () => LOADS / cpuSeconds(() => loadAll(table, order));
}

/** The same by a C program, where a compiler is: loads per CPU-second with small and with huge pages. */
export function createHardwareTest(folder: string, bytes: number): (() => { small: number; huge: number }) | undefined {
  const program = join(folder, 'memory');
  const source = join(import.meta.dirname, 'memory.c');
  const compiled = ['cc', 'gcc', 'g++'].some(
    (compiler) => spawnSync(compiler, ['-O2', '-w', '-o', program, source]).status === 0,
  );
  if (!compiled) return undefined;
  return () => {
    const [small, huge] = spawnSync(program, [String(bytes)], { encoding: 'utf8' })
      .stdout.split(' ')
      .map(Number);
    return { small: small ?? Number.NaN, huge: huge ?? Number.NaN };
  };
}
