import { hostAndParents, readHost } from './hosts.ts';
import shared from './shared-hosts.json' with { type: 'json' };
import type { Observable } from './types.ts';

/** Hosts where many unrelated people publish: a bad page says nothing about the rest of the host. */
const SHARED = new Set<string>(shared.hosts);

/** Whether strangers share a host (`zalo.me`, `bit.ly`). */
export function isSharedHost(host: string): boolean {
  return SHARED.has(host);
}

/**
 * Keys to look up for an observable, most specific first. The first is always its own key. Parents stop above the
 * public suffix (private ones such as `github.io` included) and at hosts shared by strangers, so that one bad page
 * never speaks for a hosting service.
 */
export function lookupKeys(observable: Observable): string[] {
  const { key, kind, value } = observable;
  switch (kind) {
    case 'url': {
      const query = key.indexOf('?');
      const pages = query < 0 ? [key] : [key, key.slice(0, query)];
      const host = observable.host ?? '';
      if (observable.registrable === undefined) return readHost(host)?.ip ? [...pages, `ip:${host}`] : pages;
      return [...pages, ...hostKeys(host, observable.registrable)];
    }
    case 'domain':
      if (value === observable.registrable) return [key];
      return [key, ...hostKeys(value, observable.registrable).filter((parent) => parent !== key)];
    case 'email':
      return [key, ...hostKeys(observable.host ?? '', observable.registrable)];
    case 'phone':
      return /^\+84\d{9}$/.test(value) ? [key, `social:zalo:${value.slice(1)}`, `acct:any:0${value.slice(3)}`] : [key];
    case 'social':
      return /^zalo:84\d{9}$/.test(value) ? [key, `tel:+${value.slice(5)}`] : [key];
    case 'bank-account':
    case 'vietqr':
      return accountKeys(key);
    default:
      return [key];
  }
}

/**
 * Keys under which a *listed* observable has to be stored so that {@link lookupKeys} finds it: its own, and for an
 * account at a known bank also `acct:any:NUMBER`, which only a question without a bank's name asks for.
 */
export function listingKeys(observable: Pick<Observable, 'key'>): string[] {
  const account = /^acct:\d{6}:(.+)$/.exec(observable.key);
  return account === null ? [observable.key] : [observable.key, `acct:any:${account[1]}`];
}

function accountKeys(key: string): string[] {
  if (!key.startsWith('acct:')) return [key];
  const number = key.slice(key.lastIndexOf(':') + 1);
  const keys = [key, key.startsWith('acct:*:') ? `acct:any:${number}` : `acct:*:${number}`];
  // Many people's account number is their telephone number.
  if (/^0[35789]\d{8}$/.test(number)) keys.push(`tel:+84${number.slice(1)}`);
  return keys;
}

function hostKeys(host: string, registrable: string | undefined): string[] {
  return hostAndParents(host, registrable).filter((name) => !SHARED.has(name));
}
