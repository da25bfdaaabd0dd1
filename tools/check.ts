/**
 * `npm run check`: everything that can be said about the code without running it. Every step prints one line; a step
 * that fails prints its own output below. All steps run, so that one round shows every problem.
 */
import { spawnSync } from 'node:child_process';
import { checkImports } from './check-imports.ts';
import { checkMessages } from './check-messages.ts';
import { checkSizes } from './check-sizes.ts';

/** What a step answers: nothing when all is well, otherwise what to show. */
export type Problems = string[];

const command =
  (program: string, ...args: string[]) =>
  (): Problems => {
    const run = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20 });
    return run.status === 0 ? [] : [`${run.stdout}${run.stderr}`.trim() || String(run.error)];
  };

const steps: [name: string, run: () => Problems | Promise<Problems>][] = [
  ['format', command('biome', 'format', '--max-diagnostics=50', '.')],
  ['lint', command('oxlint', '--quiet')],
  ['types', command('tsc', '-p', 'tsconfig.json')],
  ['types of pages', command('npm', 'run', '--silent', 'typecheck', '-w', 'apps/web')],
  ['import laws', checkImports],
  ['dead code', command('knip', '--no-progress')],
  ['sizes', checkSizes],
  ['translations', checkMessages],
];

const only = process.argv.slice(2);
let failed = 0;
for (const [name, run] of steps) {
  if (only.length > 0 && !only.includes(name)) continue;
  const started = performance.now();
  const problems = await run();
  if (problems.length > 0) failed += 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  for (const problem of problems) console.log(problem.replace(/^/gm, '     '));
}
process.exitCode = failed === 0 ? 0 : 1;
