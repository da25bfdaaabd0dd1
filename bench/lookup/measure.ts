/** CPU-seconds of this process, user and system, all threads. */
export function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Seconds of the clock and of this process, for work that waits for another process. */
export async function elapsed(run: () => Promise<void>): Promise<{ wall: number; cpu: number }> {
  const before = process.cpuUsage();
  const started = performance.now();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}

/** The rates of each name over the rounds, in operations per second. */
export interface Rates {
  add(name: string, rate: number): void;
  best(name: string): number;
  /** All of them for people to read. */
  table(): string;
}

export function createRates(): Rates {
  const rates = new Map<string, number[]>();
  const millions = (rate: number): string => (rate / 1e6).toFixed(2);
  return {
    add(name, rate) {
      rates.set(name, [...(rates.get(name) ?? []), rate]);
    },
    best: (name) => Math.max(...(rates.get(name) ?? [Number.NaN])),
    table: () =>
      [...rates]
        .map(
          ([name, all]) => `  ${name.padEnd(44)} ${millions(Math.max(...all))} M/s  (${all.map(millions).join(' ')})`,
        )
        .join('\n'),
  };
}

export const log = (line: string): void => console.error(line);
