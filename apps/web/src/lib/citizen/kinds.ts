import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = {
  url: m.kind_url,
  domain: m.kind_domain,
  ip: m.kind_ip,
  phone: m.kind_phone,
  'bank-account': m.kind_bank_account,
  email: m.kind_email,
  'file-hash': m.kind_file_hash,
  social: m.kind_social,
  wallet: m.kind_wallet,
  sender: m.kind_sender,
  vietqr: m.kind_vietqr,
};

/** What people call a kind of observable. */
export function kindName(kind: string): string {
  return names[kind]?.() ?? kind;
}
