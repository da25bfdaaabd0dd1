/**
 * `npm run -s bench -- NAME [--json]`: runs one benchmark and exits with 1 if a bar falls short. Progress and absolute
 * rates go to stderr.
 */
import { type Bar, fallsShort, printBars } from './report.ts';

const benches: Record<string, () => Promise<{ run(): Promise<Bar[]> }>> = {
  check: () => import('./check.ts'),
  correlation: () => import('./correlation.ts'),
  lookup: () => import('./lookup.ts'),
  range: () => import('./range.ts'),
  sigma: () => import('./sigma.ts'),
  verdict: () => import('./verdict.ts'),
};

const json = process.argv.includes('--json');
const [name = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const open = Object.hasOwn(benches, name) ? benches[name] : undefined;

if (open === undefined) {
  console.error(`usage: npm run -s bench -- NAME [--json], where NAME is one of: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  const { run } = await open();
  const bars = await run();
  printBars(bars, json);
  process.exitCode = bars.some(fallsShort) ? 1 : 0;
}
