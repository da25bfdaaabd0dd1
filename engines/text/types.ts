/** The kinds of things a message can point to. `sender` is an SMS sender name; `vietqr` a payment QR's text. */
export type ObservableKind =
  | 'url'
  | 'domain'
  | 'ip'
  | 'phone'
  | 'bank-account'
  | 'email'
  | 'file-hash'
  | 'social'
  | 'wallet'
  | 'sender'
  | 'vietqr';

/** One thing seen in a text, in canonical form. */
export interface Observable {
  kind: ObservableKind;
  /** Canonical form, for storage and display through the `format…` functions. */
  value: string;
  /** Look-up key of exactly this thing, for example `tel:+84912345678`. */
  key: string;
  /** As written: `input.slice(start, end)`. */
  raw: string;
  /** UTF-16 offsets in the input. */
  start: number;
  end: number;
  /** url, domain, email: the host as A-labels, lower-case, without `www.`. */
  host?: string;
  /** The part of the host that somebody registered (`vn-ms.top`); absent for IP addresses and public suffixes. */
  registrable?: string;
  /** bank-account, vietqr: the bank's BIN, when known. */
  bank?: string;
  /** vietqr: the amount in đồng. */
  amount?: number;
  /** vietqr: the transfer's purpose. */
  note?: string;
}

/** A bank or wallet that takes transfers. */
export interface Bank {
  /** Six-digit NAPAS/VietQR number. */
  bin: string;
  code: string;
  name: string;
  shortName: string;
  swift?: string;
  wallet?: boolean;
  qr: 'transfer' | 'receive' | 'none';
  /** How people write it: lower-case ASCII, words separated by one space. */
  words: string[];
  /** The bank's own number for customers, digits only; absent where it was not verified. */
  hotline?: string;
  /** The bank's own registrable domains. */
  domains?: string[];
}

/** A country's numbering plan; prefixes are national, without the trunk 0. */
export interface PhonePlan {
  country: string;
  trunk: string;
  mobileDigits: number;
  mobile: { prefix: string; carrier: string }[];
  renumberedDigits: number;
  /** Mobile prefixes that were changed: old eleven-digit numbers still occur in lists. */
  renumbered: { from: string; to: string }[];
  landlineDigits: number;
  areas: { prefix: string; vi: string; en: string }[];
  services: { prefix: string; minDigits: number; maxDigits: number; kind: string }[];
  /** Short codes every phone can call or text: police 113, spam reports 156 and 5656. */
  publicCodes: string[];
}

/** Reference data of a country, from a pack. */
export interface TextReference {
  banks: Bank[];
  phonePlan: PhonePlan;
}

/** Why a value typed into a form, a list or the API was not understood. A closed set. */
export type TextProblem =
  | 'empty'
  | 'too-long'
  | 'not-a-url'
  | 'not-a-domain'
  | 'not-an-ip'
  | 'not-a-phone'
  | 'not-an-account'
  | 'unknown-bank'
  | 'not-an-email'
  | 'not-a-hash'
  | 'not-a-social-account'
  | 'not-a-wallet'
  | 'not-a-sender'
  | 'not-a-vietqr'
  | 'bad-checksum';

export type Normalised = { ok: true; observable: Observable } | { ok: false; problem: TextProblem };

/** Longest text that is read, in UTF-16 units; callers refuse longer ones with `too-long`. */
export const TEXT_LIMIT = 20_000;
