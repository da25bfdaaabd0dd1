import type { Brought } from './entries.ts';
import type { Groups } from './groups.ts';
import { isTemporal, type Plan } from './plan.ts';
import type { Reader, Writer } from './bytes.ts';

/** What a correlation did, for {@link CorrelationStats}. */
export interface Counts {
  fired: number;
  missingGroupField: number;
  missingValue: number;
  evictedGroups: number;
  evictedEntries: number;
}

export const noCounts = (): Counts => ({
  fired: 0,
  missingGroupField: 0,
  missingValue: 0,
  evictedGroups: 0,
  evictedEntries: 0,
});

/** The groups of one correlation and what they hold. */
export interface State {
  readonly plan: Plan;
  readonly counts: Counts;
  readonly groups: Groups;
  /** The row of a group for which a hit waits from now on, until {@link take}. */
  await(key: string): number;
  /** The number of a distinct value that waits with its hit, and its text. */
  valueId(text: string): number;
  valueText(id: number): string;
  /**
   * Takes an input whose turn it is.
   * @param value the number of a distinct value, or a number that is measured
   */
  take(group: number, time: number, ref: number, position: number, value: number, brought: Brought | undefined): void;
  /** When the next window ends that is judged at its end; Infinity if there is none. */
  nextClose(): number;
  /** Judges the windows that end at a time or before. */
  close(time: number): void;
  /** Forgets what cannot matter any more at a time. */
  expire(time: number): void;
  /** Forgets the group that would run out first. */
  evict(): void;
  write(writer: Writer): void;
  /** Into an empty state. `keep` puts what was brought into the order of this plan's needs. */
  read(reader: Reader, keep: (brought: Brought | undefined) => Brought | undefined): void;
}

export interface Firing {
  key: string;
  from: number;
  to: number;
  value: number;
  events: readonly number[];
  /** By the plan's `needs`: the different values of what stands in the window. */
  fields: readonly (readonly string[])[];
}

/** What all states of a correlator share. */
export interface Shared {
  /** Groups of all correlations, and the hits that they hold. */
  groups: number;
  entries: number;
  maxEntriesPerGroup: number;
  maxEventsTold: number;
  maxGroupsPerRule: number;
  fire(plan: Plan, firing: Firing): void;
}

const MOST_VALUES = 64;

/** Gathers the events and fields of a window. */
export interface Gathering {
  add(ref: number, brought: Brought | undefined): void;
  /** Whether more would not be told, apart from the last. */
  isFull(): boolean;
  events(): number[];
  fields(): string[][];
}

export function gather(plan: Plan, maxEventsTold: number): Gathering {
  const events: number[] = [];
  // One event brings several hits where several rules, or a chain, or an array of values do.
  const known = plan.rich || isTemporal(plan.correlation) ? new Set<number>() : undefined;
  let last: number | undefined;
  const fields = plan.needs.map(() => new Set<string>());
  const one = (ref: number): void => {
    if (known === undefined ? events.at(-1) === ref : known.has(ref)) return;
    if (events.length >= maxEventsTold - 1) {
      last = ref;
      return;
    }
    events.push(ref);
    known?.add(ref);
  };
  return {
    add(ref, brought) {
      if (brought?.events === undefined) one(ref);
      else for (const event of brought.events) one(event);
      if (brought === undefined) return;
      fields.forEach((values, i) => {
        for (const value of brought.fields[i] ?? []) if (values.size < MOST_VALUES) values.add(value);
      });
    },
    isFull: () => fields.length === 0 && events.length >= maxEventsTold - 1,
    events: () => (last === undefined ? events : [...events, last]),
    fields: () => fields.map((values) => [...values]),
  };
}

/**
 * Groups that fired and were closed while they still have to be silent: only where silence is longer than a window that
 * is judged at its end.
 */
export interface Silence {
  lastFired(key: string): number;
  fired(key: string, time: number): void;
  expire(time: number): void;
  write(writer: Writer): void;
  read(reader: Reader): void;
}

export function createSilence(plan: Plan, most: number): Silence {
  const all = new Map<string, number>();
  const isNeeded = plan.atClose && plan.suppressMs > plan.spanMs;
  const dropFirst = (): void => {
    for (const key of all.keys()) {
      all.delete(key);
      return;
    }
  };
  return {
    write(writer) {
      writer.number(all.size);
      for (const [key, fired] of all) {
        writer.text(key);
        writer.number(fired);
      }
    },
    read(reader) {
      for (let left = reader.count(); left > 0; left--) all.set(reader.text(), reader.number());
    },
    lastFired: (key) => (isNeeded ? (all.get(key) ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY),
    fired(key, time) {
      if (!isNeeded) return;
      // The order of a Map is that of setting: the first key is the one that fired longest ago.
      all.delete(key);
      all.set(key, time);
      if (all.size > most) dropFirst();
    },
    expire(time) {
      for (const [key, fired] of all) {
        if (time - fired <= plan.suppressMs) return;
        all.delete(key);
      }
    },
  };
}

/** Whether a group that fired last at a time may fire again. */
export const isSilent = (plan: Plan, fired: number, time: number): boolean =>
  fired !== Number.NEGATIVE_INFINITY && time - fired <= plan.suppressMs;

/** A group moves in the list of its correlation only after this part of the timespan: most hits spare themselves that. */
export const LAZY = 8;

/** How long after its last move in the list a group can still matter: its window, its silence, and the move left out. */
export const keptFor = ({ spanMs, suppressMs }: Plan): number => Math.max(spanMs, suppressMs) + spanMs / LAZY;
