import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

/** Ed25519 (RFC 8032) in the name of this installation. */
export interface Signer {
  /** 32 bytes, base64url. */
  publicKey: string;
  /** @returns 64 bytes, base64url */
  sign(bytes: Uint8Array): string;
}

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createSigner(secret: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, secret]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { publicKey: x, sign: (bytes) => sign(null, bytes, key).toString('base64url') };
}

export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, bytes, key, Buffer.from(signature, 'base64url'));
}
