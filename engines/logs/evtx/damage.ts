/** What a part of a file broke. The reader counts it and goes on with the next part. */
export class Damage extends Error {}

/** Ends the reading of one record. A native `RangeError` (a read outside the chunk) is caught beside it. */
export function damaged(what: string): never {
  throw new Damage(what);
}

/**
 * What one record, and one chunk, may cost. A record lives in a chunk of 64 KiB, so honest ones stay far below; a
 * forged template that names one value ten thousand times, or holds itself, ends here.
 */
export interface Budget {
  /** Nodes and values that may still be visited. */
  steps: number;
  /** UTF-16 units that may still be put out. */
  units: number;
}

export const recordBudget: Readonly<Budget> = { steps: 50_000, units: 1 << 20 };
export const chunkBudget: Readonly<Budget> = { steps: 300_000, units: 1 << 22 };

/** Elements within elements, and fragments within fragments. Windows uses less than ten of either. */
export const maxDepth = 48;
