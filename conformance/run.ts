/**
 * `npm run -s conformance -- [NAME …] [--json]`: runs `conformance/NAME.ts`, or all of them, and exits with 1 if a bar
 * falls short. What needs data that is not here is said to be skipped and does not fail.
 */
import { readdirSync } from 'node:fs';
import { beginTestRun, clearDeadRuns } from '@khien/platform/testkit';
import { type Bar, fallsShort, printBars } from '../bench/report.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3))
  .sort();
const json = process.argv.includes('--json');
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

if (asked.every((name) => names.includes(name))) {
  await clearDeadRuns();
  const testRun = beginTestRun();
  try {
    const bars: Bar[] = [];
    for (const one of asked.length === 0 ? names : asked) {
      const suite = (await import(`./${one}.ts`)) as { run: () => Promise<Bar[]> };
      bars.push(...(await suite.run()));
    }
    printBars(bars, json);
    // What the machine does not have is said and does not fail.
    const absent = ({ ok, how }: Bar) =>
      !ok && /^skipped: (set KHIEN_SHARED|no Chromium|no tar|no evtxexport|no jc)/.test(how);
    const passed = bars.filter(({ ok }) => ok).length;
    const failed = bars.filter((bar) => fallsShort(bar) && !absent(bar)).length;
    const skipped = bars.length - passed - failed;
    if (!json) console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await testRun.end();
  }
} else {
  console.error(`usage: npm run -s conformance -- [NAME …] [--json], where NAME is one of: ${names.join(', ')}`);
  process.exitCode = 2;
}
