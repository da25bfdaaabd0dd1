import type { HostileCase } from './case.ts';
import { hostileEvents } from './events.ts';
import { hostileRules } from './rules.ts';

export const cases: readonly HostileCase[] = [...hostileRules, ...hostileEvents];

export interface Report {
  index: number;
  problems: string[];
  cpuMs: number;
  keptMb: number;
  risenMb: number;
}
