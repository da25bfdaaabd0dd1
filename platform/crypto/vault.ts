import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { type KeyFile, loadKeyFile, newKey, newSigningKey, writeKeyFile } from './keyfile.ts';
import { createSigner, type Signer } from './signer.ts';

/**
 * Layout of a sealed value (lengths in bytes):
 * version 1 · id of the wrapping key 8 · [iv 12 · data key 32 · tag 16], wrapped · iv 12 · tag 16 · ciphertext.
 * Each value has a data key of its own, so that changing the wrapping key rewrites 69 bytes and never the content.
 */
const at = { keyId: 1, wrapped: 9, iv: 69, tag: 81, content: 97 };
const version = 1;

export interface Vault {
  /**
   * Seals with AES-256-GCM. `context` says what the value is (`report:<id>`): it is authenticated but not stored, so
   * that a value copied to another row does not open there.
   */
  seal(plaintext: string | Uint8Array | object, context: string): Buffer;
  /** @throws when the value was changed, belongs to another context, or its key is not in the key file */
  open(sealed: Uint8Array, context: string): Buffer;
  openText(sealed: Uint8Array, context: string): string;
  /** What `seal` was given as an object; parse it with the schema it was written by. */
  openJson(sealed: Uint8Array, context: string): unknown;
  /** A keyed hash, to look up tracking codes: a leaked database does not let anybody try codes. */
  hashCode(code: string): Buffer;
  /** Signs in the name of this installation. */
  signer(): Signer;
  keys: KeyRing;
}

/** The keys themselves, for `khien keys`. */
export interface KeyRing {
  list(): { id: string; createdAt: string; retiredAt?: string | undefined }[];
  current(): string;
  /** Adds a key that seals from now on, in every process that uses the file. @returns its id */
  add(): string;
  remove(id: string): void;
  /** The same value under the current key; undefined when it is already. */
  rewrap(sealed: Uint8Array): Buffer | undefined;
}

/** Opens the vault; makes the key file at the first start. */
export function createVault(file: string, now: () => Date = () => new Date()): Vault {
  let content = loadKeyFile(file, now);
  let stamp = stampOf(file);

  /** Another process may have added a key: what is sealed with a retired one would be lost when that one is removed. */
  function keyring(): KeyFile {
    const now_ = stampOf(file);
    if (now_ !== stamp) {
      content = loadKeyFile(file, now);
      stamp = now_;
    }
    return content;
  }

  function secretOf(id: string): Buffer {
    const key = keyring().keys.find((candidate) => candidate.id === id);
    if (key === undefined) throw new Error(`The key ${id} is not in ${file}: is it the key file of this installation?`);
    return Buffer.from(key.secret, 'base64');
  }

  function newest(): KeyFile['keys'][number] {
    const key = keyring().keys.at(-1);
    if (key === undefined) throw new Error(`${file} holds no key`);
    return key;
  }

  function wrap(dataKey: Buffer): Buffer {
    const { id, secret } = newest();
    const head = Buffer.concat([Buffer.of(version), Buffer.from(id, 'hex')]);
    const { iv, tag, ciphertext } = encrypt(Buffer.from(secret, 'base64'), dataKey, head);
    return Buffer.concat([head, iv, ciphertext, tag]);
  }

  function unwrap(sealed: Buffer): Buffer {
    if (sealed.length < at.content || sealed[0] !== version) throw new Error('This is not a sealed value');
    const head = sealed.subarray(0, at.wrapped);
    const iv = sealed.subarray(at.wrapped, at.wrapped + 12);
    const ciphertext = sealed.subarray(at.wrapped + 12, at.wrapped + 44);
    const tag = sealed.subarray(at.wrapped + 44, at.iv);
    return decrypt(secretOf(keyIdOf(sealed)), { iv, tag, ciphertext }, head);
  }

  const vault: Vault = {
    seal(plaintext, context) {
      const bytes =
        plaintext instanceof Uint8Array
          ? plaintext
          : Buffer.from(typeof plaintext === 'string' ? plaintext : JSON.stringify(plaintext));
      const dataKey = randomBytes(32);
      const { iv, tag, ciphertext } = encrypt(dataKey, bytes, Buffer.from(context));
      return Buffer.concat([wrap(dataKey), iv, tag, ciphertext]);
    },
    open(value, context) {
      const sealed = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      const parts = {
        iv: sealed.subarray(at.iv, at.tag),
        tag: sealed.subarray(at.tag, at.content),
        ciphertext: sealed.subarray(at.content),
      };
      return decrypt(unwrap(sealed), parts, Buffer.from(context));
    },
    openText: (sealed, context) => vault.open(sealed, context).toString('utf8'),
    openJson: (sealed, context): unknown => JSON.parse(vault.openText(sealed, context)),
    hashCode: (code) => createHmac('sha256', Buffer.from(keyring().hashKey, 'base64')).update(code).digest(),
    signer() {
      if (keyring().signingKey === undefined) writeKeyFile(file, { ...keyring(), signingKey: newSigningKey() });
      // Read again: of two processes that made one at once, the later stands.
      return createSigner(Buffer.from(keyring().signingKey ?? '', 'base64'));
    },
    keys: {
      list: () => keyring().keys.map(({ id, createdAt, retiredAt }) => ({ id, createdAt, retiredAt })),
      current: () => newest().id,
      add() {
        const key = newKey(now);
        const before = keyring();
        const retired = before.keys.map((old) => ({ ...old, retiredAt: old.retiredAt ?? key.createdAt }));
        writeKeyFile(file, { ...before, keys: [...retired, key] });
        return key.id;
      },
      remove(id) {
        const before = keyring();
        if (newest().id === id) throw new Error('The key in use cannot be removed');
        writeKeyFile(file, { ...before, keys: before.keys.filter((key) => key.id !== id) });
      },
      rewrap(value) {
        const sealed = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
        if (keyIdOf(sealed) === newest().id) return undefined;
        return Buffer.concat([wrap(unwrap(sealed)), sealed.subarray(at.iv)]);
      },
    },
  };
  return vault;
}

/** Which key a value is wrapped with: sixteen hexadecimal digits. */
export function keyIdOf(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(at.keyId, at.wrapped)).toString('hex');
}

interface Encrypted {
  iv: Uint8Array;
  tag: Uint8Array;
  ciphertext: Uint8Array;
}

function encrypt(key: Buffer, plaintext: Uint8Array, context: Buffer): Encrypted {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(context);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { iv, tag: cipher.getAuthTag(), ciphertext };
}

function decrypt(key: Buffer, { iv, tag, ciphertext }: Encrypted, context: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  decipher.setAAD(context);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch (error) {
    throw new Error('A sealed value does not open: it was changed, or is not what it is said to be', { cause: error });
  }
}

/** The file is replaced, never written in place: number and time tell one from another. */
function stampOf(file: string): string {
  const found = statSync(file, { bigint: true });
  return `${found.ino} ${found.mtimeNs} ${found.size}`;
}
