/**
 * `npm run -s bench -- NAME [--json]`: runs `bench/NAME.ts` and exits with 1 if a bar falls short. Progress and
 * absolute rates go to stderr.
 */
import { readdirSync } from 'node:fs';
import { printBars, type Bar } from './report.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !['run.ts', 'report.ts'].includes(file))
  .map((file) => file.slice(0, -3));
const json = process.argv.includes('--json');
const [name = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

if (names.includes(name)) {
  const bench = (await import(`./${name}.ts`)) as { run: () => Promise<Bar[]> };
  const bars = await bench.run();
  printBars(bars, json);
  process.exitCode = bars.every(({ ok }) => ok) ? 0 : 1;
} else {
  console.error(`usage: npm run -s bench -- NAME [--json], where NAME is one of: ${names.join(', ')}`);
  process.exitCode = 2;
}
