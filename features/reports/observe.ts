import { type CompiledReference, lookupKeys, normalise, type Observable } from '@khien/engines/text';
import type { Listing, Lookalike, SeenObservable } from '@khien/engines/verdict';
import type { Owner, OwnerOf } from './official.ts';
import type { Contact, Loss } from './schema.ts';
import type { Seen } from './tables.ts';

/** An observable of a report as it is kept: normalised, with what it links by. */
export interface Observed {
  kind: string;
  value: string;
  key: string;
  link: string | null;
  seen: Seen;
}

/**
 * What joins reports that name this observable. A link's page and its host join by the name that was registered, a
 * Zalo account by its phone number, an account by its number whether or not the bank was named. Null: official, shared
 * by strangers (bit.ly, a form service), or a mere name (SMS senders are forged).
 */
function linkOf(observable: Observable, listing?: Listing, owner?: Owner): string | null {
  if (listing?.kind === 'official' || owner?.openToAll === false) return null;
  const { kind, key, value, registrable } = observable;
  switch (kind) {
    case 'url':
      return registrable !== undefined && !owner && ownHost(observable) ? registrable : key;
    case 'domain':
      return registrable !== undefined && !owner && ownHost(observable) ? registrable : null;
    case 'bank-account':
      return `acct:${value.slice(value.indexOf(':') + 1)}`;
    case 'social':
      return /^zalo:84\d{9}$/.test(value) ? `tel:+${value.slice(5)}` : key;
    case 'phone':
      // Short codes and service lines (1900…, 156) belong to many or to the state.
      return value.startsWith('+') && !/^\+841[89]00/.test(value) ? key : null;
    case 'sender':
    case 'vietqr':
      return null;
    default:
      return key;
  }
}

/** Look-ups stop at hosts shared by strangers; so do links between reports. */
function ownHost({ host = '', registrable = '', ...rest }: Observable): boolean {
  const page: Observable = { ...rest, kind: 'url', key: `${host}/`, value: host, host, registrable };
  return lookupKeys(page).includes(registrable);
}

export interface ObserveInput {
  /** From the check of the report's text. */
  seen: readonly SeenObservable[];
  loss?: Loss | undefined;
  contact?: Contact | undefined;
  /** The payer's account as read from the text, when the whole bank message was pasted there. */
  ownAccount?: string | undefined;
}

/**
 * The observables a report is linked by: what its text names and the account that received the money, never the
 * reporter's own account, number or address.
 */
export function observe(input: ObserveInput, ref: CompiledReference, ownerOf: OwnerOf): Observed[] {
  const own = ownKeys(input, ref);
  const found = new Map<string, Observed>();
  const add = (observable: Observable, listing?: Listing, lookalike?: Lookalike) => {
    const { kind, value, key } = observable;
    // A payment QR is its account; that one stands beside it.
    if (kind === 'vietqr' || own.has(bare(key)) || found.has(key)) return;
    const owner = ownerOf(observable);
    const official = listing?.kind === 'official' ? (listing.name ?? listing.source) : undefined;
    const name = official ?? (owner?.openToAll === false ? owner.name : undefined);
    const seen: Seen = {
      ...(name && { official: name }),
      ...(lookalike && { lookalike: { brand: lookalike.brand, official: lookalike.official } }),
    };
    found.set(key, { kind, value, key, link: linkOf(observable, listing, owner), seen });
  };
  for (const one of input.seen) {
    add(one, one.listing, one.lookalike);
    if (one.kind === 'url' && one.listing?.kind !== 'official' && one.host && !ownerOf(one) && ownHost(one)) {
      const host = normalise('domain', one.host, ref);
      if (host.ok) add(host.observable, undefined, one.lookalike);
    }
  }
  const to = input.loss?.to;
  if (to?.number && /^[\d .-]+$/.test(to.number)) {
    const digits = to.number.replace(/\D/g, '');
    const account = normalise('bank-account', `${to.bank ?? '*'}:${digits}`, ref);
    const seenAlready = [...found.keys()].some((key) => bare(key) === `acct:${digits}`);
    if (account.ok && !seenAlready) add(account.observable);
  }
  return [...found.values()];
}

function ownKeys({ loss, contact, ownAccount }: ObserveInput, ref: CompiledReference): Set<string> {
  const own = new Set<string>();
  for (const number of [loss?.from?.number, ownAccount]) {
    if (number) own.add(`acct:${number.replace(/[^0-9A-Za-z]/g, '').toUpperCase()}`);
  }
  if (contact?.phone) {
    const phone = normalise('phone', contact.phone, ref);
    if (phone.ok) for (const key of lookupKeys(phone.observable)) own.add(bare(key));
    // A wallet's account is its owner's phone number.
    own.add(`acct:${contact.phone.replace(/\D/g, '')}`);
  }
  if (contact?.email) {
    const email = normalise('email', contact.email, ref);
    if (email.ok) own.add(email.observable.key);
  }
  return own;
}

/** Without the bank: `acct:970436:0123` → `acct:0123`. */
function bare(key: string): string {
  return key.startsWith('acct:') ? `acct:${key.slice(key.lastIndexOf(':') + 1)}` : key;
}
