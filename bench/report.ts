import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, loadavg, release, totalmem } from 'node:os';

/** One promise of the product and what was measured of it. */
export interface Bar {
  /** Its name, for example `lookup.vs-redis`. */
  bar: string;
  /** What was measured; null when it could not be. */
  value: number | null;
  unit: string;
  /** What it must be, for example `≥ 15`. */
  limit: string;
  ok: boolean;
  /** How it was measured, what is inside and what is not; or why it was not. */
  how: string;
  /** A wall-clock time: on a busy machine it tells of the machine. Where KHIEN_WALL=report it is told, not judged. */
  wall?: true;
}

/** Whether a run fails because of this bar. */
export const fallsShort = (bar: Bar): boolean => !bar.ok && !(bar.wall && process.env.KHIEN_WALL === 'report');

const round = (value: number): number => (value === 0 ? 0 : Number(value.toPrecision(4)));

export function atLeast(bar: string, value: number, limit: number, unit: string, how: string): Bar {
  return { bar, value: round(value), unit, limit: `≥ ${limit}`, ok: value >= limit, how };
}

export function atMost(bar: string, value: number, limit: number, unit: string, how: string): Bar {
  return { bar, value: round(value), unit, limit: limit === 0 ? '= 0' : `≤ ${limit}`, ok: value <= limit, how };
}

/** A bar that could not be measured here. It counts as fallen short: a claim that was not checked is not kept. */
export function notMeasured(bar: string, limit: string, unit: string, why: string): Bar {
  return { bar, value: null, unit, limit, ok: false, how: `skipped: ${why}` };
}

/** What figures depend on. */
export function machineFacts(): string {
  let pages = 'unknown';
  try {
    pages = /\[(\w+)\]/.exec(readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8'))?.[1] ?? pages;
  } catch {
    // Not Linux, or hidden from us: said as unknown.
  }
  const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  return [
    `Node ${process.version}`,
    `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores`,
    `${gib(freemem())} of ${gib(totalmem())} GiB memory free`,
    `kernel ${release()}, huge pages ${pages}`,
    `load ${loadavg()
      .map((load) => load.toFixed(2))
      .join(' ')}`,
  ].join(' · ');
}

/** Prints one JSON line for each bar, or a table for people. */
export function printBars(bars: readonly Bar[], json: boolean): void {
  if (json) {
    for (const { wall: _, ...bar } of bars) console.log(JSON.stringify(bar));
    return;
  }
  const width = Math.max(...bars.map(({ bar }) => bar.length));
  for (const { bar, value, unit, limit, ok, how } of bars) {
    const measured = value === null ? 'not measured' : `${value} ${unit}`.trim();
    console.log(`${ok ? 'ok  ' : 'MISS'} ${bar.padEnd(width)}  ${measured.padEnd(18)} ${limit}`);
    console.log(`     ${how}`);
  }
  console.log(`\n${machineFacts()}`);
}
