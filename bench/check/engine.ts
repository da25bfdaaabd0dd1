import { compileReference } from '@khien/engines/text';
import { createChecker, type Check, type Listing, type Lookup } from '@khien/engines/verdict';
import { recordText, type Table } from '@khien/engines/lookup';
import { reference, rules } from '@khien/packs/vietnam';

/** The product's check, compiled as the server compiles it. */
export const check: Check = createChecker({ reference: compileReference(reference), ...rules });

/** Look-ups in a snapshot: every hit is confirmed against the stored key and its record is read. */
export function lookupIn(table: Table): Lookup {
  return (keys) =>
    table.findMany(keys).map((found) => {
      if (found === undefined) return undefined;
      const { source, listedAt } = JSON.parse(recordText(found)) as Pick<Listing, 'source' | 'listedAt'>;
      return { kind: 'scam', source, listedAt };
    });
}
