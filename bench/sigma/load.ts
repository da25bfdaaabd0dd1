/**
 * Loads all rules and reads events from a file in pieces, in a process of its own: prints what it cost as JSON.
 * Usage: node load.ts SHARED EVENTS
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createMatcher } from '@khien/engines/sigma';
import { readRules } from './lanes.ts';
import { matchLines } from './match.ts';

const [shared = '', events = ''] = process.argv.slice(2);
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const begun = cpu();
const set = readRules(shared);
const matcher = createMatcher(set);
const load = cpu() - begun;

const file = openSync(events, 'r');
const buffer = Buffer.alloc(4 << 20);
let kept = 0;
for (;;) {
  const read = readSync(file, buffer, kept, buffer.length - kept, null);
  if (read === 0) break;
  const filled = kept + read;
  const whole = buffer.subarray(0, filled).lastIndexOf(10) + 1;
  matchLines(buffer, 0, whole, matcher);
  buffer.copy(buffer, 0, whole, filled);
  kept = filled - whole;
}
closeSync(file);
const { partitions, bytes } = matcher.stats();
// Not maxRSS: a new process inherits that of the one that started it.
const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
console.log(JSON.stringify({ load, peak, partitions, bytes, rules: set.rules.length }));
