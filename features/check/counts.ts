import type { Verdict } from '@khien/engines/verdict';
import { type Tx, withTx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { sql } from 'kysely';

declare module '@khien/platform/events' {
  interface EventTypes {
    /** Checks that met listed indicators: sums since the last such event, nothing about who asked. */
    'check.hits': { day: string; counts: { indicatorId: string; count: number }[] };
  }
}

export interface CounterDeps {
  db: Tx;
  clock: () => Date;
  /** Which of these keys are named in a report; only those are counted beside the listed ones. */
  reportedKeys: (tx: Tx, keys: readonly string[]) => Promise<readonly string[]>;
  onError: (error: unknown, where: string) => void;
}

export interface Counter {
  note(verdict: Verdict): void;
  /** Writes what was gathered. */
  flush(): Promise<void>;
}

/** Beyond this many different keys between two flushes, keys that are not listed are no longer gathered. */
const MOST_KEYS = 20_000;

/**
 * Counts checks by key and day. Gathered in memory for a few seconds and then written as sums, so that no row, no
 * order and no time of a row tells of a single check; keys that are neither listed nor reported are forgotten.
 */
export function createCounter({ db, clock, reportedKeys, onError }: CounterDeps): Counter {
  let listed = new Map<string, number>();
  let others = new Map<string, number>();
  let hits = new Map<string, number>();
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const taken = { listed, others, hits };
    [listed, others, hits] = [new Map(), new Map(), new Map()];
    if (taken.listed.size + taken.others.size === 0) return;
    try {
      await withTx(db, async (tx) => {
        const reported = new Set(await reportedKeys(tx, [...taken.others.keys()]));
        // A key that was listed between two checks stands in both: one sum for each key, or the upsert is refused.
        const counts = new Map(taken.listed);
        for (const [key, count] of taken.others) if (reported.has(key)) add(counts, key, count);
        const day = dayInVietnam(clock());
        await addCounts(tx, day, [...counts]);
        if (taken.hits.size > 0) {
          const sums = [...taken.hits].map(([indicatorId, count]) => ({ indicatorId, count }));
          await emit(tx, { type: 'check.hits', payload: { day, counts: sums } });
        }
      });
    } catch (error) {
      onError(error, 'check counts');
      for (const [key, count] of taken.listed) add(listed, key, count);
      for (const [key, count] of taken.others) if (others.size < MOST_KEYS) add(others, key, count);
      for (const [id, count] of taken.hits) add(hits, id, count);
    }
  }

  return {
    note({ observables }) {
      for (const { key, listing } of observables) {
        if (listing) {
          add(listed, key, 1);
          if (listing.id !== undefined && listing.kind === 'scam') add(hits, listing.id, 1);
        } else if (others.size < MOST_KEYS || others.has(key)) add(others, key, 1);
      }
    },
    flush() {
      writing = writing.then(write);
      return writing;
    },
  };
}

function add(to: Map<string, number>, key: string, count: number): void {
  to.set(key, (to.get(key) ?? 0) + count);
}

/** Viet Nam has one time zone and no summer time. */
const dayInVietnam = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);

async function addCounts(tx: Tx, day: string, counts: [string, number][]): Promise<void> {
  if (counts.length === 0) return;
  // In the order of keys, so that two processes that write at once do not wait for each other in a circle.
  const sorted = counts.toSorted(([a], [b]) => (a < b ? -1 : 1));
  await sql`insert into check_count (day, key, count)
    select ${day}::date, * from unnest(${sorted.map(([key]) => key)}::text[], ${sorted.map(([, count]) => count)}::bigint[])
    on conflict (key, day) do update set count = check_count.count + excluded.count`.execute(tx);
}

/** How often some keys were asked about, by day, newest first. */
export async function countsOf(
  tx: Tx,
  keys: readonly string[],
  since: Date,
): Promise<{ key: string; day: string; count: number }[]> {
  if (keys.length === 0) return [];
  return tx
    .selectFrom('check_count')
    .select(['key', 'day', 'count'])
    .where('key', 'in', keys)
    .where('day', '>=', dayInVietnam(since))
    .orderBy('day', 'desc')
    .orderBy('key')
    .execute();
}
