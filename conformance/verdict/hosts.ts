import { compileReference, normalise } from '@khien/engines/text';
import { reference } from '@khien/packs/vietnam';

const compiled = compileReference(reference);

/** The hosts of a list, one a line, as the checker sees them; public suffixes and addresses are left out. */
export function honestHosts(list: string): { host: string; registrable: string }[] {
  const names = new Set(list.split('\n').map((line) => line.trim().replace(/^\./, '')));
  return [...names].flatMap((name) => {
    const read = normalise('domain', name, compiled);
    if (!read.ok) return [];
    const { host, registrable } = read.observable;
    return host === undefined || registrable === undefined ? [] : [{ host, registrable }];
  });
}
