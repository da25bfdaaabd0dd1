import type { Observable } from '@khien/engines/text';

/** Why something is never listed, whoever asks: it would hit the innocent. */
export type Refusal = 'official' | 'public-suffix';

/** What the guard needs of a pack's registry of official contact points. */
export interface OfficialNames {
  /** Suffixes that only authorities can register under (`gov.vn`). */
  suffixes: readonly string[];
  organisations: readonly { domains: readonly string[]; openToAll?: boolean }[];
}

export type Guard = (observable: Observable) => Refusal | undefined;

/**
 * Says why an observable must never be listed, whoever asks: it is an official name or lies below one, or it is a
 * suffix under which strangers register (`com.vn`, `blogspot.com`), where one entry would hit all of them.
 * On a domain where anybody can publish, single pages may be listed, the domain itself not.
 */
export function createGuard(names: OfficialNames): Guard {
  const closed = new Set<string>(names.suffixes);
  const open = new Set<string>();
  for (const organisation of names.organisations) {
    for (const domain of organisation.domains) (organisation.openToAll ? open : closed).add(domain);
  }
  return ({ kind, host, registrable, key }) => {
    if (kind !== 'domain' && kind !== 'url') return undefined;
    const name = host ?? key;
    const isHostItself = kind === 'domain' || !key.includes('/');
    for (let at = name; at !== ''; at = parent(at)) if (closed.has(at)) return 'official';
    if (isHostItself && open.has(name.replace(/^www\./, ''))) return 'official';
    if (isHostItself && registrable === undefined && !isAddress.test(name)) return 'public-suffix';
    return undefined;
  };
}

const isAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f:]+:[0-9a-f:.]*\]?)$/i;

function parent(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
