import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret for a cookie or an invitation: 256 random bits, 43 characters safe in an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. It has too many bits to be guessed, so that a fast hash without salt is right. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Equal? In a time that does not tell how much of it is. */
export function sameSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
  // Hashed first: timingSafeEqual wants equal lengths, and the length is nobody's business.
  const [left, right] = [a, b].map((value) => createHash('sha256').update(value).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
