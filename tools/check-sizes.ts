import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Problems } from './check.ts';

const largest = 500;
const largestMedian = 100;

/** Files stay small: none over 500 lines, the median of the sources (without tests) under 100. Data lives in data files. */
export function checkSizes(): Problems {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.svelte', '*.css'], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && existsSync(path));
  const counted = files.map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length }));
  const sources = counted.filter(({ path }) => !path.endsWith('.test.ts')).sort((a, b) => a.lines - b.lines);
  const median = sources[Math.floor(sources.length / 2)]?.lines ?? 0;
  const problems = counted
    .filter(({ lines }) => lines > largest)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
  if (median > largestMedian) problems.push(`the median file has ${median} lines`);
  return problems;
}
