import { foldTable } from '../fold.ts';

/**
 * The alphabet of the index. ASCII units have a class each (upper case shares that of lower case); all others share
 * twelve, so an index entry with such a unit can hit too often, never too seldom. Hits are confirmed where it matters.
 */
export const CLASSES = 128;

const others = [0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16];

/** Class of every code unit (64 KiB, made once). The class of a class is itself. */
export function classTable(): Uint8Array {
  if (table === undefined) {
    const folded = foldTable();
    table = new Uint8Array(0x10000);
    for (let unit = 0; unit < 0x10000; unit += 1) {
      const lower = folded[unit] as number;
      const surrogate = lower >= 0xd800 && lower <= 0xdfff;
      table[unit] = lower < 128 ? lower : (others[surrogate ? 4 + (lower & 7) : lower & 3] as number);
    }
  }
  return table;
}

let table: Uint8Array | undefined;

/** Whether each unit of a literal is alone in its class, so that a hit needs no confirmation. */
export const isExact = (text: string): boolean => /^[\x20-\x7e\t\n\r]*$/.test(text);
