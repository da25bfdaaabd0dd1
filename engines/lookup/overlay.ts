import type { Found, Table } from './table.ts';

/** A change since the snapshot: a new record, or null for a withdrawal. */
export type Change = Found | null;

/** The decisions since a snapshot was built, laid over it. A new snapshot gets an overlay of its own. */
export interface Overlay {
  /** Lists `key`, or replaces its record. */
  set(key: string, record: Uint8Array | string): void;
  /** Withdraws `key`, whatever the snapshot says. */
  remove(key: string): void;
  /** undefined: no change of this key, ask the snapshot. */
  get(key: string): Change | undefined;
  readonly size: number;
}

export function createOverlay(): Overlay {
  const changes = new Map<string, Change>();
  const encoder = new TextEncoder();
  return {
    set(key, record) {
      const bytes = typeof record === 'string' ? encoder.encode(record) : new Uint8Array(record);
      changes.set(key.toWellFormed(), { key, record: bytes });
    },
    remove(key) {
      changes.set(key.toWellFormed(), null);
    },
    get: (key) => changes.get(key.toWellFormed()),
    get size() {
      return changes.size;
    },
  };
}

export interface Lookup {
  find(key: string): Found | undefined;
  findMany(keys: readonly string[]): (Found | undefined)[];
}

/** The overlay wins; keys it does not know go to the snapshot as one batch. */
export function layered(table: Table, overlay: Overlay): Lookup {
  return {
    find(key) {
      const change = overlay.get(key);
      return change === undefined ? table.find(key) : (change ?? undefined);
    },
    findMany(keys) {
      if (overlay.size === 0) return table.findMany(keys);
      let changed = 0;
      for (let i = 0; i < keys.length; i++) if (overlay.get(keys[i] as string) !== undefined) changed++;
      // As nearly always.
      if (changed === 0) return table.findMany(keys);
      const changes = keys.map((key) => overlay.get(key));
      const found = table.findMany(keys.filter((_, i) => changes[i] === undefined));
      let next = 0;
      return changes.map((change) => (change === undefined ? found[next++] : (change ?? undefined)));
    },
  };
}
