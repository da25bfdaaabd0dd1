import { type Host, readHost } from './hosts.ts';
import { isPlain } from './labels.ts';
import { readSocialUrl } from './social.ts';
import type { Observable } from './types.ts';

/** An observable before it has a place in a text. */
export type Found = Omit<Observable, 'raw' | 'start' | 'end'>;

/** Browsers and servers cut about here too; what is behind tells no two pages apart. */
const LONGEST_PATH = 2_000;

/** Puts an observable at its place in the input. */
export function place(found: Found, input: string, start: number, end: number): Observable {
  return { ...found, raw: input.slice(start, end), start, end };
}

/** A host alone: a domain, or an IP address. */
export function hostObservable(host: Host): Found {
  if (host.ip) return { kind: 'ip', value: host.host, key: `ip:${host.host}` };
  return { kind: 'domain', value: host.host, key: host.host, host: host.host, ...registrable(host) };
}

/**
 * A link. `rest` is port, path and query as written, without a fragment. A link to the front page of a host stands
 * for the host itself and comes out as `domain` or `ip`, so that both ways of writing it are one thing.
 */
export function urlObservable(scheme: string, host: Host, rest: string): Found {
  const port = rest.startsWith(':') ? /^:(\d{1,5})/.exec(rest) : null;
  let path = rest.slice(port?.[0].length ?? 0, LONGEST_PATH);
  const fragment = path.indexOf('#');
  if (fragment >= 0) path = path.slice(0, fragment);
  if (path === '/') path = '';
  else if (path.startsWith('?')) path = `/${path}`;
  const number = port === null ? undefined : Number(port[1]);
  const shownPort = number === undefined || number === (scheme === 'https' ? 443 : 80) ? '' : `:${number}`;
  if (path === '' && shownPort === '') return hostObservable(host);
  const social = shownPort === '' && !host.ip ? readSocialUrl(host.host, path) : undefined;
  if (social !== undefined) return socialObservable(social);
  const key = `${host.host.includes(':') ? `[${host.host}]` : host.host}${shownPort}${encodePath(path)}`;
  return { kind: 'url', value: `${scheme}://${key}`, key, host: host.host, ...registrable(host) };
}

/** A canonical telephone number, see `readPhone`. */
export function phoneObservable(value: string): Found {
  return { kind: 'phone', value, key: `tel:${value}` };
}

/** A bank account; `bank` is a BIN or undefined when nobody said which bank. */
export function accountObservable(number: string, bank: string | undefined): Found {
  const value = `${bank ?? '*'}:${number}`;
  return { kind: 'bank-account', value, key: `acct:${value}`, ...(bank === undefined ? {} : { bank }) };
}

/** `zalo:84912345678`, `telegram:name`, `facebook:name`. */
export function socialObservable(value: string): Found {
  return { kind: 'social', value, key: `social:${value}` };
}

/** `btc:…`, `eth:…`, `tron:…` */
export function walletObservable(value: string): Found {
  return { kind: 'wallet', value, key: `wallet:${value}` };
}

/** A file's SHA-256. */
export function hashObservable(hex: string): Found {
  const value = hex.toLowerCase();
  return { kind: 'file-hash', value, key: `sha256:${value}` };
}

/** An address; the local part is compared without regard to case, as every large provider does. */
export function emailObservable(local: string, domain: string): Found | undefined {
  const host = readHost(domain);
  if (host === undefined || host.ip) return undefined;
  const value = `${local.toLowerCase()}@${host.host}`;
  return { kind: 'email', value, key: `mail:${value}`, host: host.host, ...registrable(host) };
}

/** A payment QR whose payload was read; it is looked up by the account it pays. */
export function vietQrObservables(
  qr: { bank?: string; account?: string; merchant?: string; amount?: number; note?: string },
  payload: string,
): Found[] {
  const account = qr.account === undefined ? undefined : accountObservable(qr.account, qr.bank);
  const key = account?.key ?? `qr:${qr.merchant ?? payload}`;
  const found: Found = { kind: 'vietqr', value: payload, key };
  if (qr.bank !== undefined) found.bank = qr.bank;
  if (qr.amount !== undefined) found.amount = qr.amount;
  if (qr.note !== undefined) found.note = qr.note;
  return account === undefined ? [found] : [found, account];
}

function registrable(host: Host): { registrable?: string } {
  return host.registrable === undefined ? {} : { registrable: host.registrable };
}

/** Percent-encodes what a browser would, so that `Điện` and `%C4%90i…` are one key. */
function encodePath(path: string): string {
  if (isPlain(path, 0, path.length)) return path;
  let encoded = '';
  for (const symbol of path) {
    const code = symbol.codePointAt(0) ?? 0;
    encoded +=
      code > 0x20 && code < 0x7f ? symbol : code >= 0xd800 && code <= 0xdfff ? '%EF%BF%BD' : encodeURIComponent(symbol);
  }
  return encoded;
}
