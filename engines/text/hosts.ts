import { parse } from 'tldts';

/** A host in canonical form with what the public-suffix list says of it. */
export interface Host {
  /** Lower-case A-labels without `www.` and without a trailing dot; an IP address as it is. */
  host: string;
  ip: boolean;
  /** Absent for IP addresses and when the host is itself a public suffix. */
  registrable?: string;
  /** Whether its suffix is on the public-suffix list. */
  known: boolean;
}

// Hosts in the wild begin labels with hyphens and underscores; only the ending needs a letter, or it
// would be half an address.
const LABELS = /^(?:[a-z0-9_-]{1,63}\.)+(?=[0-9-]*[a-z])[a-z0-9-]{1,63}$/;
const SUFFIX_RULES = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  mixedInputs: false,
} as const;
/** Kept free for documentation and demonstrations (RFC 2606 §2): nobody can own a name below it. */
const RESERVED = '.example';
// biome-ignore lint/suspicious/noControlCharactersInRegex: finds text that is not plain ASCII
const NOT_ASCII = /[^\x00-\x7f]/;

/** Reads a host name or IP address; undefined when it is neither. */
export function readHost(raw: string): Host | undefined {
  let host = NOT_ASCII.test(raw) ? toAscii(raw) : raw.toLowerCase();
  if (host === undefined) return undefined;
  if (host.endsWith('.')) host = host.slice(0, -1);
  const ip = readIp(host);
  if (ip !== undefined) return { host: ip, ip: true, known: true };
  if (host.length > 253 || !LABELS.test(host)) return undefined;
  while (host.startsWith('www.') && host.indexOf('.', 4) > 0) host = host.slice(4);
  const suffix = parse(host, SUFFIX_RULES);
  const known = suffix.isIcann === true || suffix.isPrivate === true || host.endsWith(RESERVED);
  return suffix.domain ? { host, ip: false, registrable: suffix.domain, known } : { host, ip: false, known };
}

/** What is registered of a host already in canonical form, when its suffix is listed and something is. */
export function knownRegistrable(host: string): string | undefined {
  const { domain, isIcann, isPrivate } = parse(host, SUFFIX_RULES);
  return domain !== null && (isIcann === true || isPrivate === true) ? domain : undefined;
}

/** `bảo.vn`, full-width and mathematical letters → A-labels, by the platform's own UTS #46. */
function toAscii(raw: string): string | undefined {
  try {
    return new URL(`http://${raw.replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')}/`).hostname;
  } catch {
    return undefined;
  }
}

/** IPv4 in dotted form without leading zeros, or IPv6 with or without brackets; IPv6 comes out compressed. */
export function readIp(raw: string): string | undefined {
  if (raw.includes(':')) {
    try {
      return new URL(`http://[${raw.replace(/^\[|\]$/g, '')}]/`).hostname.slice(1, -1);
    } catch {
      return undefined;
    }
  }
  // A name ends in a letter, and most of what is asked here is a name.
  const last = raw.charCodeAt(raw.length - 1);
  if (last < 48 || last > 57) return undefined;
  const parts = raw.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
    ? raw
    : undefined;
}

/** The host and its parents down to the registrable name, most specific first; never a public suffix. */
export function hostAndParents(host: string, registrable: string | undefined): string[] {
  if (registrable === undefined) return [];
  const out = [host];
  for (let name = host; name !== registrable; ) {
    const dot = name.indexOf('.');
    if (dot < 0) break;
    name = name.slice(dot + 1);
    out.push(name);
  }
  // A crafted host can have a hundred labels: the exact one and the five nearest the registrable name are enough.
  return out.length > 6 ? [host, ...out.slice(-5)] : out;
}
