import { createHash } from 'node:crypto';

/** A form in which a password could show up in bytes that are sent or kept. */
export interface Trace {
  what: string;
  text: string;
}

/** Shortest part of a password that cannot stand anywhere by chance. */
const PART = 6;

/**
 * The password and every part of six characters of it, as they are, as in an address, as in JSON, as base64 and as hex;
 * and its usual hashes, of which only the first five digits of SHA-1 may leave.
 */
export function tracesOf(secret: string): Trace[] {
  const traces: Trace[] = [];
  const add = (what: string, text: string) => traces.push({ what, text });
  for (let from = 0; from + PART <= secret.length; from++) {
    const part = secret.slice(from, from + PART);
    add('a part', part);
    add('a part in an address', encodeURIComponent(part));
    add(
      'a part in JSON',
      JSON.stringify(part)
        .slice(1, -1)
        .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    add('a part as hex', Buffer.from(part).toString('hex'));
  }
  for (const text of [secret, secret.normalize('NFD'), secret.toLowerCase()]) {
    // Three ways in which base64 may be aligned; the ends, which depend on the neighbours, are left out.
    for (let shift = 0; shift < 3; shift++) {
      const base64 = Buffer.from(`${'.'.repeat(shift)}${text}`)
        .toString('base64')
        .slice(4, -4);
      add('base64', base64.replace(/=+$/, ''));
      add('base64 for addresses', base64.replaceAll('+', '-').replaceAll('/', '_'));
    }
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const hash = createHash(algorithm).update(text).digest();
      add(algorithm, hash.toString('hex').slice(0, 12));
      add(`the rest of ${algorithm}`, hash.toString('hex').slice(5, 17));
      add(`${algorithm} as base64`, hash.toString('base64').slice(0, 12));
    }
  }
  return traces;
}
