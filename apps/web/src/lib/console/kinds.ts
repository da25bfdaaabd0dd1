import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = {
  url: m.seen_url,
  domain: m.seen_domain,
  ip: m.seen_ip,
  phone: m.seen_phone,
  'bank-account': m.seen_account,
  email: m.seen_email,
  social: m.seen_social,
  wallet: m.seen_wallet,
  sender: m.seen_sender,
  'file-hash': m.seen_file,
  vietqr: m.seen_vietqr,
};

/** Kinds of observables in the reader's words. */
export const kindName = (kind: string): string => names[kind]?.() ?? kind;

export const kinds = Object.keys(names);
