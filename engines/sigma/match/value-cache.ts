/** What is known of one value of a field. */
export interface ValueRecord {
  /** Entries of the index that are in it. */
  entries: readonly number[];
  /** Answers of predicates that are dear to ask. */
  answers: Map<number, boolean> | undefined;
}

/** Values of one field that were seen before. Gives itself up where they do not repeat. */
export interface ValueCache {
  /** undefined: not known. */
  get(value: string): ValueRecord | undefined;
  set(value: string, entries: readonly number[]): ValueRecord | undefined;
  /** Keeps an answer with its value, where there is room. */
  remember(record: ValueRecord, predicate: number, answer: boolean): void;
  forget(): void;
}

/** Longer values seldom repeat and take much room. */
export const LONGEST_CACHED = 256;
/** After so many look-ups it is asked whether the cache is of use: at least four in ten must have been found. */
const TRIAL = 2_048;
const USEFUL = 0.4;
/** A cache that was of no use is tried again after so many values: sources change. */
const REST = 32_768;
/** What a record takes beside its text and its lists: the map's cell, the objects. */
const OVERHEAD = 256;

const MOST_ANSWERS = 32;
/** What an answer takes in a map that has room to grow. */
const ANSWER = 40;

/**
 * The same text, not a part of another: what is cut out of a line keeps the whole line in memory (V8 copies nothing when it
 * cuts), and what is kept for long must not.
 */
export const detached = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

/** Values are at most {@link LONGEST_CACHED} long. `budget`: bytes that all caches of a matcher may take together; a cache that finds none left forgets what it has. */
export function createValueCache(budget: { left: number }): ValueCache {
  let known = new Map<string, ValueRecord>();
  let bytes = 0;
  let asked = 0;
  let found = 0;
  let resting = 0;
  const forget = (): void => {
    known = new Map();
    budget.left += bytes;
    bytes = 0;
  };
  const take = (size: number): void => {
    bytes += size;
    budget.left -= size;
  };
  return {
    forget,
    get(value) {
      if (resting > 0) {
        resting -= 1;
        return undefined;
      }
      const record = known.get(value);
      asked += 1;
      if (record !== undefined) found += 1;
      if (asked === TRIAL) {
        if (found < TRIAL * USEFUL) {
          forget();
          resting = REST;
        }
        asked = 0;
        found = 0;
      }
      return record;
    },
    set(value, entries) {
      if (resting > 0) return undefined;
      const size = OVERHEAD + value.length * 2 + entries.length * 8;
      if (size > budget.left) forget();
      if (size > budget.left) return undefined;
      const record: ValueRecord = { entries, answers: undefined };
      known.set(detached(value), record);
      take(size);
      return record;
    },
    remember(record, predicate, answer) {
      if (budget.left < ANSWER) return;
      record.answers ??= new Map();
      if (record.answers.size === MOST_ANSWERS) return;
      record.answers.set(predicate, answer);
      take(ANSWER);
    },
  };
}
