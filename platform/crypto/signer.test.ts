import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createVault, verifySignature } from './index.ts';
import { createSigner } from './signer.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'khien-signer-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('signs as RFC 8032 §7.1 says', () => {
  const signer = createSigner(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
  const publicKey = Buffer.from(signer.publicKey, 'base64url').toString('hex');
  expect(publicKey).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  expect(Buffer.from(signer.sign(new Uint8Array()), 'base64url').toString('hex')).toBe(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  );
});

test('keeps its key in the key file, also in one of before there was one', () => {
  const file = path.join(folder, 'keys.json');
  const { publicKey } = createVault(file).signer();
  expect(createVault(file).signer().publicKey).toBe(publicKey);
  const { signingKey: _, ...older } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(older));
  const vault = createVault(file);
  const signer = vault.signer();
  expect(createVault(file).signer().publicKey).toBe(signer.publicKey);
  vault.keys.add();
  expect(createVault(file).signer().publicKey).toBe(signer.publicKey);
});

test('a signature holds for its bytes and key only', () => {
  const [one, other] = ['a', 'b'].map((name) => createVault(path.join(folder, `${name}.json`)).signer());
  const bytes = Buffer.from('danh sách');
  const signature = one?.sign(bytes) ?? '';
  expect(verifySignature(one?.publicKey ?? '', bytes, signature)).toBe(true);
  expect(verifySignature(other?.publicKey ?? '', bytes, signature)).toBe(false);
  expect(verifySignature(one?.publicKey ?? '', Buffer.from('danh sach'), signature)).toBe(false);
});
