/**
 * Runs hostile cases one after the other, each told by its number, in a process that may be killed. Started with
 * `--expose-gc`; what stays after a case is measured behind a collection.
 */
import { createMatcher, loadRules } from '@khien/engines/sigma';
import { communityRules, socData } from '../data.ts';
import type { CommunityRules } from './case.ts';
import { cases, type Report } from './cases.ts';

let community: CommunityRules | undefined;

/** Compiled once; the cases are about the same engine that went through all the cases before. */
function rules(): CommunityRules {
  if (community === undefined) {
    const soc = socData();
    if (soc === undefined) throw new Error('no rules');
    const set = loadRules(communityRules(soc));
    const matcher = createMatcher(set);
    community = { match: matcher.match, titles: set.rules.map(({ rule }) => rule.title) };
  }
  return community;
}

const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
const MIB = 2 ** 20;

function held(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The highest point of memory since the last one was asked for; the system gives only that of all time. */
function measure(work: () => void): { cpuMs: number; keptMb: number; risenMb: number } {
  const before = held();
  const peak = process.resourceUsage().maxRSS;
  const rss = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(cpu);
  const top = process.resourceUsage().maxRSS;
  const risen = top > peak ? top * 1024 - rss : 0;
  return { cpuMs: (user + system) / 1_000, keptMb: (held() - before) / MIB, risenMb: risen / MIB };
}

process.on('message', (index: number) => {
  const one = cases[index];
  let report: Report;
  try {
    const work = one?.prepare(rules);
    if (one === undefined || work === undefined) throw new Error('no such case');
    const { cpuMs, keptMb, risenMb } = measure(work);
    const problems = [
      ...(cpuMs > one.cpuMs ? [`${cpuMs.toFixed(0)} ms of CPU time, more than ${one.cpuMs}`] : []),
      ...(keptMb > one.memoryMb ? [`keeps ${keptMb.toFixed(0)} MiB, more than ${one.memoryMb}`] : []),
      ...(risenMb > one.memoryMb + 100 ? [`takes ${risenMb.toFixed(0)} MiB, more than ${one.memoryMb + 100}`] : []),
    ];
    report = { index, problems, cpuMs, keptMb, risenMb };
  } catch (error) {
    report = {
      index,
      problems: [error instanceof Error ? error.message : String(error)],
      cpuMs: 0,
      keptMb: 0,
      risenMb: 0,
    };
  }
  process.send?.(report);
});
process.send?.('ready');
