import { type CompiledReference, normalise, type Observable } from '@khien/engines/text';
import type { Registry } from '@khien/engines/verdict';

/** Whose contact point this is, if it is one of the registry's. */
export interface Owner {
  name: string;
  /** Anybody may publish under this domain: the domain joins nothing, a page of it may. */
  openToAll: boolean;
}

export type OwnerOf = (observable: Observable) => Owner | undefined;

/**
 * Official names, numbers and everything below official domains never join reports: scammers borrow them, and a
 * thousand unrelated reports name the same bank.
 */
export function ownersIn(registry: Registry, ref: CompiledReference): OwnerOf {
  const domains = new Map<string, Owner>();
  const phones = new Map<string, Owner>();
  for (const suffix of registry.suffixes) domains.set(suffix, { name: `.${suffix}`, openToAll: false });
  for (const { name, domains: owned, phones: numbers = [], openToAll = false } of registry.organisations) {
    for (const domain of owned) domains.set(domain, { name, openToAll });
    for (const number of numbers) {
      const phone = normalise('phone', number, ref);
      if (phone.ok) phones.set(phone.observable.key, { name, openToAll: false });
    }
  }
  return ({ kind, key, host }) => {
    if (kind === 'phone') return phones.get(key);
    for (let name = host ?? ''; name !== ''; name = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '') {
      const owner = domains.get(name);
      if (owner) return owner;
    }
    return undefined;
  };
}
