import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = {
  url: m.desk_seen_url,
  domain: m.desk_seen_domain,
  ip: m.desk_seen_ip,
  phone: m.desk_seen_phone,
  'bank-account': m.desk_seen_account,
  email: m.desk_seen_email,
  social: m.desk_seen_social,
  wallet: m.desk_seen_wallet,
  sender: m.desk_seen_sender,
  'file-hash': m.desk_seen_file,
  vietqr: m.desk_seen_vietqr,
};

/** Kinds of observables in the reader's words. */
export const kindName = (kind: string): string => names[kind]?.() ?? kind;

export const kinds = Object.keys(names);
