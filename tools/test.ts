/**
 * `npm test`: the whole proof, from the cheapest to the dearest. Stops at the first step that fails.
 *   check   types, lint, format, import laws, dead code, translations
 *   unit    every test beside its source, on a real PostgreSQL
 *   browser the main job, accessibility and the application on the phone in Chromium (skipped with a line that says so when there is no Chromium)
 * Wall-clock times are told, not judged: on a slow network or a busy machine they say nothing about the code.
 */
import { spawnSync } from 'node:child_process';

const steps: [name: string, ...command: string[]][] = [
  ['check', 'npm', 'run', '--silent', 'check'],
  ['unit', 'vitest', 'run', '--reporter=dot'],
  ['browser', 'node', 'conformance/run.ts', 'main-job', 'accessibility', 'pwa'],
];

for (const [name, program, ...args] of steps) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(program as string, args, {
    stdio: 'inherit',
    env: { ...process.env, KHIEN_WALL: 'report' },
  });
  if (status !== 0) {
    console.error(`== ${name} failed`);
    process.exit(1);
  }
}
