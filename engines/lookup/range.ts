import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Questions that do not say what is asked: the device sends the first digits of a hash, gets everything that begins so,
 * and looks for the rest by itself. How many digits may be sent depends on how many values there are to guess from.
 */

/** Kinds of look-up keys that can be asked for by prefix. */
export type RangeKind = 'phone' | 'account' | 'host';

/** What a hit says: the part of a listing that everybody may know. */
export interface RangeListing {
  source: string;
  scheme?: string;
  /** ISO day. */
  listedAt: string;
  /** Of the indicator, for an appeal. */
  id?: string;
  /** True: this host only, not the names below it. */
  exact?: boolean;
}

/**
 * Hex digits sent. There are 2^28.5 mobile numbers: 12 bits leave 93,000 that it could be, 20 would leave 362. Account
 * numbers are often telephone numbers. Hosts are without number.
 */
export const prefixDigits: Readonly<Record<RangeKind, number>> = { phone: 3, account: 3, host: 8 };

export const rangeKinds: readonly RangeKind[] = ['phone', 'account', 'host'];

const unasked = /^(?:mail|social|wallet|sender|sha\d+):/;

/** The kind under which a look-up key is asked for; undefined for keys that no range holds. */
export function rangeKindOf(key: string): RangeKind | undefined {
  if (key.startsWith('tel:')) return 'phone';
  if (key.startsWith('acct:')) return 'account';
  return unasked.test(key) ? undefined : 'host';
}

/** SHA-256 of a look-up key, lower-case hex. */
export const keyHash = (key: string): string => bytesToHex(sha256(utf8ToBytes(key.toWellFormed())));

/** The first 8 bytes of {@link keyHash}: what filters and their updates hold. */
export const shortHash = (key: string): bigint => BigInt(`0x${keyHash(key).slice(0, 16)}`);

/** What the device sends for a key. */
export const prefixOf = (kind: RangeKind, key: string): string => keyHash(key).slice(0, prefixDigits[kind]);

/**
 * What an answer (lines `REST:JSON`, fillers `REST:0`, one of them with more zeros to bring all answers to one length) says of a key.
 * @param answer to the question for {@link prefixOf} the key
 * @returns undefined when it is not listed
 */
export function readRange(answer: string, key: string): RangeListing | undefined {
  const found = findLine(answer, keyHash(key));
  return found === undefined || /^0+$/.test(found) ? undefined : (JSON.parse(found) as RangeListing);
}

/** Hex digits of a password's hash that are sent, as at haveibeenpwned.com. */
export const PASSWORD_DIGITS = 5;

/** SHA-1 of a password's UTF-8, upper-case hex; its first {@link PASSWORD_DIGITS} are the question. */
export const passwordHash = (password: string): string =>
  bytesToHex(sha1(utf8ToBytes(password.toWellFormed()))).toUpperCase();

/**
 * How often a password was seen in leaks, from an answer with lines `SUFFIX:COUNT`.
 * @param hash of {@link passwordHash}
 * @returns 0 when it is not in the list
 */
export const readPasswordRange = (answer: string, hash: string): number => Number(findLine(answer, hash) ?? 0);

/** What stands behind the `:` of the line that holds the rest of a hash. */
function findLine(answer: string, hash: string): string | undefined {
  for (const line of answer.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && hash.endsWith(line.slice(0, colon))) return line.slice(colon + 1).trimEnd();
  }
  return undefined;
}
