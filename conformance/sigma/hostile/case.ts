/** Something that wants to break the engine, what must come of it, and what it may cost. */
export interface HostileCase {
  name: string;
  /** CPU time, ms. Generous: what breaks an engine costs seconds or never ends. */
  cpuMs: number;
  /** What may stay after it, and how far memory may rise while it runs, MiB. */
  memoryMb: number;
  /** Made before the clock starts. Gives what is then measured; that throws if the outcome is wrong. */
  prepare: (rules: () => CommunityRules) => () => void;
}

/** All rules of the community, compiled; or a few of our own where the data is not here. */
export interface CommunityRules {
  match: (event: object, json?: string) => readonly number[];
  titles: readonly string[];
}

export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
