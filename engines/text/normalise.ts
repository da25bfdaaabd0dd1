import { readHost, readIp } from './hosts.ts';
import * as make from './observables.ts';
import { readPhone } from './phones.ts';
import type { CompiledReference } from './reference.ts';
import { socialName } from './social.ts';
import { type Normalised, type ObservableKind, type TextProblem } from './types.ts';
import { parseVietQr } from './vietqr.ts';
import { readWallet } from './wallets.ts';

/** Longest single value in UTF-16 units: browsers stop near 2,000 for an address; our patterns go back and forth over it. */
const LONGEST_VALUE = 2_500;

/**
 * Reads one value whose kind is known (a form field, a line of a list, an API parameter). Unlike `extract` it needs
 * no context: `912345678` is a phone number when asked as `phone`. The observable's `raw` is the value as given.
 */
export function normalise(kind: ObservableKind, raw: string, ref: CompiledReference): Normalised {
  if (raw.length > LONGEST_VALUE) return { ok: false, problem: 'too-long' };
  const text = raw.replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '').trim();
  if (text === '') return { ok: false, problem: 'empty' };
  const found = READERS[kind](text, ref);
  if (typeof found === 'string') return { ok: false, problem: found };
  return { ok: true, observable: make.place(found, raw, 0, raw.length) };
}

type Reader = (text: string, ref: CompiledReference) => make.Found | TextProblem;

const READERS: Record<ObservableKind, Reader> = {
  url: readUrl,
  domain: (text) => {
    const host = readHost((splitUrl(text)?.host ?? '').replace(/^(?:\*?\.)+/, ''));
    return host === undefined || host.ip ? 'not-a-domain' : make.hostObservable(host);
  },
  ip: (text) => {
    const ip = readIp(refang(text));
    return ip === undefined ? 'not-an-ip' : { kind: 'ip', value: ip, key: `ip:${ip}` };
  },
  phone: (text, ref) => {
    const value = readWrittenPhone(text, ref);
    return value === undefined ? 'not-a-phone' : make.phoneObservable(value);
  },
  'bank-account': readAccount,
  email: (text) => {
    const parts = /^(?:mailto:)?([^\s@<>()",;:]{1,64})@([^\s@]{1,253})$/i.exec(refang(text));
    return (parts && make.emailObservable(parts[1] ?? '', parts[2] ?? '')) ?? 'not-an-email';
  },
  'file-hash': (text) => {
    const hash = /^(?:sha-?256:)?([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase();
    return hash === undefined ? 'not-a-hash' : { kind: 'file-hash', value: hash, key: `sha256:${hash}` };
  },
  social: readSocial,
  wallet: (text) => {
    const wallet = readWallet(text.replace(/^wallet:/, ''));
    if (wallet === undefined) return 'not-a-wallet';
    return wallet === 'bad-checksum' ? wallet : make.walletObservable(wallet.value);
  },
  sender: (text) => {
    const name = text.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ');
    return /^[\p{L}\p{N}][\p{L}\p{N} ._&+@'-]{0,29}$/u.test(name)
      ? { kind: 'sender', value: name, key: `sender:${name}` }
      : 'not-a-sender';
  },
  vietqr: (text) => {
    const read = parseVietQr(text);
    if (!read.ok) return read.problem;
    return make.vietQrObservables(read.qr, text.slice(0, read.qr.length))[0] ?? 'not-a-vietqr';
  },
};

/** Undoes the usual ways of making a host harmless: `[.]`, `(dot)`, blanks around dots. */
function refang(text: string): string {
  return text
    .replace(/\s*[[({]\s*(?:\.|dot|chấm|cham)\s*[\])}]\s*/gi, '.')
    .replace(/\s+(?:dot|chấm)\s+/gi, '.')
    .replace(/\s*\.\s*/g, '.');
}

/** A link in its parts; only the host is refanged, a path may hold anything. */
function splitUrl(text: string): { scheme: string; host: string; rest: string } | undefined {
  const parts = /^(?:([a-z*][a-z0-9+.*-]{1,15})\s?(?::|\[:\])\s?\/{1,3}\s?)?([^/?#]*)([/?#][^\s]*)?$/i.exec(text);
  if (parts === null) return undefined;
  const [, scheme = 'http', authority = '', rest = ''] = parts;
  const host = /^(?:[^@]*@)?(\[[0-9a-f:.]+\]|[^:]+)(:\d{1,5})?$/i.exec(refang(authority));
  if (host === null) return undefined;
  return {
    scheme: scheme.toLowerCase().replace(/^h[tx*]{2}p/, 'http'),
    host: host[1] ?? '',
    rest: (host[2] ?? '') + rest,
  };
}

function readUrl(text: string): make.Found | TextProblem {
  const parts = splitUrl(text);
  const host = parts === undefined ? undefined : readHost(parts.host);
  return parts === undefined || host === undefined ? 'not-a-url' : make.urlObservable(parts.scheme, host, parts.rest);
}

function readWrittenPhone(text: string, ref: CompiledReference): string | undefined {
  const plain = text.normalize('NFKC').replace(/^tel:/i, '');
  if (!/^[+]?[\d\s().\-_/]+$/.test(plain)) return undefined;
  const digits = plain.replace(/\D/g, '');
  const plus = plain.startsWith('+') || plain.startsWith('(+');
  // Short codes of operators and banks: three to six digits.
  if (/^[1-9]\d{2,5}$/.test(plain)) return plain;
  return (
    readPhone(digits, plus, ref) ??
    (digits.length === ref.mobileDigits ? readPhone(`0${digits}`, false, ref) : undefined)
  );
}

/** `970436:0123456789`, `VCB 0123 456 789`, `0123456789 Vietcombank`, or the number alone. */
function readAccount(text: string, ref: CompiledReference): make.Found | TextProblem {
  const keyed = /^(?:acct:)?(\d{6}|\*):([0-9A-Za-z]{4,19})$/.exec(text);
  if (keyed !== null) {
    const [, bin = '', number = ''] = keyed;
    if (bin !== '*' && !ref.banks.has(bin)) return 'unknown-bank';
    return make.accountObservable(number.toUpperCase(), bin === '*' ? undefined : bin);
  }
  const parts = /^(.*?)(\d[\d\s.-]{2,40}\d)(.*)$/s.exec(text.normalize('NFKC'));
  const number = parts?.[2]?.replace(/\D/g, '') ?? '';
  if (parts === null || number.length < 6 || number.length > 19) return 'not-an-account';
  const name = foldLetters(`${parts[1]}${parts[3]}`).replace(/(?:so)?(?:tai)?khoan|stk|tk|nganhang|taikhoan/g, '');
  if (name === '') return make.accountObservable(number, undefined);
  const bank = ref.bankWords.get(name);
  return bank === undefined ? 'unknown-bank' : make.accountObservable(number, bank.bin);
}

/** Letters a-z only, without accents. */
function foldLetters(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll('đ', 'd')
    .replace(/[^a-z]/g, '');
}

function readSocial(text: string): make.Found | TextProblem {
  const named = /^(?:social:)?(zalo|telegram|facebook|whatsapp|viber|tiktok|instagram)\s*[:\s]\s*(.+)$/i.exec(text);
  if (named !== null) {
    const network = (named[1] ?? '').toLowerCase();
    const rest = named[2] ?? '';
    const value = socialName(network, rest);
    if (value !== undefined) return make.socialObservable(value);
  }
  const url = readUrl(text);
  return typeof url !== 'string' && url.kind === 'social' ? url : 'not-a-social-account';
}
