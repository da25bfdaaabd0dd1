import { setFlagsFromString } from 'node:v8';
import { createOverlay, layered, type Lookup as Table, recordText } from '@khien/engines/lookup';
import { compileReference } from '@khien/engines/text';
import { type Check, createChecker, type Listing, type Lookup } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';

// As the server does, see features/check/service.ts.
setFlagsFromString('--no-allocation-site-pretenuring');

/** The product's check, compiled as the server compiles it. */
export const check: Check = createChecker({ reference: compileReference(reference), ...rules });

/** Look-ups that find nothing. */
export const nothingListed: Lookup = (keys) => keys.map(() => undefined);

const record = '{"source":"bench","listedAt":"2026-01-05"}';

/**
 * Look-ups as the server makes them: decisions of the last minutes over a snapshot; every hit is confirmed against the
 * stored key and its record is read.
 * @param recent keys that were listed since the snapshot was made
 */
export function lookupIn(table: Parameters<typeof layered>[0], recent: readonly string[] = []): Lookup {
  const overlay = createOverlay();
  for (const key of recent) overlay.set(key, record);
  const lists: Table = layered(table, overlay);
  return (keys) =>
    lists.findMany(keys).map((found) => {
      if (found === undefined) return undefined;
      const { source, listedAt } = JSON.parse(recordText(found)) as Pick<Listing, 'source' | 'listedAt'>;
      return { kind: 'scam', source, listedAt };
    });
}
