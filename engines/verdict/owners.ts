import type { Organisation, Registry } from './types.ts';

/** Whose a host is: an organisation, nobody's worth protecting but known to be honest, or unknown. */
export type Owner = Organisation | 'harmless' | undefined;

/**
 * Compiles the directory of hosts. A host belongs to the nearest of its parents that is in the directory, so that
 * everything below `vietcombank.com.vn` is the bank's; below an authority's suffix everything is an authority's.
 */
export function buildOwners(registry: Registry, harmless: readonly string[]): (host: string) => Owner {
  const owners = new Map<string, Organisation | 'harmless'>();
  for (const name of harmless) owners.set(name, 'harmless');
  for (const organisation of registry.organisations) {
    for (const domain of organisation.domains) owners.set(domain, organisation);
  }
  const suffixes = registry.suffixes.map((suffix) => `.${suffix}`);
  return (host) => {
    for (let rest = host, dot = host.indexOf('.'); dot > 0; rest = rest.slice(dot + 1), dot = rest.indexOf('.')) {
      const owner = owners.get(rest);
      if (owner !== undefined) return owner;
    }
    for (const suffix of suffixes) {
      if (host.endsWith(suffix)) return { id: suffix, name: host, kind: 'agency', domains: [host] };
    }
    return undefined;
  };
}
